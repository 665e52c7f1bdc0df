namespace SnnCluster.Learning.Neurons;

/// <summary>Constants of the neurons of one hidden layer and of their learning, per step of the simulation.</summary>
/// <param name="Decay">α = exp(-dt/tau_m), of the membrane and of the traces of arriving spikes.</param>
/// <param name="AdaptationDecay">ρ = exp(-dt/tau_adapt).</param>
/// <param name="AdaptationStrength">β, by which one unit of adaptation raises the threshold; 0 for LIF.</param>
/// <param name="Threshold">v_th, above 0.</param>
/// <param name="InverseThreshold">1/v_th.</param>
/// <param name="SurrogateScale">Height of the pseudo-derivative at the threshold: 0.3/v_th.</param>
/// <param name="RefractorySteps">Steps from a spike to the next possible one, at least 1.</param>
/// <param name="RateDecay">κ = exp(-dt/tau_rate), of the running mean of a neuron's rate.</param>
/// <param name="RateShare">1 - κ, what a spike adds to that mean.</param>
/// <param name="TargetRate">Rate that regularisation aims at [spikes per step].</param>
/// <param name="RateStrength">c_reg, the strength of rate regularisation.</param>
/// <param name="ResetFactor">A spike makes v factor·v - offset: 1 where it subtracts the threshold, 0 where it sets a potential.</param>
/// <param name="ResetOffset">The threshold where it is subtracted, else minus the potential that is set.</param>
public readonly record struct EPropConstants(
    float Decay,
    float AdaptationDecay,
    float AdaptationStrength,
    float Threshold,
    float InverseThreshold,
    float SurrogateScale,
    float RefractorySteps,
    float RateDecay,
    float RateShare,
    float TargetRate,
    float RateStrength,
    float ResetFactor,
    float ResetOffset);
