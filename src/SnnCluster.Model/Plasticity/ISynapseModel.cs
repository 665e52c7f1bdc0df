using SnnCluster.Model.Lanes;

namespace SnnCluster.Model.Plasticity;

/// <summary>What a synapse model does, so that what it does not do costs nothing.</summary>
[Flags]
public enum SynapseTraits
{
    /// <summary>It delivers its weight, which never changes: none of its methods is called.</summary>
    Static = 0,

    /// <summary>Source events change it, or what they deliver is not the weight.</summary>
    SourceEvents = 1,

    /// <summary>Target spikes change it, or source events see them.</summary>
    TargetSpikes = 2,

    /// <summary>At a target spike it needs the state that the target's spikes before have left.</summary>
    TargetStateAtSpike = 4,

    /// <summary>
    /// A source event and a target spike in the same step do not see each other, and the target spike comes first. Without this
    /// and <see cref="SourceFirst"/> the source event comes first and both see each other.
    /// </summary>
    IgnoresSameStep = 8,

    /// <summary>In the same step the source event comes first: the target spike sees it, and it does not see the target spike.</summary>
    SourceFirst = 16,

    /// <summary>Events of the projection's modulator change it. Goes with <see cref="TargetSpikes"/>.</summary>
    Modulated = 32,

    /// <summary>It changes between events, too. Goes with <see cref="TargetSpikes"/>.</summary>
    Advances = 64,

    /// <summary>
    /// It has its methods over lanes as well, so that the host computes several synapses at once. Goes with <see cref="TargetSpikes"/>, and
    /// with neither state of synapses nor <see cref="TargetStateAtSpike"/>, <see cref="Modulated"/> or <see cref="Advances"/>.
    /// </summary>
    Lanes = 128,
}

/// <summary>Factors by which state changes over whole numbers of steps, from tables that are made once.</summary>
public interface IDecays
{
    /// <summary>The most curves that a model can have.</summary>
    const int MostCurves = 250;

    /// <summary>The value of a curve of <see cref="SynapseDescription.Curves"/> after so many steps.</summary>
    /// <param name="curve">Its number.</param>
    /// <param name="steps">Steps, 0 or more; since an event that never was, so many that a decay is 0 and a rise 1.</param>
    float After(int curve, int steps);
}

/// <summary>State of synapses, sources or targets that have none.</summary>
/// <param name="Unused">Keeps the struct from being empty, which GPU buffers do not allow.</param>
public readonly record struct NoState(float Unused);

/// <summary>A synapse model; implement <see cref="ISynapseModel{TSynapse,TSource,TTarget}"/>.</summary>
public interface ISynapseModel;

/// <summary>
/// A synapse model: an unmanaged struct that holds its constants, and says what a synapse delivers and how events change it.
/// State is in structs of float fields: of each synapse, beside its weight; of each source, as its spikes reach the
/// synapses; and of each target. All of it is 0 at first.
/// </summary>
/// <remarks>
/// The engine applies events to a synapse in the order of their steps, but only when somebody needs to know: when a source
/// event comes, or when results are read. State of a source or target is kept as it was just after its last event, and
/// what is needed is its state some steps later, in one go. So the result is the same whenever one looks.
/// Methods may use their arguments alone.
/// </remarks>
/// <typeparam name="TSynapse">State of a synapse beside its weight, or <see cref="NoState"/>.</typeparam>
/// <typeparam name="TSource">State of a source, or <see cref="NoState"/>.</typeparam>
/// <typeparam name="TTarget">State of a target, or <see cref="NoState"/>.</typeparam>
public interface ISynapseModel<TSynapse, TSource, TTarget> : ISynapseModel
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
{
    /// <summary>What it does; must not change.</summary>
    static abstract SynapseTraits Traits { get; }

    /// <summary>
    /// A source's state some steps after its last event. Since an event that never was so many steps have passed that the number may have
    /// turned negative: <see cref="IDecays.After"/> takes it as it is, and other arithmetic should take a negative one for the largest.
    /// </summary>
    TSource DecaySource<TDecays>(in TSource source, int steps, in TDecays decays)
        where TDecays : struct, IDecays;

    /// <summary>A source's state just after an event.</summary>
    /// <param name="before">Its state just before.</param>
    TSource SourceEvent(in TSource before);

    /// <summary>A target's state some steps after its last spike.</summary>
    TTarget DecayTarget<TDecays>(in TTarget target, int steps, in TDecays decays)
        where TDecays : struct, IDecays;

    /// <summary>A target's state just after a spike.</summary>
    /// <param name="before">Its state just before.</param>
    TTarget TargetSpike(in TTarget before);

    /// <summary>A spike of the source reaches the synapse.</summary>
    /// <param name="weight">The weight, which it may change.</param>
    /// <param name="synapse">The synapse's state, which it may change.</param>
    /// <param name="source">The source's state just before the event.</param>
    /// <param name="target">The target's state in this step.</param>
    /// <returns>What the target gets, in the unit of its receptor.</returns>
    float OnSourceEvent(ref float weight, ref TSynapse synapse, in TSource source, in TTarget target);

    /// <summary>The target spikes.</summary>
    /// <param name="weight">The weight, which it may change.</param>
    /// <param name="synapse">The synapse's state, which it may change.</param>
    /// <param name="source">The source's state in this step.</param>
    /// <param name="target">
    /// The target's state just before the spike, where <see cref="SynapseTraits.TargetStateAtSpike"/> asks for it.
    /// </param>
    void OnTargetSpike(ref float weight, ref TSynapse synapse, in TSource source, in TTarget target);

    /// <summary>The projection's modulator has an event.</summary>
    /// <param name="weight">The weight, which it may change.</param>
    /// <param name="synapse">The synapse's state, which it may change.</param>
    /// <param name="amount">By how much the modulator rises.</param>
    void OnModulator(ref float weight, ref TSynapse synapse, float amount);

    /// <summary>Time passes from one event of the synapse to the next. Must be exact over any number of steps.</summary>
    /// <param name="weight">The weight, which it may change.</param>
    /// <param name="synapse">The synapse's state, which it may change.</param>
    /// <param name="modulator">The modulator's level at the beginning; 0 where there is none.</param>
    /// <param name="steps">Steps, at least 1.</param>
    /// <param name="decays">The curves.</param>
    void Advance<TDecays>(ref float weight, ref TSynapse synapse, float modulator, int steps, in TDecays decays)
        where TDecays : struct, IDecays;

    /// <summary>
    /// Spikes of sources reach several synapses, as many as a lane holds: what the method of one synapse does, to the same bits. Called where
    /// <see cref="SynapseTraits.Lanes"/> says that it is there.
    /// </summary>
    /// <param name="weight">The weights, which it may change.</param>
    /// <param name="source">The sources' state just before the event, field by field.</param>
    /// <param name="target">The targets' state in this step, field by field.</param>
    T OnSourceEvent<T>(ref T weight, ReadOnlySpan<T> source, ReadOnlySpan<T> target)
        where T : unmanaged, ILane<T> => throw new NotSupportedException();

    /// <summary>The targets of several synapses spike, each in a step of its own.</summary>
    /// <param name="weight">The weights, which it may change.</param>
    /// <param name="source">The source's state in these steps, field by field.</param>
    void OnTargetSpike<T>(ref T weight, ReadOnlySpan<T> source)
        where T : unmanaged, ILane<T> => throw new NotSupportedException();
}
