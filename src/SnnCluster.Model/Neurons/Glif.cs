using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Neurons;

/// <summary>Constants of <see cref="Glif{T}"/>.</summary>
/// <param name="Membrane">The leaky membrane.</param>
/// <param name="LeakPotential">E_L [mV].</param>
/// <param name="Threshold">V_th [mV].</param>
/// <param name="ResetFraction">Share of V - E_L that a spike leaves.</param>
/// <param name="ResetPotential">Where a spike takes the potential if it leaves nothing [mV].</param>
/// <param name="RefractorySteps">Length of the refractory period [steps].</param>
/// <param name="First">The first after-spike current.</param>
/// <param name="Second">The second after-spike current.</param>
/// <param name="SpikeDecay">exp(-b_s·dt) of the threshold's spike component.</param>
/// <param name="SpikeKept">What a spike leaves of that component: exp(-b_s·t_ref).</param>
/// <param name="SpikeJump">What a spike adds to it [mV].</param>
/// <param name="VoltageGain">a_v/(b_v - g_L/C) of the threshold's voltage component.</param>
/// <param name="VoltageRest">a_v/b_v.</param>
/// <param name="VoltageDecay">exp(-b_v·dt).</param>
/// <param name="LeakDecay">exp(-dt·g_L/C).</param>
public readonly record struct GlifConstants(
    LeakyMembraneConstants Membrane,
    float LeakPotential,
    float Threshold,
    float ResetFraction,
    float ResetPotential,
    float RefractorySteps,
    AfterSpikeConstants First,
    AfterSpikeConstants Second,
    float SpikeDecay,
    float SpikeKept,
    float SpikeJump,
    float VoltageGain,
    float VoltageRest,
    float VoltageDecay,
    float LeakDecay);

/// <summary>Constants of an after-spike current.</summary>
/// <param name="Decay">exp(-k·dt).</param>
/// <param name="StepShare">Its mean over a step, in parts of its value at the start.</param>
/// <param name="Kept">What a spike leaves of it: r·exp(-k·t_ref).</param>
/// <param name="Jump">What a spike adds to it [nA].</param>
public readonly record struct AfterSpikeConstants(float Decay, float StepShare, float Kept, float Jump);

/// <summary>
/// Generalised leaky integrate-and-fire neuron of the Allen Institute (Teeter et al. 2018), levels 1 to 5. C V' = g_L (E_L - V) + I +
/// I_1 + I_2 with after-spike currents I_j; a spike where V > V_th + theta_s + theta_v. While refractory everything stands still; what
/// after-spike currents and theta_s lose meanwhile is taken off at once.
/// </summary>
public struct Glif<T> : INeuronModel<T, GlifConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>Membrane potential [mV].</summary>
    public T V;

    /// <summary>The first after-spike current I_1 [nA].</summary>
    public T FirstCurrent;

    /// <summary>The second after-spike current I_2 [nA].</summary>
    public T SecondCurrent;

    /// <summary>The threshold's spike component theta_s [mV].</summary>
    public T SpikeThreshold;

    /// <summary>The threshold's voltage component theta_v [mV].</summary>
    public T VoltageThreshold;

    /// <summary>Steps that the neuron stays refractory.</summary>
    public T RefractoryTime;

    /// <inheritdoc/>
    public readonly T MembranePotential => V;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Mask<T> Step(SynapticInput<T> input, in GlifConstants constants, in NeuronStep step)
    {
        T before = V;
        T first = FirstCurrent;
        T second = SecondCurrent;
        T refractory = RefractoryTime;
        Mask<T> awake = refractory <= T.Of(0f);

        T current = input.Current
            + ((first * T.Of(constants.First.StepShare)) + (second * T.Of(constants.Second.StepShare)));
        input = input with { Current = current };
        T v = LeakyMembrane.Advance(before, in input, constants.Membrane) + input.PotentialJump;
        first = LaneMath.FlushDenormal(first * T.Of(constants.First.Decay));
        second = LaneMath.FlushDenormal(second * T.Of(constants.Second.Decay));
        T spikeThreshold = LaneMath.FlushDenormal(SpikeThreshold * T.Of(constants.SpikeDecay));

        // theta_v' = a_v (V - E_L) - b_v theta_v along the exact course of V from its start to where the current takes it.
        T goal = (current * T.Of(constants.Membrane.Resistance))
            + (T.Of(constants.Membrane.RestingPotential) - T.Of(constants.LeakPotential));
        T along = T.Of(constants.VoltageGain) * ((before - T.Of(constants.LeakPotential)) - goal);
        T rest = T.Of(constants.VoltageRest) * goal;
        T voltageThreshold = (along * T.Of(constants.LeakDecay))
            + (T.Of(constants.VoltageDecay) * ((VoltageThreshold - along) - rest)) + rest;

        Mask<T> spike = awake & (v > T.Of(constants.Threshold) + (spikeThreshold + voltageThreshold));
        T reset = T.Of(constants.ResetPotential) + (T.Of(constants.ResetFraction) * (before - T.Of(constants.LeakPotential)));
        V = T.Select(spike, reset, T.Select(awake, v, before));
        FirstCurrent = T.Select(
            spike, (first * T.Of(constants.First.Kept)) + T.Of(constants.First.Jump), T.Select(awake, first, FirstCurrent));
        SecondCurrent = T.Select(
            spike, (second * T.Of(constants.Second.Kept)) + T.Of(constants.Second.Jump), T.Select(awake, second, SecondCurrent));
        SpikeThreshold = T.Select(
            spike,
            (spikeThreshold * T.Of(constants.SpikeKept)) + T.Of(constants.SpikeJump),
            T.Select(awake, spikeThreshold, SpikeThreshold));
        VoltageThreshold = T.Select(awake, voltageThreshold, VoltageThreshold);
        refractory -= T.Clear(awake, T.Of(1f));
        RefractoryTime = T.Select(spike, T.Of(constants.RefractorySteps), refractory);
        return spike;
    }
}

/// <summary>
/// Generalised leaky integrate-and-fire neurons. Level 1 has a fixed reset and threshold; level 2 adds a reset that depends on the
/// potential and a threshold that spikes raise; level 3 adds after-spike currents to level 1; level 4 has both; level 5 adds a
/// threshold that follows the potential. What a level has not is ignored.
/// </summary>
public sealed record GlifDescription : NeuronModelDescription<GlifConstants>
{
    /// <summary>Which mechanisms there are, 1 to 5; 3 by default.</summary>
    public int Level { get; init; } = 3;

    /// <summary>Capacitance C [nF], above 0.</summary>
    public double CapacitanceNf { get; init; } = 0.05872;

    /// <summary>Leak conductance g_L [uS], above 0.</summary>
    public double LeakConductanceUs { get; init; } = 0.00943;

    /// <summary>Resting potential E_L [mV].</summary>
    public double RestingPotentialMv { get; init; } = -78.85;

    /// <summary>Threshold V_th at rest [mV].</summary>
    public double ThresholdMv { get; init; } = -51.68;

    /// <summary>Potential after a spike [mV], below the threshold; levels 1 and 3.</summary>
    public double ResetPotentialMv { get; init; } = -78.85;

    /// <summary>Share of V - E_L that a spike leaves, from 0 to 1; levels 2, 4 and 5. V is that before the step of the spike.</summary>
    public double ResetFraction { get; init; } = 0.2;

    /// <summary>What a spike adds to what it leaves of V - E_L [mV]; levels 2, 4 and 5.</summary>
    public double ResetAddMv { get; init; } = 18.51;

    /// <summary>Refractory period [ms], at least 0; rounded up to whole steps, at most 2^24.</summary>
    public double RefractoryPeriodMs { get; init; } = 3.75;

    /// <summary>What a spike adds to the two after-spike currents [nA]; levels 3 to 5.</summary>
    public (double First, double Second) AfterSpikeJumpNa { get; init; } = (-0.00918, -0.19894);

    /// <summary>With which rates after-spike currents decay k [1/ms], above 0.</summary>
    public (double First, double Second) AfterSpikeDecayPerMs { get; init; } = (0.003, 0.1);

    /// <summary>Share of after-spike currents that a spike leaves r, from 0 to 1.</summary>
    public (double First, double Second) AfterSpikeKept { get; init; } = (1, 1);

    /// <summary>What a spike adds to the threshold [mV]; levels 2, 4 and 5.</summary>
    public double ThresholdSpikeJumpMv { get; init; } = 0.37;

    /// <summary>With which rate that decays b_s [1/ms], above 0.</summary>
    public double ThresholdSpikeDecayPerMs { get; init; } = 0.009;

    /// <summary>How strongly the threshold follows the potential a_v [1/ms]; level 5.</summary>
    public double ThresholdVoltageGainPerMs { get; init; } = 0.005;

    /// <summary>With which rate that decays b_v [1/ms], above 0, and not the membrane's g_L/C.</summary>
    public double ThresholdVoltageDecayPerMs { get; init; } = 0.09;

    /// <summary>Constant current I_e [nA]; 0 by default.</summary>
    public double BiasCurrentNa { get; init; }

    /// <summary>Membrane potential at the start [mV]; the resting potential by default.</summary>
    public InitialValue? InitialPotentialMv { get; init; }

    /// <inheritdoc/>
    public override string Name => "glif";

    /// <inheritdoc/>
    public override Type ModelType => typeof(Glif<>);

    /// <inheritdoc/>
    public override double? PassiveTimeConstantMs => CapacitanceNf / LeakConductanceUs;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, InitialValue> InitialState(double dtMs) => new Dictionary<string, InitialValue>
    {
        [nameof(Glif<ScalarLane>.V)] = InitialPotentialMv ?? RestingPotentialMv,
    };

    /// <inheritdoc/>
    public override GlifConstants Constants(double dtMs)
    {
        bool resets = Level is 2 or 4 or 5;
        double leakRate = LeakConductanceUs / CapacitanceNf;
        double gain = Level == 5 ? ThresholdVoltageGainPerMs : 0;
        return new GlifConstants(
            LeakyMembraneConstants.Of(CapacitanceNf, LeakConductanceUs, RestingPotentialMv, BiasCurrentNa, dtMs),
            LeakPotential: (float)RestingPotentialMv,
            Threshold: (float)ThresholdMv,
            ResetFraction: resets ? (float)ResetFraction : 0,
            ResetPotential: (float)(resets ? RestingPotentialMv + ResetAddMv : ResetPotentialMv),
            RefractorySteps: (float)RefractorySteps(dtMs),
            AfterSpike(AfterSpikeJumpNa.First, AfterSpikeDecayPerMs.First, AfterSpikeKept.First, dtMs),
            AfterSpike(AfterSpikeJumpNa.Second, AfterSpikeDecayPerMs.Second, AfterSpikeKept.Second, dtMs),
            SpikeDecay: (float)PortableMath.Exp(-ThresholdSpikeDecayPerMs * dtMs),
            SpikeKept: (float)PortableMath.Exp(-ThresholdSpikeDecayPerMs * RefractoryPeriodMs),
            SpikeJump: resets ? (float)ThresholdSpikeJumpMv : 0,
            VoltageGain: (float)(gain / (ThresholdVoltageDecayPerMs - leakRate)),
            VoltageRest: (float)(gain / ThresholdVoltageDecayPerMs),
            VoltageDecay: (float)PortableMath.Exp(-ThresholdVoltageDecayPerMs * dtMs),
            LeakDecay: (float)PortableMath.Exp(-leakRate * dtMs));
    }

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors)
    {
        errors.Within($"{name} level", Level, 1, 5);
        LeakyMembrane.Validate(name, CapacitanceNf, LeakConductanceUs, RestingPotentialMv, dtMs, errors);
        errors.Finite($"{name} threshold [mV]", ThresholdMv);
        errors.Below($"{name} reset potential [mV]", ResetPotentialMv, ThresholdMv);
        errors.Within($"{name} reset fraction", ResetFraction, 0, 1);
        errors.Finite($"{name} reset addition [mV]", ResetAddMv);
        errors.Finite($"{name} first after-spike jump [nA]", AfterSpikeJumpNa.First);
        errors.Finite($"{name} second after-spike jump [nA]", AfterSpikeJumpNa.Second);
        errors.Above($"{name} first after-spike decay [1/ms]", AfterSpikeDecayPerMs.First, 0);
        errors.Above($"{name} second after-spike decay [1/ms]", AfterSpikeDecayPerMs.Second, 0);
        errors.Within($"{name} first after-spike share kept", AfterSpikeKept.First, 0, 1);
        errors.Within($"{name} second after-spike share kept", AfterSpikeKept.Second, 0, 1);
        errors.Finite($"{name} threshold spike jump [mV]", ThresholdSpikeJumpMv);
        errors.Above($"{name} threshold spike decay [1/ms]", ThresholdSpikeDecayPerMs, 0);
        errors.Finite($"{name} threshold voltage gain [1/ms]", ThresholdVoltageGainPerMs);
        errors.Above($"{name} threshold voltage decay [1/ms]", ThresholdVoltageDecayPerMs, 0);
        errors.Finite($"{name} bias current [nA]", BiasCurrentNa);
        if (errors.AtLeast($"{name} refractory period [ms]", RefractoryPeriodMs, 0) && dtMs > 0)
        {
            RefractoryPeriod.Validate(name, RefractorySteps(dtMs) * dtMs, extraRefractorySteps: 0, dtMs, errors);
        }

        InitialPotentialMv?.Validate($"{name} initial potential [mV]", errors);
    }

    // A millionth of a step is rounding.
    private double RefractorySteps(double dtMs) => Math.Ceiling((RefractoryPeriodMs / dtMs) - 1e-6);

    private AfterSpikeConstants AfterSpike(double jumpNa, double decayPerMs, double kept, double dtMs) => new(
        Decay: (float)PortableMath.Exp(-decayPerMs * dtMs),
        StepShare: (float)new Synapses.StepShares(Synapses.ActsWithinStep.Mean, dtMs, null).OfDecay(1 / decayPerMs),
        Kept: (float)(kept * PortableMath.Exp(-decayPerMs * RefractoryPeriodMs)),
        Jump: Level >= 3 ? (float)jumpNa : 0);
}
