using System.Runtime.InteropServices;
using SnnCluster.Engine.Neurons;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Rewiring;
using SnnCluster.Model.Random;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Gpu;

/// <summary>
/// Changes the wiring of one projection of a partition. Either the device does so by itself, or an update collects changes on the
/// host, which counts them, puts them in order and makes room for them; then the device applies them.
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

    /// <summary>Whether the device changes wiring by itself.</summary>
    public virtual bool IsOnDevice => false;

    /// <summary>Takes over what the device has done by itself: rows and counts are those of the last update then. May wait for it.</summary>
    public virtual void Settle()
    {
    }

    /// <summary>Sees to it that the device can make an update by itself. May wait for it, and move all rows.</summary>
    public virtual void Prepare(int update) => throw new NotSupportedException();

    /// <summary>Starts the kernels of an update that was prepared, at the end of a step.</summary>
    public virtual void Launch(int step) => throw new NotSupportedException();

    /// <summary>Tells that an update was launched, be it by a graph.</summary>
    public virtual void Launched(int update) => throw new NotSupportedException();

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
        if (IsOnDevice)
        {
            Prepare(update);
            Launch(step);
            Launched(update);
            return;
        }

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
