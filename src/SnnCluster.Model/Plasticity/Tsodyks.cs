using System.Runtime.CompilerServices;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Plasticity;

/// <summary>State of a source of <see cref="Tsodyks{TLong,TSynapse,TSource,TTarget}"/>; recovered resources x are 1 - y - z.</summary>
/// <param name="Active">y.</param>
/// <param name="Inactive">z.</param>
/// <param name="Released">u.</param>
/// <param name="Long">State of the long-term model.</param>
public readonly record struct TsodyksSource<TSource>(float Active, float Inactive, float Released, TSource Long)
    where TSource : unmanaged;

/// <summary>
/// Short-term plasticity with recovered, active and inactive resources x, y and z (Tsodyks, Uziel and Markram 2000; known as
/// tsodyks): x' = z/τrec, y' = -y/τpsc, z' = y/τpsc - z/τrec and u' = -u/τfac, integrated exactly between events. A source
/// event first raises u by U·(1 - u), then delivers w·u·x and moves u·x from x to y. The weight w is that of a long-term
/// model, which may change it.
/// </summary>
/// <param name="Long">The long-term model.</param>
/// <param name="Utilisation">U.</param>
/// <param name="Facilitation">1 with facilitation, 0 without.</param>
/// <param name="ActiveShare">τpsc/(τpsc - τrec).</param>
/// <param name="RecoveryShare">τrec/(τpsc - τrec).</param>
/// <param name="FirstCurve">
/// Number of the first curve: rise with τrec, rise with τpsc, decay with τpsc, decay with τfac; those before are the
/// long-term model's.
/// </param>
public readonly record struct Tsodyks<TLong, TSynapse, TSource, TTarget>(
    TLong Long, float Utilisation, float Facilitation, float ActiveShare, float RecoveryShare, int FirstCurve)
    : ISynapseModel<TSynapse, TsodyksSource<TSource>, TTarget>
    where TLong : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
{
    /// <inheritdoc/>
    public static SynapseTraits Traits => (TLong.Traits & ~SynapseTraits.Lanes) | SynapseTraits.SourceEvents;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TsodyksSource<TSource> DecaySource<TDecays>(in TsodyksSource<TSource> source, int steps, in TDecays decays)
        where TDecays : struct, IDecays
    {
        TSource ofLong = source.Long;
        float recovers = decays.After(FirstCurve, steps);
        float through = (ActiveShare * decays.After(FirstCurve + 1, steps)) - (RecoveryShare * recovers);
        float active = source.Active * decays.After(FirstCurve + 2, steps);
        float gone = source.Active - active;
        return new(
            active,
            source.Inactive + gone - (source.Active * through) - (source.Inactive * recovers),
            source.Released * Facilitation * decays.After(FirstCurve + 3, steps),
            Long.DecaySource(in ofLong, steps, in decays));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TsodyksSource<TSource> SourceEvent(in TsodyksSource<TSource> before)
    {
        TSource ofLong = before.Long;
        return new(
            before.Active + Share(in before),
            before.Inactive,
            before.Released + (Utilisation * (1f - before.Released)),
            Long.SourceEvent(in ofLong));
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
    public float OnSourceEvent(ref float weight, ref TSynapse synapse, in TsodyksSource<TSource> source, in TTarget target)
    {
        TSource ofLong = source.Long;
        return Long.OnSourceEvent(ref weight, ref synapse, in ofLong, in target) * Share(in source);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnTargetSpike(ref float weight, ref TSynapse synapse, in TsodyksSource<TSource> source, in TTarget target)
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

    // u·x, with u as the event raises it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Share(in TsodyksSource<TSource> before) =>
        (before.Released + (Utilisation * (1f - before.Released))) * (1f - before.Active - before.Inactive);
}

/// <summary>
/// Short-term plasticity, known as tsodyks, with parameters of the projection; defaults are those of NEST's tsodyks_synapse.
/// </summary>
public sealed record TsodyksDescription : ShortTermDescription
{
    /// <summary>τpsc [ms], above 0, at least 1 % off τrec: that of the receptor, for which y follows the current.</summary>
    public double ActiveTimeConstantMs { get; init; } = 3;

    /// <inheritdoc/>
    public override IReadOnlyList<DecayCurve> Curves =>
    [
        .. LongTerm.Curves,
        new DecayCurve(RecoveryTimeConstantMs, Rises: true),
        new DecayCurve(ActiveTimeConstantMs, Rises: true),
        ActiveTimeConstantMs,
        FacilitationTimeConstantMs > 0 ? FacilitationTimeConstantMs : ActiveTimeConstantMs,
    ];

    /// <inheritdoc/>
    public override ISynapseModel CreateModel(double dtMs)
    {
        double difference = ActiveTimeConstantMs - RecoveryTimeConstantMs;
        return Over(
            typeof(Tsodyks<,,,>),
            dtMs,
            (float)Utilisation,
            FacilitationTimeConstantMs > 0 ? 1f : 0f,
            (float)(ActiveTimeConstantMs / difference),
            (float)(RecoveryTimeConstantMs / difference));
    }

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
        base.Validate(name, errors);
        if (errors.Above($"{name} active time constant [ms]", ActiveTimeConstantMs, 0)
            && Math.Abs(ActiveTimeConstantMs - RecoveryTimeConstantMs) < 0.01 * RecoveryTimeConstantMs)
        {
            errors.Add($"{name} active time constant is {ValidationErrors.Text(ActiveTimeConstantMs)} ms: must differ by at least 1 % from that of "
                + $"recovery, {ValidationErrors.Text(RecoveryTimeConstantMs)} ms");
        }
    }
}
