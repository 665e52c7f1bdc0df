using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Neurons;

/// <summary>Constants of <see cref="ConductanceLif{T}"/>.</summary>
/// <param name="Membrane">The leaky membrane.</param>
/// <param name="ResetPotential">[mV].</param>
/// <param name="Threshold">[mV].</param>
/// <param name="RefractorySteps">Length of the refractory period [steps].</param>
public readonly record struct ConductanceLifConstants(
    LeakyMembraneConstants Membrane, float ResetPotential, float Threshold, float RefractorySteps);

/// <summary>
/// Leaky integrate-and-fire neuron that integrates its synapses' conductance: C V' = g_L (E_L - V) + I(V) with an I that falls
/// with V, solved exactly for a conductance that is constant within a step (exponential Euler). It bears any conductance. While
/// refractory, the potential stands still and input is dropped.
/// </summary>
public struct ConductanceLif<T> : INeuronModel<T, ConductanceLifConstants>
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
    public Mask<T> Step(SynapticInput<T> input, in ConductanceLifConstants constants, in NeuronStep step)
    {
        T v = V;
        T refractory = RefractoryTime;
        Mask<T> awake = refractory <= T.Of(0f);

        T next = LeakyMembrane.Advance(v, in input, constants.Membrane) + input.PotentialJump;
        v = T.Select(awake, next, v);
        refractory -= T.Clear(awake, T.Of(1f));

        Mask<T> spike = (refractory <= T.Of(0f)) & (v >= T.Of(constants.Threshold));
        V = T.Select(spike, T.Of(constants.ResetPotential), v);
        RefractoryTime = T.Select(spike, T.Of(constants.RefractorySteps), refractory);
        return spike;
    }
}

/// <summary>Leaky integrate-and-fire neurons that integrate their conductances, with any receptors.</summary>
public sealed record ConductanceLifDescription : NeuronModelDescription<ConductanceLifConstants>
{
    /// <summary>Capacitance C [nF], above 0.</summary>
    public double CapacitanceNf { get; init; } = 0.25;

    /// <summary>Leak conductance g_L [uS], above 0.</summary>
    public double LeakConductanceUs { get; init; } = 0.0166667;

    /// <summary>Resting potential E_L [mV].</summary>
    public double RestingPotentialMv { get; init; } = -70;

    /// <summary>Potential after a spike [mV], below the threshold.</summary>
    public double ResetPotentialMv { get; init; } = -60;

    /// <summary>Threshold [mV].</summary>
    public double ThresholdMv { get; init; } = -55;

    /// <summary>Refractory period [ms], at least 0, a whole number of steps, at most 2^24.</summary>
    public double RefractoryPeriodMs { get; init; } = 2;

    /// <summary>Constant current I_e [nA]; 0 by default.</summary>
    public double BiasCurrentNa { get; init; }

    /// <summary>Membrane potential at the start [mV]; the resting potential by default.</summary>
    public InitialValue? InitialPotentialMv { get; init; }

    /// <inheritdoc/>
    public override string Name => "conductance-lif";

    /// <inheritdoc/>
    public override Type ModelType => typeof(ConductanceLif<>);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, InitialValue> InitialState(double dtMs) => new Dictionary<string, InitialValue>
    {
        [nameof(ConductanceLif<ScalarLane>.V)] = InitialPotentialMv ?? RestingPotentialMv,
    };

    /// <inheritdoc/>
    public override double? PassiveTimeConstantMs => CapacitanceNf / LeakConductanceUs;

    /// <inheritdoc/>
    public override ConductanceLifConstants Constants(double dtMs) => new(
        LeakyMembraneConstants.Of(CapacitanceNf, LeakConductanceUs, RestingPotentialMv, BiasCurrentNa, dtMs),
        ResetPotential: (float)ResetPotentialMv,
        Threshold: (float)ThresholdMv,
        RefractorySteps: StepCount.Of(RefractoryPeriodMs, dtMs));

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors)
    {
        LeakyMembrane.Validate(name, CapacitanceNf, LeakConductanceUs, RestingPotentialMv, dtMs, errors);
        errors.Finite($"{name} threshold [mV]", ThresholdMv);
        errors.Below($"{name} reset potential [mV]", ResetPotentialMv, ThresholdMv);
        errors.Finite($"{name} bias current [nA]", BiasCurrentNa);
        RefractoryPeriod.Validate(name, RefractoryPeriodMs, extraRefractorySteps: 0, dtMs, errors);
        InitialPotentialMv?.Validate($"{name} initial potential [mV]", errors);
    }
}
