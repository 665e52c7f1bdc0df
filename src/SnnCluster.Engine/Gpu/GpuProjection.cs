using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Gpu;

/// <summary>What a projection needs besides its weight-update rule.</summary>
/// <param name="Runtime">The accelerator.</param>
/// <param name="Plan">What the network's description says of it, in steps.</param>
/// <param name="Targets">The partition's targets.</param>
/// <param name="DtMs">Length of a step [ms].</param>
/// <param name="Rows">Its synapses.</param>
/// <param name="Queue">Spikes of the source population.</param>
/// <param name="Receptors">Input of the target population.</param>
/// <param name="History">Spikes of the target population.</param>
internal sealed record GpuProjectionParts(
    GpuRuntime Runtime,
    ProjectionPlan Plan,
    Slice Targets,
    double DtMs,
    GpuRows Rows,
    GpuSpikeQueue Queue,
    GpuReceptors Receptors,
    GpuHistory History);

/// <summary>A partition's synapses of one projection on a device.</summary>
internal abstract class GpuProjection : IDisposable
{
    private readonly GpuArray<long> _events;
    private readonly GpuArray<int> _worstWeight;

    protected GpuProjection(GpuProjectionParts parts)
    {
        Parts = parts;
        _events = parts.Runtime.Allocate<long>(1);
        _worstWeight = parts.Runtime.Allocate<int>(1);
    }

    public GpuProjectionParts Parts { get; }

    public GpuRows Rows => Parts.Rows;

    public abstract bool IsPlastic { get; }

    /// <summary>Spikes delivered so far, once per synapse. Waits for the device.</summary>
    public long SynapticEvents => _events.Download(0, 1)[0];

    protected GpuArray<long> Events => _events;

    protected GpuArray<int> WorstWeight => _worstWeight;

    /// <summary>Delivers the spikes that reach their synapses at the end of <paramref name="eventStep"/>.</summary>
    public void Deliver(int eventStep)
    {
        int spikeStep = eventStep - Parts.Plan.DelaySteps + 1;
        if (spikeStep >= 0)
        {
            DeliverSpikes(spikeStep, eventStep);
        }
    }

    /// <summary>Brings all rows up to date through a step, all of whose events have been delivered.</summary>
    public abstract void Sweep(int through);

    /// <summary>Applies changes, sorted by source with those that remove a synapse first, at the end of a step.</summary>
    public abstract void Apply(ReadOnlySpan<RowChange> changes, int step);

    /// <summary>
    /// Fails if a weight has left its bounds. The device cannot throw, so it notes that, and the host looks now and
    /// then: when it must wait for the device anyway.
    /// </summary>
    public void CheckWeights()
    {
        if (IsPlastic && _worstWeight.Download(0, 1)[0] is int bits and not 0)
        {
            throw Parts.Plan.WeightOutOfBounds(BitConverter.Int32BitsToSingle(bits));
        }
    }

    public Synapse[] ReadSynapses(int through)
    {
        Sweep(through);
        CheckWeights();
        return Rows.Download(Parts.Plan, Parts.Targets.Begin);
    }

    /// <summary>Its synapses and the events of some sources, after all rows were brought up to date.</summary>
    public ProjectionSnapshot Capture(Slice sources, RewiringCounts? rewiring)
    {
        CheckWeights();
        (int[] lastEvents, float[] sourceTraces) =
            Rows.ReadEvents(Parts.Plan.HasSourceTraces ? sources : new Slice(0, 0));
        var synapses = SynapseColumns.OfLength(
            Rows.Count, Rows.HasDelays, Parts.Plan.Description.Connectivity.MakesMultapses);
        Rows.CopyTo(synapses, Parts.Targets.Begin);
        return new ProjectionSnapshot
        {
            Sources = sources,
            LastEvents = lastEvents,
            SourceTraces = sourceTraces,
            Synapses = synapses,
            SynapticEvents = SynapticEvents,
            Rewiring = RewiringSample.Of(rewiring),
        };
    }

    /// <summary>Takes over the events of all sources before a step; rows hold the snapshot's synapses already.</summary>
    public void Restore(ProjectionSnapshot from, int step)
    {
        _events.Upload([from.SynapticEvents]);
        Rows.WriteEvents(from.LastEvents, from.SourceTraces, step - 1);
    }

    public virtual void Dispose()
    {
        Rows.Dispose();
        _events.Dispose();
        _worstWeight.Dispose();
    }

    protected abstract void DeliverSpikes(int spikeStep, int eventStep);
}

/// <summary>A partition's synapses of one projection, with one weight-update rule.</summary>
internal sealed class GpuProjection<TRule> : GpuProjection
    where TRule : unmanaged, IWeightUpdateRule
{
    private readonly TRule _rule;
    private readonly GpuArray<float> _sourceDecay;
    private readonly GpuKernel<DeliverArguments<TRule>> _deliver;
    private readonly GpuKernel<SweepArguments<TRule>> _sweep;
    private readonly GpuKernel<ChangeArguments<TRule>> _change;
    private GpuArray<RowChange> _changes;

    public GpuProjection(TRule rule, GpuProjectionParts parts)
        : base(parts)
    {
        _rule = rule;
        GpuRuntime runtime = parts.Runtime;
        string name = parts.Plan.Description.Name;
        double timeConstantMs = parts.Plan.Description.WeightUpdate.SourceTraceTimeConstantMs;
        _sourceDecay = runtime.Allocate<float>(
            TRule.IsPlastic ? DecayTable.Create(timeConstantMs, parts.DtMs) : [0f]);
        _changes = runtime.Allocate<RowChange>(0);
        _deliver = runtime.Load<DeliverArguments<TRule>>($"deliver {name}", DeliverKernel<TRule>.Deliver);
        _sweep = runtime.Load<SweepArguments<TRule>>($"sweep {name}", SweepKernel<TRule>.Sweep);
        _change = runtime.Load<ChangeArguments<TRule>>($"change {name}", ChangeKernel<TRule>.Apply);
    }

    public override bool IsPlastic => TRule.IsPlastic;

    /// <summary>What kernels see; changes when rows grow.</summary>
    public SynapseView<TRule> View
    {
        get
        {
            double timeConstantMs = Parts.Plan.Description.WeightUpdate.TargetTraceTimeConstantMs;
            var view = new SynapseView<TRule>
            {
                Rows = Rows.View,
                Rule = _rule,
                History = Parts.History.View,
                SourceDecay = _sourceDecay.View,
                TargetTraces = _sourceDecay.View,
                TargetDecay = _sourceDecay.View,
                WeightBound = Parts.Plan.WeightBound,
                WorstWeight = WorstWeight.View,
            };
            if (TRule.IsPlastic)
            {
                view.TargetTraces = Parts.History.Traces(timeConstantMs);
                view.TargetDecay = Parts.History.Decay(timeConstantMs);
            }

            return view;
        }
    }

    public override void Sweep(int through)
    {
        if (TRule.IsPlastic && through >= 0)
        {
            _sweep.OverRows(Rows.RowCount, new SweepArguments<TRule> { Synapses = View, Through = through });
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
            _changes = Parts.Runtime.Allocate<RowChange>(2 * changes.Length);
        }

        _changes.Upload(changes);
        _change.OverRows(changes.Length, new ChangeArguments<TRule>
        {
            Synapses = View,
            Changes = _changes.View,
            Count = changes.Length,
            Through = step - 1,
        });
    }

    public override void Dispose()
    {
        base.Dispose();
        _sourceDecay.Dispose();
        _changes.Dispose();
    }

    protected override void DeliverSpikes(int spikeStep, int eventStep) =>
        _deliver.OverRows(new DeliverArguments<TRule>
        {
            Synapses = View,
            Sources = Parts.Queue.Spikes(spikeStep),
            SourceCount = Parts.Queue.Count(spikeStep),
            Sums = Parts.Receptors.AllSums(Parts.Plan.Receptor),
            Slots = Parts.Receptors.Slots,
            SlotStride = Parts.Receptors.SlotStride,
            Scale = Parts.Receptors.Scale(Parts.Plan.Receptor),
            EventStep = eventStep,
            Events = Events.View,
        });
}
