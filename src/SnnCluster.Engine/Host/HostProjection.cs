using System.Runtime.CompilerServices;
using SnnCluster.Engine.Memory;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Host;

/// <summary>What a projection needs besides its weight-update rule.</summary>
/// <param name="Plan">What the network's description says of it, in steps.</param>
/// <param name="TargetBegin">Global id of the partition's first target.</param>
/// <param name="Rows">Its synapses.</param>
/// <param name="Queue">Spikes of the source population.</param>
/// <param name="Receptor">Where weights go.</param>
/// <param name="History">Spikes of the target population; null where weights never change.</param>
/// <param name="SourceDecay">Decay of the trace of source events.</param>
internal sealed record HostProjectionParts(
    ProjectionPlan Plan,
    int TargetBegin,
    SynapseRows Rows,
    SpikeQueue Queue,
    HostReceptor Receptor,
    TargetHistory? History,
    TraceDecay SourceDecay);

/// <summary>A partition's synapses of one projection.</summary>
internal abstract unsafe class HostProjection : IDisposable
{
    private readonly float _weightBound;

    protected HostProjection(HostProjectionParts parts)
    {
        Parts = parts;
        _weightBound = parts.Plan.WeightBound;
        HotMethods.Prepare(GetType());
    }

    public HostProjectionParts Parts { get; }

    public SynapseRows Rows => Parts.Rows;

    /// <summary>Spikes delivered so far, once per synapse.</summary>
    public long SynapticEvents { get; protected set; }

    /// <summary>Gives the weight back; input sums could overflow unseen if one were beyond the declared bound.</summary>
    /// <exception cref="SimulationException">It is beyond the bound, or no number.</exception>
    public float Checked(float weight)
    {
        if (!(MathF.Abs(weight) <= _weightBound))
        {
            ThrowOutOfBounds(weight);
        }

        return weight;
    }

    /// <summary>Delivers the spikes that reach their synapses at the end of <paramref name="eventStep"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Deliver(int eventStep)
    {
        ReadOnlySpan<int> sources = Parts.Queue.At(eventStep - Parts.Plan.DelaySteps + 1);
        if (sources.Length > 0)
        {
            DeliverSpikes(sources, eventStep);
        }
    }

    /// <summary>The weight at an index of the arrays, with target spikes through a step applied; stores nothing.</summary>
    public abstract float UpToDateWeight(int source, long index, int through);

    /// <summary>Brings a row up to date through a step, all of whose events have been delivered.</summary>
    public abstract void BringUpToDate(int source, int through);

    public Synapse[] ReadSynapses(int through)
    {
        var synapses = new Synapse[Rows.Count];
        int n = 0;
        for (int source = 0; source < Rows.RowCount; source++)
        {
            int begin = n;
            long first = Rows.First(source);
            for (long i = first; i < first + Rows.Headers[source].Count; i++)
            {
                synapses[n++] = new Synapse(
                    source,
                    Parts.TargetBegin + Rows.Targets[i],
                    Rows.Multiplicity is null ? 0 : Rows.Multiplicity[i],
                    UpToDateWeight(source, i, through),
                    Parts.Plan.DelaySteps + (Rows.Delays is null ? 0 : Rows.Delays[i]));
            }

            synapses.AsSpan(begin, n - begin).Sort(static (a, b) => (a.Target, a.K).CompareTo((b.Target, b.K)));
        }

        return synapses;
    }

    /// <summary>Its synapses and the events of some sources, after all rows were brought up to date.</summary>
    public ProjectionSnapshot Capture(Slice sources, RewiringCounts? rewiring)
    {
        int headers = Parts.Plan.HasSourceTraces ? sources.Count : 0;
        var snapshot = new ProjectionSnapshot
        {
            Sources = sources,
            LastEvents = new int[headers],
            SourceTraces = new float[headers],
            Synapses = SynapseColumns.OfLength(Rows.Count, Rows.HasDelays, Rows.Multiplicity is not null),
            SynapticEvents = SynapticEvents,
            Rewiring = RewiringSample.Of(rewiring),
        };
        for (int i = 0; i < headers; i++)
        {
            RowHeader* row = Rows.Headers + sources.Begin + i;
            (snapshot.LastEvents[i], snapshot.SourceTraces[i]) = (row->LastEvent, row->SourceTrace);
        }

        Rows.CopyTo(snapshot.Synapses, Parts.TargetBegin);
        return snapshot;
    }

    /// <summary>Takes over the events of all sources before a step; rows hold the snapshot's synapses already.</summary>
    public void Restore(ProjectionSnapshot from, int step)
    {
        SynapticEvents = from.SynapticEvents;
        for (int source = 0; source < from.LastEvents.Length; source++)
        {
            RowHeader* row = Rows.Headers + source;
            row->LastEvent = from.LastEvents[source];
            row->SourceTrace = from.SourceTraces[source];
            row->ReplayedThrough = step - 1;
        }
    }

    public void Dispose()
    {
        Rows.Dispose();
        Parts.SourceDecay.Dispose();
    }

    protected abstract void DeliverSpikes(ReadOnlySpan<int> sources, int eventStep);

    protected void ThrowOutOfBounds(float weight) => throw Parts.Plan.WeightOutOfBounds(weight);
}

/// <summary>A partition's synapses of one projection, with one weight-update rule.</summary>
internal sealed unsafe class HostProjection<TRule>(TRule rule, HostProjectionParts parts) : HostProjection(parts)
    where TRule : unmanaged, IWeightUpdateRule
{
    // Rows are fetched so many spikes ahead: first the header, then the entries, then what the entries point to.
    private const int HeaderAhead = 6;
    private const int EntriesAhead = 4;
    private const int TargetsAhead = 2;

    private readonly TRule _rule = rule;
    private readonly uint _boundBits = BitConverter.SingleToUInt32Bits(parts.Plan.WeightBound);

    public override float UpToDateWeight(int source, long index, int through)
    {
        float weight = Rows.Weights[index];
        if (!TRule.IsPlastic)
        {
            return weight;
        }

        RowHeader* row = Rows.Headers + source;
        SpikeHistory* history = Parts.History!.Pointer + Rows.Targets[index];
        return history->Last > row->ReplayedThrough
            ? Checked(Replay(history, weight, row, through, Parts.SourceDecay.Pointer, Parts.SourceDecay.LastIndex))
            : weight;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void BringUpToDate(int source, int through)
    {
        if (!TRule.IsPlastic)
        {
            return;
        }

        RowHeader* row = Rows.Headers + source;
        SpikeHistory* histories = Parts.History!.Pointer;
        float* decay = Parts.SourceDecay.Pointer;
        uint lastDecay = Parts.SourceDecay.LastIndex;
        long first = Rows.First(source);
        int* targets = Rows.Targets + first;
        float* weights = Rows.Weights + first;
        for (int i = 0; i < row->Count; i++)
        {
            SpikeHistory* history = histories + targets[i];
            if (history->Last > row->ReplayedThrough)
            {
                weights[i] = Checked(Replay(history, weights[i], row, through, decay, lastDecay));
            }
        }

        row->ReplayedThrough = through;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void DeliverSpikes(ReadOnlySpan<int> sources, int eventStep)
    {
        long events = 0;
        float scale = Parts.Receptor.Scale;
        InputSlot slot = Parts.Receptor.Slot(eventStep + 1);
        var pointers = new Pointers(this, slot);
        for (int s = 0; s < sources.Length; s++)
        {
            FetchAhead(sources, s, in pointers);
            RowHeader* row = pointers.Headers + sources[s];
            events += row->Count;
            if (pointers.HasDelays)
            {
                DeliverDelayed(row, eventStep, scale);
            }
            else
            {
                DeliverRow(row, eventStep, scale, slot, ref pointers);
            }

            if (TRule.IsPlastic)
            {
                uint index = Math.Min((uint)(eventStep - row->LastEvent), pointers.LastSourceDecay);
                row->SourceTrace = (row->SourceTrace * pointers.SourceDecay[index]) + 1f;
                row->LastEvent = eventStep;
                row->ReplayedThrough = eventStep - 1;
            }
        }

        SynapticEvents += events;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void DeliverRow(RowHeader* row, int eventStep, float scale, InputSlot slot, ref Pointers pointers)
    {
        int count = row->Count;
        int touchedCount = slot.TouchedCount;
        if (touchedCount + count > slot.TouchedCapacity)
        {
            slot.Reserve(count);
            pointers.Touched = slot.Touched;
        }

        long* sums = pointers.Sums;
        int* touched = pointers.Touched;
        long first = (long)row->FirstBlock * SynapseRows.Block;
        int* targets = pointers.Targets + first;
        float* weights = pointers.Weights + first;
        if (TRule.IsPlastic)
        {
            SpikeHistory* histories = pointers.Histories;
            float* targetDecay = pointers.TargetDecay;
            uint lastTargetDecay = pointers.LastTargetDecay;
            int replayed = row->ReplayedThrough;

            // The bits without the sign order numbers by size, and put what is no number above them all.
            uint largest = 0;
            for (int i = 0; i < count; i++)
            {
                int target = targets[i];
                SpikeHistory* history = histories + target;
                float weight = weights[i];
                int last = history->Last;
                float trace = history->Trace * targetDecay[Math.Min((uint)(eventStep - last), lastTargetDecay)];
                if (last > replayed)
                {
                    weight = Checked(Replay(
                        history, weight, row, eventStep - 1, pointers.SourceDecay, pointers.LastSourceDecay));
                }

                long input = FixedPoint.FromWeight(weight, scale);
                touched[touchedCount] = target;
                touchedCount += sums[target] == 0 && input != 0 ? 1 : 0;
                sums[target] += input;
                weight = _rule.AfterSourceSpike(weight, trace);
                weights[i] = weight;
                largest = Math.Max(largest, BitConverter.SingleToUInt32Bits(weight) & 0x7FFF_FFFF);
            }

            if (largest > _boundBits)
            {
                ThrowOutOfBounds(BitConverter.UInt32BitsToSingle(largest));
            }
        }
        else
        {
            for (int i = 0; i < count; i++)
            {
                int target = targets[i];
                long input = FixedPoint.FromWeight(weights[i], scale);
                touched[touchedCount] = target;
                touchedCount += sums[target] == 0 && input != 0 ? 1 : 0;
                sums[target] += input;
            }
        }

        slot.TouchedCount = touchedCount;
    }

    // Per-synapse delays scatter a row over the slots of the ring: rarer, so it is written for clarity.
    private void DeliverDelayed(RowHeader* row, int eventStep, float scale)
    {
        long first = (long)row->FirstBlock * SynapseRows.Block;
        for (long i = first; i < first + row->Count; i++)
        {
            int target = Rows.Targets[i];
            float weight = Rows.Weights[i];
            if (TRule.IsPlastic)
            {
                SpikeHistory* history = Parts.History!.Pointer + target;
                TraceDecay decay = Parts.History.Decay;
                float trace = history->Trace * decay.Pointer[decay.Index(eventStep, history->Last)];
                if (history->Last > row->ReplayedThrough)
                {
                    weight = Checked(Replay(
                        history, weight, row, eventStep - 1, Parts.SourceDecay.Pointer, Parts.SourceDecay.LastIndex));
                }

                Rows.Weights[i] = Checked(_rule.AfterSourceSpike(weight, trace));
            }

            InputSlot slot = Parts.Receptor.Slot(eventStep + 1 + Rows.Delays[i]);
            slot.Reserve(1);
            slot.Touched[slot.TouchedCount] = target;
            long input = FixedPoint.FromWeight(weight, scale);
            slot.TouchedCount += slot.Sums[target] == 0 && input != 0 ? 1 : 0;
            slot.Sums[target] += input;
        }
    }

    /// <summary>
    /// Applies the target's spikes after the row was last brought up to date and through a step, oldest first. The
    /// history and its pool hold them all: a sweep comes before one would be lost.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float Replay(
        SpikeHistory* history, float weight, RowHeader* row, int through, float* decay, uint lastDecay)
    {
        int replayed = row->ReplayedThrough;
        int spike = history->Last;
        int index = 0;
        while (index < SpikeHistory.Capacity - 1 && spike - history->Gap(index) > replayed)
        {
            spike -= history->Gap(index);
            index++;
        }

        return index == SpikeHistory.Capacity - 1
            ? ReplayFull(history, weight, row, through, decay, lastDecay)
            : ReplayFrom(index, spike, history, weight, row, through, decay, lastDecay);
    }

    /// <summary>
    /// Applies the spikes of a record from one of them on, which comes so many before its last, and through a step.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float ReplayFrom(
        int index, int spike, SpikeHistory* history, float weight, RowHeader* row, int through, float* decay, uint lastDecay)
    {
        int lastEvent = row->LastEvent;
        float trace = row->SourceTrace;
        while (spike <= through)
        {
            weight = _rule.AfterTargetSpike(weight, trace * decay[Math.Min((uint)(spike - lastEvent), lastDecay)]);
            if (index == 0)
            {
                break;
            }

            index--;
            spike += history->Gap(index);
        }

        return weight;
    }

    /// <summary>
    /// <see cref="Replay"/> where the row misses all spikes of the target's record, and maybe some before them. Apart, since
    /// few get here.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private float ReplayFull(
        SpikeHistory* history, float weight, RowHeader* row, int through, float* decay, uint lastDecay)
    {
        SpikePool pool = Parts.History!.Earlier;
        SpikeList* lists = pool.Lists;
        int list = pool.Newest((int)(history - Parts.History.Pointer));
        int i = lists[list].Count;
        while (true)
        {
            while (i > 0 && lists[list].Steps[i - 1] > row->ReplayedThrough)
            {
                i--;
            }

            if (i > 0 || lists[list].Previous == 0)
            {
                break;
            }

            list = lists[list].Previous;
            i = lists[list].Count;
        }

        for (; list != 0; list = lists[list].Next, i = 0)
        {
            for (; i < lists[list].Count; i++)
            {
                int spike = lists[list].Steps[i];
                if (spike > through)
                {
                    return weight;
                }

                weight = _rule.AfterTargetSpike(
                    weight, row->SourceTrace * decay[Math.Min((uint)(spike - row->LastEvent), lastDecay)]);
            }
        }

        return ReplayFrom(
            SpikeHistory.Capacity - 1, history->Oldest, history, weight, row, through, decay, lastDecay);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchAhead(ReadOnlySpan<int> sources, int s, in Pointers pointers)
    {
        if (s + HeaderAhead < sources.Length)
        {
            Prefetch.Line(pointers.Headers + sources[s + HeaderAhead]);
        }

        if (s + EntriesAhead < sources.Length)
        {
            RowHeader* row = pointers.Headers + sources[s + EntriesAhead];
            long first = (long)row->FirstBlock * SynapseRows.Block;
            for (int i = 0; i < row->Count; i += 16)
            {
                Prefetch.Line(pointers.Targets + first + i);
                Prefetch.Line(pointers.Weights + first + i);
            }
        }

        if (s + TargetsAhead < sources.Length)
        {
            RowHeader* row = pointers.Headers + sources[s + TargetsAhead];
            int* targets = pointers.Targets + ((long)row->FirstBlock * SynapseRows.Block);
            for (int i = 0; i < row->Count; i++)
            {
                Prefetch.Line(pointers.Sums + targets[i]);
                if (TRule.IsPlastic)
                {
                    Prefetch.Line(pointers.Histories + targets[i]);
                }
            }
        }
    }

    /// <summary>Where everything lies during one delivery: rows are short, and following references would cost as much.</summary>
    private struct Pointers(HostProjection<TRule> projection, InputSlot slot)
    {
        public readonly RowHeader* Headers = projection.Rows.Headers;
        public readonly int* Targets = projection.Rows.Targets;
        public readonly float* Weights = projection.Rows.Weights;
        public readonly bool HasDelays = projection.Rows.HasDelays;
        public readonly long* Sums = slot.Sums;
        public int* Touched = slot.Touched;
        public readonly SpikeHistory* Histories = TRule.IsPlastic ? projection.Parts.History!.Pointer : null;
        public readonly float* TargetDecay = TRule.IsPlastic ? projection.Parts.History!.Decay.Pointer : null;
        public readonly uint LastTargetDecay = TRule.IsPlastic ? projection.Parts.History!.Decay.LastIndex : 0;
        public readonly float* SourceDecay = projection.Parts.SourceDecay.Pointer;
        public readonly uint LastSourceDecay = projection.Parts.SourceDecay.LastIndex;
    }
}
