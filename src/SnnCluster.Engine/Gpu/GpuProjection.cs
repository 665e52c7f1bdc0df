using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Gpu;

/// <summary>What a projection needs besides its synapse model.</summary>
/// <param name="Runtime">The accelerator.</param>
/// <param name="Clock">The step that the partition is in.</param>
/// <param name="Plan">What the network's description says of it, in steps.</param>
/// <param name="Targets">The partition's targets.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="DtMs">Length of a step [ms].</param>
/// <param name="Rows">Its synapses.</param>
/// <param name="Queue">Spikes of the source population.</param>
/// <param name="Receptors">Input of the target population.</param>
/// <param name="Faults">Where its kernels note that a value is beyond its bound.</param>
/// <param name="History">Spikes of the target population, empty where synapses need not know them.</param>
/// <param name="Modulator">The modulator of its synapses, without events where they have none.</param>
internal sealed record GpuProjectionParts(
    GpuRuntime Runtime,
    GpuClock Clock,
    ProjectionPlan Plan,
    Slice Targets,
    ulong Seed,
    double DtMs,
    GpuRows Rows,
    SpikeQueueView Queue,
    GpuReceptors Receptors,
    GpuFaults Faults,
    GpuHistory History,
    GpuModulator Modulator);

/// <summary>A partition's synapses of one projection on a device.</summary>
internal abstract class GpuProjection : IDisposable
{
    private readonly GpuArray<long> _events;

    protected GpuProjection(GpuProjectionParts parts)
    {
        Parts = parts;
        _events = parts.Runtime.Allocate<long>(1);
    }

    public GpuProjectionParts Parts { get; }

    public GpuRows Rows => Parts.Rows;

    /// <summary>Spikes delivered so far, once per synapse. Waits for the device.</summary>
    public long SynapticEvents => _events.Download(0, 1)[0];

    protected GpuArray<long> Events => _events;

    /// <summary>Delivers the spikes that reach their synapses at the end of <paramref name="eventStep"/>.</summary>
    public abstract void Deliver(int eventStep);

    /// <summary>Brings all rows up to date through a step, all of whose events have been delivered.</summary>
    /// <param name="through">The step.</param>
    /// <param name="ifHolds">Only if a list of target spikes that none follows holds so many.</param>
    public abstract void Sweep(int through, int ifHolds = 0);

    /// <summary>Applies changes, sorted by source with those that remove a synapse first, at the end of a step.</summary>
    public abstract void Apply(ReadOnlySpan<RowChange> changes, int step);

    public Synapse[] ReadSynapses(int through)
    {
        Sweep(through);
        float[] weights = ReadWeights(through);
        Parts.Faults.Check();
        return Rows.Download(Parts.Plan, Parts.Targets.Begin, weights);
    }

    /// <summary>Its synapses and the events of some sources, after all rows were brought up to date.</summary>
    public ProjectionSnapshot Capture(Slice sources, RewiringCounts? rewiring)
    {
        Parts.Faults.Check();
        Slice kept = Parts.Plan.KeepsEvents ? sources : new Slice(0, 0);
        var synapses = SynapseColumns.Of(Parts.Plan, Rows.Count);
        Rows.CopyTo(synapses, Parts.Targets.Begin);
        return new ProjectionSnapshot
        {
            Sources = sources,
            LastEvents = Rows.ReadEvents(kept),
            SourceStates = ReadSources(kept),
            Synapses = synapses,
            SynapticEvents = SynapticEvents,
            Rewiring = RewiringSample.Of(rewiring),
        };
    }

    /// <summary>Takes over the events of all sources before a step; rows hold the snapshot's synapses already.</summary>
    public void Restore(ProjectionSnapshot from, int step)
    {
        _events.Upload([from.SynapticEvents]);
        Rows.WriteEvents(from.LastEvents, step - 1);
        WriteSources(from.SourceStates);
    }

    public virtual void Dispose()
    {
        Rows.Dispose();
        _events.Dispose();
    }

    /// <summary>The weight of each entry of the rows as it is at the end of a step; stores nothing.</summary>
    protected abstract float[] ReadWeights(int through);

    /// <summary>State of some sources just after their last events, by field.</summary>
    protected abstract float[][] ReadSources(Slice sources);

    protected abstract void WriteSources(IReadOnlyList<float[]> states);
}

/// <summary>A partition's synapses of one projection, with one synapse model.</summary>
internal sealed class GpuProjection<TModel, TSynapse, TSource, TTarget> : GpuProjection
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
{
    private readonly TModel _model;
    private readonly GpuDecays _decays;
    private readonly GpuArray<TSource> _sources;
    private readonly GpuHistory<TTarget> _history;
    private readonly NewSynapseState _newState;
    private readonly GpuKernel<DeliverArguments<TModel, TSynapse, TSource, TTarget>> _deliver;
    private readonly GpuKernel<SweepArguments<TModel, TSynapse, TSource, TTarget>> _sweep;
    private readonly GpuKernel<LookArguments<TModel, TSynapse, TSource, TTarget>> _look;
    private readonly GpuKernel<ChangeArguments<TModel, TSynapse, TSource, TTarget>> _change;
    private GpuArray<RowChange> _changes;
    private GpuArray<float> _newStates;

    public GpuProjection(TModel model, GpuProjectionParts parts)
        : base(parts)
    {
        _model = model;
        _history = (GpuHistory<TTarget>)parts.History;
        GpuRuntime runtime = parts.Runtime;
        string name = parts.Plan.Description.Name;
        _decays = new GpuDecays(runtime, parts.Plan.Tables);
        _sources = runtime.Allocate<TSource>(parts.Plan.KeepsEvents ? parts.Plan.SourceSize : 0);
        _newState = new NewSynapseState(parts.Plan, parts.Seed);
        _changes = runtime.Allocate<RowChange>(0);
        _newStates = runtime.Allocate<float>(0);
        _deliver = runtime.Load<DeliverArguments<TModel, TSynapse, TSource, TTarget>>(
            $"deliver {name}", DeliverKernel<TModel, TSynapse, TSource, TTarget>.Deliver);
        _sweep = runtime.Load<SweepArguments<TModel, TSynapse, TSource, TTarget>>(
            $"sweep {name}", SweepKernel<TModel, TSynapse, TSource, TTarget>.Sweep);
        _look = runtime.Load<LookArguments<TModel, TSynapse, TSource, TTarget>>(
            $"look {name}", LookKernel<TModel, TSynapse, TSource, TTarget>.Look);
        _change = runtime.Load<ChangeArguments<TModel, TSynapse, TSource, TTarget>>(
            $"change {name}", ChangeKernel<TModel, TSynapse, TSource, TTarget>.Apply);
    }

    /// <summary>What kernels see; changes when rows grow.</summary>
    public SynapseView<TModel, TSynapse, TSource, TTarget> View
    {
        get
        {
            RowsView rows = Rows.View;
            return new SynapseView<TModel, TSynapse, TSource, TTarget>
            {
                Rows = rows,
                Model = _model,
                Sources = _sources.View,
                States = rows.States.Cast<TSynapse>(),
                History = _history.View,
                Modulator = Parts.Modulator.View,
                Decays = _decays.View,
                LevelCurve = Parts.Plan.Tables.Count - 1,
                WeightBound = Parts.Plan.WeightBound,
                DeliveredBound = Parts.Plan.DeliveredBound,
                Worst = Parts.Faults.Bounds(Parts.Plan.Index),
            };
        }
    }

    public override void Sweep(int through, int ifHolds = 0)
    {
        if (Parts.Plan.NeedsHistory && through >= 0)
        {
            _sweep.OverRows(Rows.RowCount, new SweepArguments<TModel, TSynapse, TSource, TTarget>
            {
                Synapses = View,
                Through = Parts.Clock.At(through),
                IfHolds = ifHolds,
            });
        }
    }

    public override void Apply(ReadOnlySpan<RowChange> changes, int step)
    {
        if (changes.Length == 0)
        {
            return;
        }

        Rows.Prepare(changes);
        if (_changes.Length < changes.Length)
        {
            _changes.Dispose();
            _newStates.Dispose();
            _changes = Parts.Runtime.Allocate<RowChange>(2 * changes.Length);
            _newStates = Parts.Runtime.Allocate<float>(2 * changes.Length * Parts.Plan.Layout.SynapseFields.Count);
        }

        _changes.Upload(changes);
        _newStates.Upload(StatesOf(changes));
        _change.OverRows(changes.Length, new ChangeArguments<TModel, TSynapse, TSource, TTarget>
        {
            Synapses = View,
            Changes = _changes.View,
            Count = changes.Length,
            States = _newStates.View,
            Through = step - 1,
        });
    }

    public override void Dispose()
    {
        base.Dispose();
        _decays.Dispose();
        _sources.Dispose();
        _changes.Dispose();
        _newStates.Dispose();
    }

    protected override float[] ReadWeights(int through)
    {
        if (!Parts.Plan.NeedsHistory || through < 0)
        {
            return Rows.DownloadWeights();
        }

        using GpuArray<float> weights = Parts.Runtime.Allocate<float>(Rows.Room);
        _look.OverRows(Rows.RowCount, new LookArguments<TModel, TSynapse, TSource, TTarget>
        {
            Synapses = View,
            Weights = weights.View,
            Through = through,
        });
        return weights.Download(0, Rows.Room);
    }

    protected override float[][] ReadSources(Slice sources) =>
        StateFields.Split(_sources.Download(sources.Begin, sources.Count), Parts.Plan.Layout.SourceFields.Count);

    protected override void WriteSources(IReadOnlyList<float[]> states) =>
        _sources.Upload(StateFields.Join<TSource>(states, Parts.Plan.KeepsEvents ? Parts.Plan.SourceSize : 0));

    public override void Deliver(int eventStep) =>
        _deliver.OverRows(new DeliverArguments<TModel, TSynapse, TSource, TTarget>
        {
            Synapses = View,
            Queue = Parts.Queue,
            Delay = Parts.Plan.DelaySteps - 1,
            Sums = Parts.Receptors.Sums(Parts.Plan.Receptor),
            Scale = Parts.Receptors.Scale(Parts.Plan.Receptor),
            EventStep = Parts.Clock.At(eventStep),
            Events = Events.View,
        });

    private float[] StatesOf(ReadOnlySpan<RowChange> changes)
    {
        int fields = Parts.Plan.Layout.SynapseFields.Count;
        var states = new float[changes.Length * fields];
        for (int i = 0; i < changes.Length && fields > 0; i++)
        {
            if (changes[i].Forms)
            {
                _newState.Fill(changes[i].Source, Parts.Targets.Begin + changes[i].Target);
                _newState.Values.CopyTo(states.AsSpan(i * fields));
            }
        }

        return states;
    }
}
