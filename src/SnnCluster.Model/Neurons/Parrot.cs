using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Model.Neurons;

/// <summary>
/// A relay: it repeats what arrives. Jumps from delta synapses count spikes, so that a weight of 1 stands for one; at most one leaves
/// in a step, and the others wait.
/// </summary>
public struct Parrot<T> : INeuronModel<T, NoConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>Spikes that wait.</summary>
    public T Waiting;

    /// <inheritdoc/>
    public readonly T MembranePotential => T.Of(0f);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Mask<T> Step(SynapticInput<T> input, in NoConstants constants, in NeuronStep step)
    {
        T waiting = Waiting + input.PotentialJump;
        Mask<T> spike = waiting >= T.Of(1f);
        Waiting = T.Select(spike, waiting - T.Of(1f), waiting);
        return spike;
    }
}

/// <summary>Relays, which repeat the spikes that arrive through a <see cref="Synapses.DeltaDescription"/>.</summary>
public sealed record ParrotDescription : NeuronModelDescription<NoConstants>
{
    /// <inheritdoc/>
    public override string Name => "parrot";

    /// <inheritdoc/>
    public override Type ModelType => typeof(Parrot<>);

    /// <inheritdoc/>
    public override NoConstants Constants(double dtMs) => default;
}
