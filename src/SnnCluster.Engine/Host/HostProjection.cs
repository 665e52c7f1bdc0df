using System.Runtime.CompilerServices;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Snapshots;

namespace SnnCluster.Engine.Host;

/// <summary>What a projection needs besides its synapse model.</summary>
/// <param name="Plan">What the network's description says of it, in steps.</param>
/// <param name="TargetBegin">Global id of the partition's first target.</param>
/// <param name="Rows">Its synapses.</param>
/// <param name="Queue">Spikes of the source population.</param>
/// <param name="Receptor">Where weights go.</param>
/// <param name="History">Spikes of the target population; null where synapses need not know them.</param>
/// <param name="Modulator">The modulator of its synapses; null where they have none.</param>
internal sealed record HostProjectionParts(
    ProjectionPlan Plan,
    int TargetBegin,
    HostRows Rows,
    SpikeQueue Queue,
    HostReceptor Receptor,
    TargetHistory? History,
    HostModulator? Modulator);

/// <summary>A partition's synapses of one projection.</summary>
internal abstract unsafe class HostProjection : IDisposable
{
    private const int VisitedAtOnce = 4096;
    private readonly float _weightBound;
    private int[] _rows = [];

    protected HostProjection(HostProjectionParts parts)
    {
        Parts = parts;
        _weightBound = parts.Plan.WeightBound;
        HotMethods.Prepare(GetType());
    }

    public HostProjectionParts Parts { get; }

    public HostRows Rows => Parts.Rows;

    /// <summary>Spikes delivered so far, once per synapse.</summary>
    public long SynapticEvents { get; protected set; }

    /// <summary>Gives the weight back; input sums could overflow unseen if one were beyond the declared bound.</summary>
    /// <exception cref="SimulationException">It is beyond the bound, or no number.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Checked(float weight)
    {
        if (!(MathF.Abs(weight) <= _weightBound))
        {
            ThrowOutOfBounds(weight);
        }

        return weight;
    }

    /// <summary>Asks for what <see cref="Deliver"/> will need, while others deliver.</summary>
    public virtual void Fetch(int eventStep)
    {
    }

    /// <summary>Delivers the spikes that reach their synapses at the end of <paramref name="eventStep"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public virtual void Deliver(int eventStep)
    {
        ReadOnlySpan<int> rows = RowsOf(eventStep);
        if (rows.Length > 0)
        {
            DeliverSpikes(rows, eventStep);
        }
    }

    /// <summary>The weight of a synapse as it is at the end of a step; stores nothing.</summary>
    /// <param name="row">Its row.</param>
    /// <param name="view">What <see cref="HostRows.View"/> says of the row.</param>
    /// <param name="place">Its place in the row.</param>
    /// <param name="through">The step.</param>
    public virtual float UpToDateWeight(int row, in RowView view, int place, int through) => view.WeightAt(place);

    /// <summary>Applies all events through a step to a row, whose source's events through that step have been delivered.</summary>
    public virtual void BringUpToDate(int number, int through)
    {
    }

    /// <summary>
    /// The same for all rows. Who reads all synapses does so first: what a silent source's synapses miss, above all a modulator's
    /// many spikes, is then applied once and not at every read.
    /// </summary>
    public void Sweep(int through)
    {
        for (int row = 0; row < Rows.RowCount; row++)
        {
            BringUpToDate(row, through);
        }
    }

    public Synapse[] ReadSynapses(int through)
    {
        Sweep(through);
        var synapses = new Synapse[Rows.Count];
        int n = 0;
        for (int row = 0; row < Rows.RowCount; row++)
        {
            n += ReadSortedRow(row, synapses.AsSpan(n), through);
        }

        return synapses;
    }

    /// <summary>The same, some rows at a time.</summary>
    public IEnumerable<ReadOnlyMemory<Synapse>> SynapsesInOrder(int through)
    {
        Sweep(through);
        var some = new Synapse[VisitedAtOnce];
        int n = 0;
        for (int row = 0; row < Rows.RowCount; row++)
        {
            int length = RowLength(row);
            if (n + length > some.Length)
            {
                yield return some.AsMemory(0, n);
                n = 0;
                some = length > some.Length ? new Synapse[length] : some;
            }

            n += ReadSortedRow(row, some.AsSpan(n), through);
        }

        yield return some.AsMemory(0, n);
    }

    /// <summary>Shows all synapses, some at a time, as they lie.</summary>
    public void VisitSynapses(int through, SynapseVisitor visit)
    {
        Sweep(through);
        var some = new Synapse[VisitedAtOnce];
        int n = 0;
        for (int row = 0; row < Rows.RowCount; row++)
        {
            RowView view = Rows.View(row);
            for (int first = 0; first < view.Count;)
            {
                int count = Math.Min(some.Length - n, view.Count - first);
                ReadRow(row, view, first, some.AsSpan(n, count), through);
                first += count;
                n += count;
                if (n == some.Length)
                {
                    visit(some);
                    n = 0;
                }
            }
        }

        visit(some.AsSpan(0, n));
    }

    /// <summary>Its synapses and the events of some sources, after all rows were brought up to date.</summary>
    public ProjectionSnapshot Capture(Slice sources, RewiringCounts? rewiring)
    {
        int headers = Parts.Plan.KeepsEvents ? sources.Count : 0;
        var snapshot = new ProjectionSnapshot
        {
            Sources = sources,
            LastEvents = new int[headers],
            SourceStates = [.. Parts.Plan.Layout.SourceFields.Select(_ => new float[headers])],
            Synapses = SynapseColumns.Of(Parts.Plan, Rows.Count),
            SynapticEvents = SynapticEvents,
            Rewiring = RewiringSample.Of(rewiring),
        };
        CaptureSources(snapshot);
        Rows.CopyTo(snapshot.Synapses, Parts.TargetBegin);
        return snapshot;
    }

    /// <summary>Takes over the events of all sources before a step; rows hold the snapshot's synapses already.</summary>
    public virtual void Restore(ProjectionSnapshot from, int step) => SynapticEvents = from.SynapticEvents;

    public virtual void Dispose() => Rows.Dispose();

    /// <summary>Writes what is kept of the sources of a snapshot.</summary>
    protected virtual void CaptureSources(ProjectionSnapshot snapshot)
    {
    }

    /// <summary>Delivers the spikes of the sources of some rows.</summary>
    protected abstract void DeliverSpikes(ReadOnlySpan<int> rows, int eventStep);

    protected void ThrowOutOfBounds(float weight) => throw Parts.Plan.WeightOutOfBounds(weight);

    /// <summary>The rows whose sources' spikes reach their synapses at the end of a step.</summary>
    protected ReadOnlySpan<int> RowsOf(int eventStep)
    {
        ReadOnlySpan<int> sources = Parts.Queue.At(eventStep - Parts.Plan.DelaySteps + 1);
        if (Rows.Directory is not SourceDirectory directory)
        {
            return sources;
        }

        if (_rows.Length < sources.Length)
        {
            _rows = new int[Math.Max(sources.Length, 2 * _rows.Length)];
        }

        return _rows.AsSpan(0, directory.RowsOf(sources, _rows));
    }

    private int RowLength(int row) => Rows.LengthOf(row);

    private int ReadSortedRow(int row, Span<Synapse> synapses, int through)
    {
        Span<Synapse> sorted = synapses[..RowLength(row)];
        ReadRow(row, Rows.View(row), 0, sorted, through);
        sorted.Sort(static (a, b) => (a.Target, a.K).CompareTo((b.Target, b.K)));
        return sorted.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadRow(int row, in RowView view, int first, Span<Synapse> synapses, int through)
    {
        for (int i = 0; i < synapses.Length; i++)
        {
            float weight = UpToDateWeight(row, view, first + i, through);
            synapses[i] = view.At(first + i, Rows.SourceOf(row), Parts.TargetBegin, weight, Parts.Plan.DelaySteps);
        }
    }
}
