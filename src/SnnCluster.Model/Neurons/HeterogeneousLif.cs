using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Neurons;

/// <summary>
/// The neuron of <see cref="Lif{T}"/> with parameters of each neuron: the membrane's time constant, resting and reset potential, threshold and
/// refractory period. A bias current I shifts the resting potential by I·tau_m/C.
/// </summary>
public struct HeterogeneousLif<T> : INeuronModel<T, NoConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>Membrane potential [mV].</summary>
    public T V;

    /// <summary>Steps that the neuron stays refractory.</summary>
    public T RefractoryTime;

    /// <summary>Membrane resistance tau_m/C [MOhm].</summary>
    [PerNeuron]
    public T Resistance;

    /// <summary>[mV].</summary>
    [PerNeuron]
    public T RestingPotential;

    /// <summary>[mV].</summary>
    [PerNeuron]
    public T ResetPotential;

    /// <summary>[mV].</summary>
    [PerNeuron]
    public T Threshold;

    /// <summary>exp(-dt/tau_m).</summary>
    [PerNeuron]
    public T Decay;

    /// <summary>Length of the refractory period [steps].</summary>
    [PerNeuron]
    public T RefractorySteps;

    /// <inheritdoc/>
    public readonly T MembranePotential => V;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Mask<T> Step(SynapticInput<T> input, in NoConstants constants, in NeuronStep step)
    {
        T v = V;
        T refractory = RefractoryTime;
        Mask<T> awake = refractory <= T.Of(0f);
        T a = (input.Current * Resistance) + RestingPotential;
        T next = (a - (Decay * (a - v))) + input.PotentialJump;
        v = T.Select(awake, next, v);
        refractory -= T.Clear(awake, T.Of(1f));
        Mask<T> spike = (refractory <= T.Of(0f)) & (v >= Threshold);
        V = T.Select(spike, ResetPotential, v);
        RefractoryTime = T.Select(spike, RefractorySteps, refractory);
        return spike;
    }
}

/// <summary>
/// Leaky integrate-and-fire neurons with parameters of each neuron: a number for all, a distribution, or an array with one for each. Defaults are those of
/// <see cref="LifDescription"/>.
/// </summary>
public sealed record HeterogeneousLifDescription : NeuronModelDescription<NoConstants>
{
    /// <summary>Capacitance C [nF], above 0, the same for all.</summary>
    public double CapacitanceNf { get; init; } = 20;

    /// <summary>Membrane time constants tau_m [ms], above 0.</summary>
    public NeuronParameter MembraneTimeConstantMs { get; init; } = 20;

    /// <summary>Resting potentials [mV].</summary>
    public NeuronParameter RestingPotentialMv { get; init; } = -70;

    /// <summary>Potentials after a spike [mV].</summary>
    public NeuronParameter ResetPotentialMv { get; init; } = -70;

    /// <summary>Thresholds [mV]. A neuron whose reset potential is not below its threshold spikes whenever it may.</summary>
    public NeuronParameter ThresholdMv { get; init; } = -54;

    /// <summary>Refractory periods [ms], at least 0, rounded to whole steps.</summary>
    public NeuronParameter RefractoryPeriodMs { get; init; } = 5;

    /// <summary>Membrane potential at the start [mV].</summary>
    public InitialValue InitialPotentialMv { get; init; } = -70;

    /// <inheritdoc/>
    public override string Name => "heterogeneous-lif";

    /// <inheritdoc/>
    public override Type ModelType => typeof(HeterogeneousLif<>);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, InitialValue> InitialState(double dtMs) => new Dictionary<string, InitialValue>
    {
        [nameof(HeterogeneousLif<ScalarLane>.V)] = InitialPotentialMv,
    };

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, NeuronParameter> Parameters(double dtMs) => new Dictionary<string, NeuronParameter>
    {
        // One draw of the time constant serves both.
        [nameof(HeterogeneousLif<ScalarLane>.Resistance)] = MembraneTimeConstantMs.As(tau => tau / CapacitanceNf),
        [nameof(HeterogeneousLif<ScalarLane>.Decay)] = MembraneTimeConstantMs.As(tau => DecayTable.Factor(tau, dtMs)),
        [nameof(HeterogeneousLif<ScalarLane>.RestingPotential)] = RestingPotentialMv,
        [nameof(HeterogeneousLif<ScalarLane>.ResetPotential)] = ResetPotentialMv,
        [nameof(HeterogeneousLif<ScalarLane>.Threshold)] = ThresholdMv,
        [nameof(HeterogeneousLif<ScalarLane>.RefractorySteps)] = RefractoryPeriodMs.As(time => StepCount.Of(time, dtMs)),
    };

    /// <inheritdoc/>
    public override NoConstants Constants(double dtMs) => default;

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors)
    {
        errors.Above($"{name} capacitance [nF]", CapacitanceNf, 0);
        errors.Above($"{name} smallest membrane time constant [ms]", MembraneTimeConstantMs.Least ?? 1, 0);
        errors.AtLeast($"{name} smallest refractory period [ms]", RefractoryPeriodMs.Least ?? 0, 0);
        InitialPotentialMv.Validate($"{name} initial potential [mV]", errors);
    }
}
