using System.Runtime.CompilerServices;

namespace SnnCluster.Model.Plasticity;

/// <summary>State of a source of <see cref="Tsodyks2{TLong,TSynapse,TSource,TTarget}"/>.</summary>
/// <param name="Missing">1 minus the resources x: just after an event of what it has left, and before one of what it finds.</param>
/// <param name="Raised">By how much the release probability u is above U.</param>
/// <param name="Long">State of the long-term model.</param>
public readonly record struct Tsodyks2Source<TSource>(float Missing, float Raised, TSource Long)
    where TSource : unmanaged;

/// <summary>
/// Short-term plasticity with depression and facilitation (Markram, Wang and Tsodyks 1998; Maass and Markram 2002; known as
/// tsodyks2): a source event delivers w·u·x. With h the time since the event before, x is 1 - (1 - x + u·x)·exp(-h/τrec) and u is
/// U + u·(1 - U)·exp(-h/τfac), with the values at that event on the right, and 1 and U at the first. The weight w is that of
/// a long-term model, which may change it.
/// </summary>
/// <param name="Long">The long-term model.</param>
/// <param name="Utilisation">U.</param>
/// <param name="Facilitation">1 - U; 0 without facilitation.</param>
/// <param name="FirstCurve">Number of the curve of τrec, which that of τfac follows; those before are the long-term model's.</param>
public readonly record struct Tsodyks2<TLong, TSynapse, TSource, TTarget>(
    TLong Long, float Utilisation, float Facilitation, int FirstCurve)
    : ISynapseModel<TSynapse, Tsodyks2Source<TSource>, TTarget>
    where TLong : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
{
    /// <inheritdoc/>
    public static SynapseTraits Traits => (TLong.Traits & ~SynapseTraits.Lanes) | SynapseTraits.SourceEvents;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tsodyks2Source<TSource> DecaySource<TDecays>(in Tsodyks2Source<TSource> source, int steps, in TDecays decays)
        where TDecays : struct, IDecays
    {
        TSource ofLong = source.Long;
        return new(
            source.Missing * decays.After(FirstCurve, steps),
            source.Raised * decays.After(FirstCurve + 1, steps),
            Long.DecaySource(in ofLong, steps, in decays));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tsodyks2Source<TSource> SourceEvent(in Tsodyks2Source<TSource> before)
    {
        TSource ofLong = before.Long;
        float released = Utilisation + before.Raised;
        return new(1f - ((1f - before.Missing) * (1f - released)), released * Facilitation, Long.SourceEvent(in ofLong));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TTarget DecayTarget<TDecays>(in TTarget target, int steps, in TDecays decays)
        where TDecays : struct, IDecays => Long.DecayTarget(in target, steps, in decays);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TTarget TargetSpike(in TTarget before) => Long.TargetSpike(in before);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float OnSourceEvent(ref float weight, ref TSynapse synapse, in Tsodyks2Source<TSource> source, in TTarget target)
    {
        TSource ofLong = source.Long;
        return Long.OnSourceEvent(ref weight, ref synapse, in ofLong, in target) * ((Utilisation + source.Raised) * (1f - source.Missing));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnTargetSpike(ref float weight, ref TSynapse synapse, in Tsodyks2Source<TSource> source, in TTarget target)
    {
        TSource ofLong = source.Long;
        Long.OnTargetSpike(ref weight, ref synapse, in ofLong, in target);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnModulator(ref float weight, ref TSynapse synapse, float amount) =>
        Long.OnModulator(ref weight, ref synapse, amount);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance<TDecays>(ref float weight, ref TSynapse synapse, float modulator, int steps, in TDecays decays)
        where TDecays : struct, IDecays => Long.Advance(ref weight, ref synapse, modulator, steps, in decays);
}

/// <summary>
/// Short-term plasticity, known as tsodyks2, with parameters of the projection; defaults are those of NEST's
/// tsodyks2_synapse.
/// </summary>
public sealed record Tsodyks2Description : ShortTermDescription
{
    /// <inheritdoc/>
    public override IReadOnlyList<DecayCurve> Curves =>
    [
        .. LongTerm.Curves,
        RecoveryTimeConstantMs,
        FacilitationTimeConstantMs > 0 ? FacilitationTimeConstantMs : RecoveryTimeConstantMs,
    ];

    /// <inheritdoc/>
    public override ISynapseModel CreateModel(double dtMs) => Over(
        typeof(Tsodyks2<,,,>), dtMs, (float)Utilisation, FacilitationTimeConstantMs > 0 ? (float)(1 - Utilisation) : 0f);
}
