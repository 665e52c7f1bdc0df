using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Learning.Neurons;

/// <summary>
/// A hidden neuron of a classifier (Bellec et al., Nature Communications 11, 2020): leaky integrate-and-fire with reset
/// by subtraction or to a potential, with or without an adaptive threshold. Quantities have no unit.
/// </summary>
/// <typeparam name="T">How many neurons are computed together.</typeparam>
/// <typeparam name="TAdaptation">Whether the threshold adapts.</typeparam>
public struct HiddenNeuron<T, TAdaptation>
    where T : unmanaged, ILane<T>
    where TAdaptation : struct, IAdaptation
{
    /// <summary>Membrane potential v.</summary>
    public T V;

    /// <summary>Steps that the neuron stays refractory, r.</summary>
    public T RefractoryTime;

    /// <summary>Adaptation a: spikes, each decaying with ρ. Stays 0 where the threshold is fixed.</summary>
    public T Adaptation;

    /// <summary>Running mean f̄ of the rate [spikes per step].</summary>
    public T MeanRate;

    /// <summary>A neuron at the start of an example: at rest, its mean rate on target.</summary>
    public static HiddenNeuron<T, TAdaptation> AtRest(in EPropConstants constants) =>
        new() { V = T.Of(0f), RefractoryTime = T.Of(0f), Adaptation = T.Of(0f), MeanRate = T.Of(constants.TargetRate) };

    /// <summary>Advances one step.</summary>
    /// <param name="input">Sum of the weights of the spikes that arrive in this step.</param>
    /// <param name="constants">Constants of the layer.</param>
    /// <param name="surrogate">The pseudo-derivative ψ of the spike, after the step.</param>
    /// <returns>Where a neuron spikes.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Mask<T> Step(T input, in EPropConstants constants, out T surrogate)
    {
        T zero = T.Of(0f);
        T v = LaneMath.FlushDenormal((V * T.Of(constants.Decay)) + input);
        T refractory = LaneMath.Max(zero, RefractoryTime - T.Of(1f));
        T overThreshold = v - T.Of(constants.Threshold);
        T adaptation = Adaptation;
        if (TAdaptation.Adapts)
        {
            adaptation = LaneMath.FlushDenormal(adaptation * T.Of(constants.AdaptationDecay));
            overThreshold -= T.Of(constants.AdaptationStrength) * adaptation;
        }

        Mask<T> asleep = refractory > zero;
        Mask<T> reached = overThreshold >= zero;
        Mask<T> spike = reached.Without(asleep);

        // ψ after the step: a neuron that has spiked is refractory, where ψ is 0; of the others only those below threshold
        // are left, for which |v - threshold| is its negative.
        T height = LaneMath.Max(T.Of(1f) + (overThreshold * T.Of(constants.InverseThreshold)), zero);
        surrogate = T.Clear(asleep | reached, T.Of(constants.SurrogateScale) * height);
        V = T.Select(spike, (v * T.Of(constants.ResetFactor)) - T.Of(constants.ResetOffset), v);
        RefractoryTime = T.Select(spike, T.Of(constants.RefractorySteps), refractory);
        if (TAdaptation.Adapts)
        {
            Adaptation = T.Select(spike, adaptation + T.Of(1f), adaptation);
        }

        T decayedRate = MeanRate * T.Of(constants.RateDecay);
        MeanRate = T.Select(spike, decayedRate + T.Of(constants.RateShare), decayedRate);
        return spike;
    }
}
