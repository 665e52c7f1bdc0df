using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Neurons;

/// <summary>Constants of <see cref="HeterogeneousIzhikevich{T}"/>.</summary>
/// <param name="HalfDt">Half a step [ms].</param>
/// <param name="Dt">A step [ms].</param>
public readonly record struct HeterogeneousIzhikevichConstants(float HalfDt, float Dt);

/// <summary>
/// The neuron of <see cref="Izhikevich{T}"/> with parameters a, b, c and d of each neuron, integrated as in the paper's program: two half steps of V, then a
/// step of u from the new V.
/// </summary>
public struct HeterogeneousIzhikevich<T> : INeuronModel<T, HeterogeneousIzhikevichConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>Membrane potential [mV].</summary>
    public T V;

    /// <summary>Recovery variable u [mV/ms].</summary>
    public T U;

    /// <summary>Rate of the recovery variable [1/ms].</summary>
    [PerNeuron]
    public T A;

    /// <summary>Sensitivity of the recovery variable [1/ms].</summary>
    [PerNeuron]
    public T B;

    /// <summary>Potential after a spike [mV].</summary>
    [PerNeuron]
    public T C;

    /// <summary>Jump of the recovery variable at a spike [mV/ms].</summary>
    [PerNeuron]
    public T D;

    /// <inheritdoc/>
    public readonly T MembranePotential => V;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Mask<T> Step(SynapticInput<T> input, in HeterogeneousIzhikevichConstants constants, in NeuronStep step)
    {
        T v = V + input.PotentialJump;
        T u = U;
        T half = T.Of(constants.HalfDt);
        v += half * Izhikevich<T>.Slope(v, u, input.Current);
        v += half * Izhikevich<T>.Slope(v, u, input.Current);
        u += T.Of(constants.Dt) * A * ((B * v) - u);
        Mask<T> spike = v >= T.Of(30f);
        V = T.Select(spike, C, v);
        U = T.Select(spike, u + D, u);
        return spike;
    }
}

/// <summary>
/// Izhikevich neurons with parameters of each neuron: a number for all, a distribution, or an array with one for each. Defaults are those of
/// <see cref="IzhikevichDescription"/>. Fields that are computed from the same draw belong together
/// (<see cref="NeuronParameter.As"/>).
/// </summary>
public sealed record HeterogeneousIzhikevichDescription : NeuronModelDescription<HeterogeneousIzhikevichConstants>
{
    /// <summary>Rates of the recovery variable a [1/ms].</summary>
    public NeuronParameter A { get; init; } = 0.02;

    /// <summary>Sensitivities of the recovery variable b [1/ms].</summary>
    public NeuronParameter B { get; init; } = 0.2;

    /// <summary>Potentials after a spike c [mV]. A neuron for which it is 30 or more spikes in every step.</summary>
    public NeuronParameter C { get; init; } = -65;

    /// <summary>Jumps of the recovery variable at a spike d [mV/ms].</summary>
    public NeuronParameter D { get; init; } = 8;

    /// <summary>Membrane potential at the start [mV].</summary>
    public InitialValue InitialPotentialMv { get; init; } = -65;

    /// <summary>Recovery variable at the start [mV/ms].</summary>
    public InitialValue InitialRecovery { get; init; } = -13;

    /// <inheritdoc/>
    public override string Name => "heterogeneous-izhikevich";

    /// <inheritdoc/>
    public override Type ModelType => typeof(HeterogeneousIzhikevich<>);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, InitialValue> InitialState(double dtMs) => new Dictionary<string, InitialValue>
    {
        [nameof(HeterogeneousIzhikevich<ScalarLane>.V)] = InitialPotentialMv,
        [nameof(HeterogeneousIzhikevich<ScalarLane>.U)] = InitialRecovery,
    };

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, NeuronParameter> Parameters(double dtMs) => new Dictionary<string, NeuronParameter>
    {
        [nameof(HeterogeneousIzhikevich<ScalarLane>.A)] = A,
        [nameof(HeterogeneousIzhikevich<ScalarLane>.B)] = B,
        [nameof(HeterogeneousIzhikevich<ScalarLane>.C)] = C,
        [nameof(HeterogeneousIzhikevich<ScalarLane>.D)] = D,
    };

    /// <inheritdoc/>
    public override HeterogeneousIzhikevichConstants Constants(double dtMs) => new((float)(dtMs / 2), (float)dtMs);

    // Potential and current are in units of the paper, so conductances are in 1/ms.
    /// <inheritdoc/>
    public override double LargestConductance(double dtMs) => 2 / dtMs;

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors)
    {
        InitialPotentialMv.Validate($"{name} initial potential [mV]", errors);
        InitialRecovery.Validate($"{name} initial recovery variable", errors);
    }
}
