using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Neurons;

/// <summary>Constants of <see cref="Lif{T}"/>.</summary>
/// <param name="Resistance">Membrane resistance tau_m/C [MOhm].</param>
/// <param name="RestingPotential">Where the potential goes without input: V_rest + I_e·tau_m/C [mV].</param>
/// <param name="ResetPotential">[mV].</param>
/// <param name="Threshold">[mV].</param>
/// <param name="Decay">exp(-dt/tau_m).</param>
/// <param name="RefractorySteps">Length of the refractory period [steps].</param>
public readonly record struct LifConstants(
    float Resistance, float RestingPotential, float ResetPotential, float Threshold, float Decay, float RefractorySteps);

/// <summary>
/// Leaky integrate-and-fire neuron, solved exactly for an input that is constant within a step:
/// V = a - exp(-dt/tau_m)·(a - V) with a = V_rest + I·tau_m/C (Lapicque 1907; in the form of Knight, Senk and Nowotny
/// 2025). While refractory, the potential stands still and input is dropped.
/// </summary>
public struct Lif<T> : INeuronModel<T, LifConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>Membrane potential [mV].</summary>
    public T V;

    /// <summary>Steps that the neuron stays refractory.</summary>
    public T RefractoryTime;

    /// <inheritdoc/>
    public readonly T MembranePotential => V;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Mask<T> Step(SynapticInput<T> input, in LifConstants constants, in NeuronStep step)
    {
        // Fields are read once and written once: they may live in memory.
        T v = V;
        T refractory = RefractoryTime;
        Mask<T> awake = refractory <= T.Of(0f);
        T a = (input.Current * T.Of(constants.Resistance)) + T.Of(constants.RestingPotential);
        T next = (a - (T.Of(constants.Decay) * (a - v))) + input.PotentialJump;
        v = T.Select(awake, next, v);
        refractory -= T.Clear(awake, T.Of(1f));

        // A neuron whose refractory time ends in this step may spike in it, from the potential that it was held at.
        Mask<T> spike = (refractory <= T.Of(0f)) & (v >= T.Of(constants.Threshold));
        V = T.Select(spike, T.Of(constants.ResetPotential), v);
        RefractoryTime = T.Select(spike, T.Of(constants.RefractorySteps), refractory);
        return spike;
    }
}

/// <summary>Leaky integrate-and-fire neurons; defaults are those of the topographic map's target layer.</summary>
public sealed record LifDescription : NeuronModelDescription<LifConstants>
{
    /// <summary>Capacitance C [nF], above 0.</summary>
    public double CapacitanceNf { get; init; } = 20;

    /// <summary>Membrane time constant tau_m [ms], above 0.</summary>
    public double MembraneTimeConstantMs { get; init; } = 20;

    /// <summary>Resting potential [mV].</summary>
    public double RestingPotentialMv { get; init; } = -70;

    /// <summary>Potential after a spike [mV], below the threshold.</summary>
    public double ResetPotentialMv { get; init; } = -70;

    /// <summary>Constant current I_e [nA]; 0 by default.</summary>
    public double BiasCurrentNa { get; init; }

    /// <summary>Threshold [mV].</summary>
    public double ThresholdMv { get; init; } = -54;

    /// <summary>
    /// Refractory period [ms], at least 0, a whole number of steps; with <see cref="ExtraRefractorySteps"/> at most 2^24.
    /// </summary>
    public double RefractoryPeriodMs { get; init; } = 5;

    /// <summary>Steps added to the refractory period, to reproduce another simulator's counting; default 0.</summary>
    public int ExtraRefractorySteps { get; init; }

    /// <summary>Membrane potential at the start [mV]; the resting potential by default.</summary>
    public InitialValue? InitialPotentialMv { get; init; }

    /// <inheritdoc/>
    public override string Name => "lif";

    /// <inheritdoc/>
    public override Type ModelType => typeof(Lif<>);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, InitialValue> InitialState(double dtMs) => new Dictionary<string, InitialValue>
    {
        [nameof(Lif<ScalarLane>.V)] = InitialPotentialMv ?? RestingPotentialMv,
    };

    /// <inheritdoc/>
    public override LifConstants Constants(double dtMs) => new(
        Resistance: (float)(MembraneTimeConstantMs / CapacitanceNf),
        RestingPotential: (float)(RestingPotentialMv + (BiasCurrentNa * (MembraneTimeConstantMs / CapacitanceNf))),
        ResetPotential: (float)ResetPotentialMv,
        Threshold: (float)ThresholdMv,
        Decay: DecayTable.Factor(MembraneTimeConstantMs, dtMs),
        RefractorySteps: StepCount.Of(RefractoryPeriodMs, dtMs) + ExtraRefractorySteps);

    /// <inheritdoc/>
    public override double? PassiveTimeConstantMs => MembraneTimeConstantMs;

    /// <inheritdoc/>
    public override double LargestConductance(double dtMs) =>
        2 * CapacitanceNf / MembraneTimeConstantMs / (1 - PortableMath.Exp(-dtMs / MembraneTimeConstantMs));

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors)
    {
        int before = errors.Messages.Count;
        errors.Above($"{name} capacitance [nF]", CapacitanceNf, 0);
        errors.Above($"{name} membrane time constant [ms]", MembraneTimeConstantMs, 0);
        errors.Finite($"{name} resting potential [mV]", RestingPotentialMv);
        errors.Finite($"{name} threshold [mV]", ThresholdMv);
        errors.Below($"{name} reset potential [mV]", ResetPotentialMv, ThresholdMv);
        errors.Finite($"{name} bias current [nA]", BiasCurrentNa);
        RefractoryPeriod.Validate(name, RefractoryPeriodMs, ExtraRefractorySteps, dtMs, errors);
        if (errors.Messages.Count == before)
        {
            LeakyMembrane.ValidateTimeConstant(name, MembraneTimeConstantMs, dtMs, errors);
        }

        InitialPotentialMv?.Validate($"{name} initial potential [mV]", errors);
    }
}
