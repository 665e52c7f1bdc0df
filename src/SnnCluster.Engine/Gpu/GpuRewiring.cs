using System.Runtime.InteropServices;
using SnnCluster.Engine.Neurons;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Rewiring;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Random;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Gpu;

/// <summary>
/// Changes the wiring of one projection of a partition. An update collects changes on the host, which counts them,
/// puts them in order and makes room for them; then the device applies them.
/// </summary>
internal abstract class GpuRewiring(GpuProjection projection, ulong seed) : IDisposable
{
    private readonly List<RowChange> _changes = [];
    private readonly RandomKey _delayKey =
        RandomKey.For(seed, RandomPurpose.InitialSynapse, projection.Parts.Plan.Index);

    public RewiringCounts Counts { get; } = new(projection.Parts.Plan.Context.Grid);

    protected GpuProjection Projection { get; } = projection;

    protected ProjectionPlan Plan => Projection.Parts.Plan;

    protected Slice Targets => Projection.Parts.Targets;

    /// <summary>Takes counts of an earlier run over.</summary>
    public void Restore(RewiringSample? from)
    {
        if (from is not null)
        {
            Counts.Restore(from);
        }
    }

    /// <summary>Makes one update, after the neurons of a step and before its events reach their synapses.</summary>
    public void Update(int update, int step)
    {
        _changes.Clear();
        Collect(update, step);
        _changes.Sort(static (a, b) => (a.Source, a.Forms, a.Target).CompareTo((b.Source, b.Forms, b.Target)));
        Projection.Apply(CollectionsMarshal.AsSpan(_changes), step);
    }

    public virtual void Dispose()
    {
    }

    /// <summary>Decides what changes.</summary>
    protected abstract void Collect(int update, int step);

    protected void Eliminate(int source, int target)
    {
        _changes.Add(new RowChange(source, target - Targets.Begin, RowChange.Eliminates, 0f));
        Counts.AddEliminated(source, target);
    }

    protected void Form(int source, int target, float weight)
    {
        if (!(MathF.Abs(weight) <= Plan.WeightBound))
        {
            throw Plan.WeightOutOfBounds(weight);
        }

        int delay = InitialSynapses.DelayOfNew(Plan, Projection.Parts.DtMs, _delayKey, source, target);
        _changes.Add(new RowChange(source, target - Targets.Begin, delay, weight));
        Counts.AddFormed(source, target);
    }
}

/// <summary>Rewiring by attempts on random pairs: the device decides, one thread per attempt.</summary>
internal sealed class GpuPairRewiring<TModel, TSynapse, TSource, TTarget, TRule> : GpuRewiring
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
    where TRule : unmanaged, IPairRewiringRule
{
    private readonly GpuProjection<TModel, TSynapse, TSource, TTarget> _projection;
    private readonly AttemptGenerator _generator;
    private readonly GpuKernel<AttemptArguments<TModel, TSynapse, TSource, TTarget, TRule>> _decide;
    private readonly GpuArray<int> _blockBegins;
    private readonly GpuArray<int> _counters;
    private readonly int[] _begins;
    private readonly int[] _counts = new int[2];
    private AttemptArguments<TModel, TSynapse, TSource, TTarget, TRule> _arguments;
    private GpuArray<RowChange> _decided;

    public GpuPairRewiring(TRule rule, GpuProjection<TModel, TSynapse, TSource, TTarget> projection, ulong seed)
        : base(projection, seed)
    {
        _projection = projection;
        _generator = new AttemptGenerator(
            Plan, Targets, seed, ((CandidateSource.RandomPairs)Plan.Candidates!).AttemptsPerUpdate);
        GpuRuntime runtime = projection.Parts.Runtime;
        int blocks = _generator.CountBlocks(0).Length;
        _begins = new int[blocks + 1];
        _blockBegins = runtime.Allocate<int>(blocks + 1);
        _counters = runtime.Allocate<int>(2);
        _decided = runtime.Allocate<RowChange>(0);
        _decide = runtime.Load<AttemptArguments<TModel, TSynapse, TSource, TTarget, TRule>>(
            $"attempt {Plan.Description.Name}", AttemptKernel<TModel, TSynapse, TSource, TTarget, TRule>.Decide);
        _arguments = new AttemptArguments<TModel, TSynapse, TSource, TTarget, TRule>
        {
            Rule = rule,
            RuleGrid = Plan.RuleGrid,
            Key = RandomKey.For(seed, RandomPurpose.RewiringAttempt, Plan.Index),
            BlockBegins = _blockBegins.View,
            Blocks = blocks,
            FirstBlock = _generator.FirstBlock,
            SourceSize = Plan.SourceSize,
            TargetSize = Plan.TargetSize,
            TargetBegin = Targets.Begin,
            TargetCount = Targets.Count,
            ForbidsAutapses = Plan.Context.ForbidsAutapses ? 1 : 0,
            Counters = _counters.View,
        };
    }

    public override void Dispose()
    {
        base.Dispose();
        _blockBegins.Dispose();
        _counters.Dispose();
        _decided.Dispose();
    }

    protected override void Collect(int update, int step)
    {
        ReadOnlySpan<long> counts = _generator.CountBlocks(update);
        for (int block = 0; block < counts.Length; block++)
        {
            _begins[block + 1] = checked(_begins[block] + (int)counts[block]);
        }

        int attempts = _begins[^1];
        if (attempts == 0)
        {
            return;
        }

        if (_decided.Length < attempts)
        {
            _decided.Dispose();
            _decided = _projection.Parts.Runtime.Allocate<RowChange>(2L * attempts);
        }

        _blockBegins.Upload(_begins);
        _counters.Clear();
        _arguments.Synapses = _projection.View;
        _arguments.Update = update;
        _arguments.Attempts = attempts;
        _arguments.Through = step - 1;
        _arguments.Changes = _decided.View;
        _decide.OverElements(attempts, _arguments);
        _counters.Download(_counts);
        Counts.Attempts += attempts - _counts[1];
        foreach (RowChange change in _decided.Download(0, _counts[0]))
        {
            if (change.Forms)
            {
                Form(change.Source, Targets.Begin + change.Target, change.Weight);
            }
            else
            {
                Eliminate(change.Source, Targets.Begin + change.Target);
            }
        }
    }
}

/// <summary>
/// Rewiring by a pass over all synapses: the host decides, as it does on a partition of its own. Such rules rank the
/// synapses of each target and are rare next to steps (once per epoch, say), so copying the synapses costs little.
/// </summary>
internal sealed class GpuSweepRewiring<TRule>(TRule rule, GpuProjection projection, ulong seed, IStateReader population)
    : GpuRewiring(projection, seed)
    where TRule : unmanaged, ISweepRewiringRule
{
    private readonly SweepPlanner<TRule> _planner = new(rule, projection.Parts.Plan.Sweep, seed);
    private readonly TargetStates _states = new(projection.Parts.Plan, projection.Parts.Targets.Count, population);

    protected override void Collect(int update, int step)
    {
        Synapse[] synapses = Projection.ReadSynapses(step - 1);
        Counts.Attempts += synapses.Length;
        _states.Read();
        ILookup<int, Synapse> byTarget = synapses.ToLookup(synapse => synapse.Target);
        for (int target = Targets.Begin; target < Targets.End; target++)
        {
            (int, float)[] incoming = [.. byTarget[target].Select(synapse => (synapse.Source, synapse.Weight))];
            _planner.Plan(target, update, incoming, _states[target - Targets.Begin]);
            foreach (int source in _planner.Eliminated)
            {
                Eliminate(source, target);
            }

            foreach ((int source, float weight) in _planner.Formed)
            {
                Form(source, target, weight);
            }
        }
    }
}
