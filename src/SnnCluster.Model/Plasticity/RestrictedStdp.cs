using System.Runtime.CompilerServices;

namespace SnnCluster.Model.Plasticity;

/// <summary>State of a synapse of <see cref="RestrictedStdp"/>: numbers that are 0 or 1.</summary>
/// <param name="AwaitsTarget">1 where the last source event has not been paired with a target spike yet.</param>
/// <param name="AwaitsSource">1 where a target spike came since the last source event.</param>
public readonly record struct OpenPairs(float AwaitsTarget, float AwaitsSource);

/// <summary>
/// Restricted symmetric nearest-neighbour pair STDP (Morrison, Diesmann and Gerstner 2008, fig. 7D): each source event pairs
/// with the first target spike after it and with the last one before it, if no other source event lies between. Spikes of
/// the same step are no pair. A target spike in the step of a source event counts as one between this event and the one before, although it is
/// not paired with: the event then depresses with the target spike before that, as in NEST.
/// </summary>
/// <param name="Law">How changes depend on the weight.</param>
public readonly record struct RestrictedStdp(PowerLaw Law) : ISynapseModel<OpenPairs, Remainder, Trace>
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
    public float OnSourceEvent(ref float weight, ref OpenPairs synapse, in Remainder source, in Trace target)
    {
        float left = synapse.AwaitsSource != 0f ? Law.Depress(weight, target.Value) : weight;
        synapse = new OpenPairs(1f, 0f);
        weight = left;
        return left;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnTargetSpike(ref float weight, ref OpenPairs synapse, in Remainder source, in Trace target)
    {
        weight = synapse.AwaitsTarget != 0f ? Law.Potentiate(weight, source.Left) : weight;
        synapse = new OpenPairs(0f, 1f);
    }

    /// <inheritdoc/>
    public void OnModulator(ref float weight, ref OpenPairs synapse, float amount)
    {
    }

    /// <inheritdoc/>
    public void Advance<TDecays>(ref float weight, ref OpenPairs synapse, float modulator, int steps, in TDecays decays)
        where TDecays : struct, IDecays
    {
    }
}

/// <summary>Restricted symmetric nearest-neighbour pair STDP.</summary>
public sealed record RestrictedStdpDescription : PowerLawDescription
{
    /// <inheritdoc/>
    public override object TargetStateKey => (TargetTimeConstantMs, true);

    /// <inheritdoc/>
    public override ISynapseModel CreateModel(double dtMs) => new RestrictedStdp(Law);
}
