using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Model.Plasticity;

/// <summary>
/// A rule of plasticity that needs the trace of the other side alone: an unmanaged struct that holds its constants.
/// <see cref="TraceSynapse"/> makes a synapse model of it.
/// </summary>
public interface ITraceRule
{
    /// <summary>A spike of the source reaches the synapse.</summary>
    /// <param name="weight">The weight, which it may change.</param>
    /// <param name="targetTrace">Trace of the target's spikes.</param>
    /// <returns>What the target gets: the weight before or after, for example.</returns>
    float OnSourceEvent(ref float weight, float targetTrace);

    /// <summary>The target spikes.</summary>
    /// <param name="weight">The weight, which it may change.</param>
    /// <param name="sourceTrace">Trace of the source's spikes, as they reach the synapse.</param>
    void OnTargetSpike(ref float weight, float sourceTrace);

    /// <summary>
    /// Whether the rule has its methods over lanes as well, so that the host computes several synapses at once. Worth it where its
    /// arithmetic is what a synapse costs.
    /// </summary>
    static virtual bool HasLanes => false;

    /// <summary><see cref="OnSourceEvent(ref float, float)"/> of several synapses, to the same bits.</summary>
    T OnSourceEvent<T>(ref T weight, T targetTrace)
        where T : unmanaged, ILane<T> => throw new NotSupportedException();

    /// <summary><see cref="OnTargetSpike(ref float, float)"/> of several synapses, to the same bits.</summary>
    void OnTargetSpike<T>(ref T weight, T sourceTrace)
        where T : unmanaged, ILane<T> => throw new NotSupportedException();
}

/// <summary>
/// A synapse model of one trace on each side and a rule. Curve 0 is the decay of the source's trace, curve 1 that of the target's.
/// </summary>
/// <typeparam name="TRule">The rule.</typeparam>
/// <typeparam name="TSameStep">What spikes of the same step are to each other.</typeparam>
/// <param name="Rule">The rule.</param>
/// <param name="Kept">What a spike leaves of the trace before it: 1 over all pairs of spikes, 0 over nearest neighbours.</param>
public readonly record struct TraceSynapse<TRule, TSameStep>(TRule Rule, float Kept) : ISynapseModel<NoState, Trace, Trace>
    where TRule : unmanaged, ITraceRule
    where TSameStep : unmanaged, ISameStep
{
    /// <inheritdoc/>
    public static SynapseTraits Traits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => SynapseTraits.SourceEvents | SynapseTraits.TargetSpikes | TSameStep.Trait
            | (TRule.HasLanes ? SynapseTraits.Lanes : SynapseTraits.Static);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Trace DecaySource<TDecays>(in Trace source, int steps, in TDecays decays)
        where TDecays : struct, IDecays => new(source.Value * decays.After(0, steps));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Trace SourceEvent(in Trace before) => new((before.Value * Kept) + 1f);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Trace DecayTarget<TDecays>(in Trace target, int steps, in TDecays decays)
        where TDecays : struct, IDecays => new(target.Value * decays.After(1, steps));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Trace TargetSpike(in Trace before) => new((before.Value * Kept) + 1f);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float OnSourceEvent(ref float weight, ref NoState synapse, in Trace source, in Trace target) =>
        Rule.OnSourceEvent(ref weight, target.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnTargetSpike(ref float weight, ref NoState synapse, in Trace source, in Trace target) =>
        Rule.OnTargetSpike(ref weight, source.Value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T OnSourceEvent<T>(ref T weight, ReadOnlySpan<T> source, ReadOnlySpan<T> target)
        where T : unmanaged, ILane<T> => Rule.OnSourceEvent(ref weight, target[0]);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnTargetSpike<T>(ref T weight, ReadOnlySpan<T> source)
        where T : unmanaged, ILane<T> => Rule.OnTargetSpike(ref weight, source[0]);

    /// <inheritdoc/>
    public void OnModulator(ref float weight, ref NoState synapse, float amount)
    {
    }

    /// <inheritdoc/>
    public void Advance<TDecays>(ref float weight, ref NoState synapse, float modulator, int steps, in TDecays decays)
        where TDecays : struct, IDecays
    {
    }
}

/// <summary>Makes synapse models of rules of traces.</summary>
public static class TraceSynapse
{
    /// <summary>A synapse model with a rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="sameStep">What spikes of the same step are to each other.</param>
    /// <param name="nearestNeighbours">Whether traces know the last spike alone, instead of counting all.</param>
    public static ISynapseModel Create<TRule>(TRule rule, SameStep sameStep = SameStep.Ignored, bool nearestNeighbours = false)
        where TRule : unmanaged, ITraceRule
    {
        float kept = nearestNeighbours ? 0f : 1f;
        return sameStep switch
        {
            SameStep.SourceFirst => new TraceSynapse<TRule, SourceFirstInStep>(rule, kept),
            SameStep.Mutual => new TraceSynapse<TRule, MutualInStep>(rule, kept),
            _ => new TraceSynapse<TRule, IgnoredSameStep>(rule, kept),
        };
    }
}
