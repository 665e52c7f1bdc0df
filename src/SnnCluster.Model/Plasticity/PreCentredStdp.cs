using System.Runtime.CompilerServices;

namespace SnnCluster.Model.Plasticity;

/// <summary>State of a synapse of <see cref="PreCentredStdp"/>.</summary>
/// <param name="Pending">Trace of source events since the last target spike, just after the last of them.</param>
public readonly record struct PendingEvents(float Pending);

/// <summary>
/// Nearest-neighbour pair STDP centred on source events (Morrison, Diesmann and Gerstner 2008, fig. 7C): a target spike
/// pairs with all source events since the target spike before, and a source event with the last target spike before it.
/// Spikes of the same step are no pair.
/// </summary>
/// <param name="Law">How changes depend on the weight.</param>
public readonly record struct PreCentredStdp(PowerLaw Law) : ISynapseModel<PendingEvents, Remainder, Trace>
{
    /// <inheritdoc/>
    public static SynapseTraits Traits =>
        SynapseTraits.SourceEvents | SynapseTraits.TargetSpikes | SynapseTraits.IgnoresSameStep;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Remainder DecaySource<TDecays>(in Remainder source, int steps, in TDecays decays)
        where TDecays : struct, IDecays => new(source.Left * decays.After(0, steps));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Remainder SourceEvent(in Remainder before) => new(1f);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Trace DecayTarget<TDecays>(in Trace target, int steps, in TDecays decays)
        where TDecays : struct, IDecays => new(target.Value * decays.After(1, steps));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Trace TargetSpike(in Trace before) => new(1f);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float OnSourceEvent(ref float weight, ref PendingEvents synapse, in Remainder source, in Trace target)
    {
        float left = Law.Depress(weight, target.Value);
        synapse = new PendingEvents((synapse.Pending * source.Left) + 1f);
        weight = left;
        return left;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnTargetSpike(ref float weight, ref PendingEvents synapse, in Remainder source, in Trace target)
    {
        weight = Law.Potentiate(weight, synapse.Pending * source.Left);
        synapse = default;
    }

    /// <inheritdoc/>
    public void OnModulator(ref float weight, ref PendingEvents synapse, float amount)
    {
    }

    /// <inheritdoc/>
    public void Advance<TDecays>(ref float weight, ref PendingEvents synapse, float modulator, int steps, in TDecays decays)
        where TDecays : struct, IDecays
    {
    }
}

/// <summary>Nearest-neighbour pair STDP centred on source events.</summary>
public sealed record PreCentredStdpDescription : PowerLawDescription
{
    /// <inheritdoc/>
    public override object TargetStateKey => (TargetTimeConstantMs, true);

    /// <inheritdoc/>
    public override ISynapseModel CreateModel(double dtMs) => new PreCentredStdp(Law);
}
