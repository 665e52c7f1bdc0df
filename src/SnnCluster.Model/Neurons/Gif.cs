using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Neurons;

/// <summary>Constants of <see cref="Gif{T}"/>.</summary>
/// <param name="Membrane">The leaky membrane.</param>
/// <param name="Threshold">V_T* [mV].</param>
/// <param name="InverseSharpness">1/Delta_V [1/mV].</param>
/// <param name="EscapePerStep">lambda_0·dt, spikes of a step at the threshold.</param>
/// <param name="ResetPotential">[mV].</param>
/// <param name="RefractorySteps">Length of the refractory period [steps].</param>
/// <param name="CurrentDecay">exp(-dt/tau) of the spike-triggered current.</param>
/// <param name="CurrentShare">What of it acts during a step.</param>
/// <param name="CurrentJump">[nA].</param>
/// <param name="ThresholdDecay">exp(-dt/tau) of the spike-triggered threshold.</param>
/// <param name="ThresholdJump">[mV].</param>
public readonly record struct GifConstants(
    LeakyMembraneConstants Membrane,
    float Threshold,
    float InverseSharpness,
    float EscapePerStep,
    float ResetPotential,
    float RefractorySteps,
    float CurrentDecay,
    float CurrentShare,
    float CurrentJump,
    float ThresholdDecay,
    float ThresholdJump);

/// <summary>
/// Generalised integrate-and-fire neuron with escape noise (Mensi et al. 2012): C V' = g_L (E_L - V) - eta + I, where a current eta
/// and a threshold gamma decay and jump at each spike. A step spikes with the probability 1 - exp(-lambda_0·dt·exp((V - V_T* -
/// gamma)/Delta_V)), drawn from the neuron's own random numbers. While refractory, V stands still.
/// </summary>
public struct Gif<T> : INeuronModel<T, GifConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>Membrane potential [mV].</summary>
    public T V;

    /// <summary>Current that spikes triggered eta [nA]; it hyperpolarises.</summary>
    public T SpikeCurrent;

    /// <summary>Rise of the threshold that spikes triggered gamma [mV].</summary>
    public T SpikeThreshold;

    /// <summary>Steps that the neuron stays refractory.</summary>
    public T RefractoryTime;

    /// <inheritdoc/>
    public readonly T MembranePotential => V;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Mask<T> Step(SynapticInput<T> input, in GifConstants constants, in NeuronStep step)
    {
        T spikeCurrent = SpikeCurrent;
        T refractory = RefractoryTime;
        Mask<T> awake = refractory <= T.Of(0f);
        input = input with { Current = input.Current - (spikeCurrent * T.Of(constants.CurrentShare)) };
        T next = LeakyMembrane.Advance(V, in input, constants.Membrane) + input.PotentialJump;
        T v = T.Select(awake, next, V);
        T threshold = LaneMath.FlushDenormal(SpikeThreshold * T.Of(constants.ThresholdDecay));
        spikeCurrent = LaneMath.FlushDenormal(spikeCurrent * T.Of(constants.CurrentDecay));
        refractory -= T.Clear(awake, T.Of(1f));

        T distance = (v - T.Of(constants.Threshold)) - threshold;
        T expected = T.Of(constants.EscapePerStep) * LaneMath.Exp(distance * T.Of(constants.InverseSharpness));
        Mask<T> spike = awake & (step.Uniform(awake) < -LaneMath.ExpMinusOne(-expected));
        V = T.Select(spike, T.Of(constants.ResetPotential), v);
        SpikeCurrent = T.Select(spike, spikeCurrent + T.Of(constants.CurrentJump), spikeCurrent);
        SpikeThreshold = T.Select(spike, threshold + T.Of(constants.ThresholdJump), threshold);
        RefractoryTime = T.Select(spike, T.Of(constants.RefractorySteps), refractory);
        return spike;
    }
}

/// <summary>Generalised integrate-and-fire neurons with escape noise.</summary>
public sealed record GifDescription : NeuronModelDescription<GifConstants>
{
    /// <summary>Capacitance C [nF], above 0.</summary>
    public double CapacitanceNf { get; init; } = 0.08;

    /// <summary>Leak conductance g_L [uS], above 0.</summary>
    public double LeakConductanceUs { get; init; } = 0.004;

    /// <summary>Resting potential E_L [mV].</summary>
    public double RestingPotentialMv { get; init; } = -70;

    /// <summary>Threshold V_T* [mV].</summary>
    public double ThresholdMv { get; init; } = -35;

    /// <summary>How sharp the threshold is Delta_V [mV], above 0; the smaller the sharper.</summary>
    public double SharpnessMv { get; init; } = 0.5;

    /// <summary>Rate at the threshold lambda_0 [1/ms], above 0.</summary>
    public double EscapeRatePerMs { get; init; } = 0.001;

    /// <summary>Potential after a spike [mV].</summary>
    public double ResetPotentialMv { get; init; } = -55;

    /// <summary>Refractory period [ms], at least 0, a whole number of steps, at most 2^24.</summary>
    public double RefractoryPeriodMs { get; init; } = 4;

    /// <summary>Time constant of the spike-triggered current [ms], above 0.</summary>
    public double SpikeCurrentTimeConstantMs { get; init; } = 50;

    /// <summary>Jump of the spike-triggered current [nA]; above 0 it hyperpolarises.</summary>
    public double SpikeCurrentJumpNa { get; init; }

    /// <summary>Time constant of the spike-triggered threshold [ms], above 0.</summary>
    public double SpikeThresholdTimeConstantMs { get; init; } = 50;

    /// <summary>Jump of the threshold at a spike [mV].</summary>
    public double SpikeThresholdJumpMv { get; init; }

    /// <summary>Constant current I_e [nA]; 0 by default.</summary>
    public double BiasCurrentNa { get; init; }

    /// <summary>Membrane potential at the start [mV]; the resting potential by default.</summary>
    public InitialValue? InitialPotentialMv { get; init; }

    /// <inheritdoc/>
    public override string Name => "gif";

    /// <inheritdoc/>
    public override Type ModelType => typeof(Gif<>);

    /// <inheritdoc/>
    public override double? PassiveTimeConstantMs => CapacitanceNf / LeakConductanceUs;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, InitialValue> InitialState(double dtMs) => new Dictionary<string, InitialValue>
    {
        [nameof(Gif<ScalarLane>.V)] = InitialPotentialMv ?? RestingPotentialMv,
    };

    /// <inheritdoc/>
    public override GifConstants Constants(double dtMs) => new(
        LeakyMembraneConstants.Of(CapacitanceNf, LeakConductanceUs, RestingPotentialMv, BiasCurrentNa, dtMs),
        Threshold: (float)ThresholdMv,
        InverseSharpness: (float)(1 / SharpnessMv),
        EscapePerStep: (float)(EscapeRatePerMs * dtMs),
        ResetPotential: (float)ResetPotentialMv,
        RefractorySteps: StepCount.Of(RefractoryPeriodMs, dtMs),
        CurrentDecay: DecayTable.Factor(SpikeCurrentTimeConstantMs, dtMs),
        CurrentShare: (float)new Synapses.StepShares(Synapses.ActsWithinStep.ByMembrane, dtMs, PassiveTimeConstantMs)
            .OfDecay(SpikeCurrentTimeConstantMs),
        CurrentJump: (float)SpikeCurrentJumpNa,
        ThresholdDecay: DecayTable.Factor(SpikeThresholdTimeConstantMs, dtMs),
        ThresholdJump: (float)SpikeThresholdJumpMv);

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors)
    {
        LeakyMembrane.Validate(name, CapacitanceNf, LeakConductanceUs, RestingPotentialMv, dtMs, errors);
        errors.Finite($"{name} threshold [mV]", ThresholdMv);
        errors.Above($"{name} sharpness [mV]", SharpnessMv, 0);
        errors.Above($"{name} escape rate [1/ms]", EscapeRatePerMs, 0);
        errors.Finite($"{name} reset potential [mV]", ResetPotentialMv);
        errors.Above($"{name} spike current time constant [ms]", SpikeCurrentTimeConstantMs, 0);
        errors.Finite($"{name} spike current jump [nA]", SpikeCurrentJumpNa);
        errors.Above($"{name} spike threshold time constant [ms]", SpikeThresholdTimeConstantMs, 0);
        errors.Finite($"{name} spike threshold jump [mV]", SpikeThresholdJumpMv);
        errors.Finite($"{name} bias current [nA]", BiasCurrentNa);
        RefractoryPeriod.Validate(name, RefractoryPeriodMs, extraRefractorySteps: 0, dtMs, errors);
        InitialPotentialMv?.Validate($"{name} initial potential [mV]", errors);
    }
}
