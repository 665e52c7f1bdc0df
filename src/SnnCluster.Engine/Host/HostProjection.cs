using System.Runtime.CompilerServices;
using SnnCluster.Engine.Memory;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Synapses;

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
    SynapseRows Rows,
    SpikeQueue Queue,
    HostReceptor Receptor,
    TargetHistory? History,
    HostModulator? Modulator);

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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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

    /// <summary>The weight at an index of the arrays as it is at the end of a step; stores nothing.</summary>
    public abstract float UpToDateWeight(int source, long index, int through);

    /// <summary>Applies all events through a step to a row, whose source's events through that step have been delivered.</summary>
    public abstract void BringUpToDate(int source, int through);

    public Synapse[] ReadSynapses(int through)
    {
        var synapses = new Synapse[Rows.Count];
        int n = 0;
        for (int source = 0; source < Rows.RowCount; source++)
        {
            // What a silent source's synapses miss, above all a modulator's many spikes, is applied once and not at every read.
            BringUpToDate(source, through);
            int begin = n;
            long first = Rows.First(source);
            for (long i = first; i < first + Rows.Header(source)->Count; i++)
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
        for (int i = 0; i < headers; i++)
        {
            RowHeader* row = Rows.Header(sources.Begin + i);
            snapshot.LastEvents[i] = row->LastEvent;
            for (int field = 0; field < snapshot.SourceStates.Count; field++)
            {
                snapshot.SourceStates[field][i] = SynapseRows.SourceState(row)[field];
            }
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
            RowHeader* row = Rows.Header(source);
            row->LastEvent = from.LastEvents[source];
            row->ReplayedThrough = step - 1;
            for (int field = 0; field < from.SourceStates.Count; field++)
            {
                SynapseRows.SourceState(row)[field] = from.SourceStates[field][source];
            }
        }
    }

    public virtual void Dispose() => Rows.Dispose();

    protected abstract void DeliverSpikes(ReadOnlySpan<int> sources, int eventStep);

    protected void ThrowOutOfBounds(float weight) => throw Parts.Plan.WeightOutOfBounds(weight);
}

/// <summary>A partition's synapses of one projection, with one synapse model.</summary>
/// <remarks>
/// Events of a synapse are applied when its source has one, when a look needs them, or in a sweep. A row knows through which
/// step all events but those of its source are in its synapses; the history of the target and the modulator hold those
/// that came later.
/// </remarks>
internal sealed unsafe class HostProjection<TModel, TSynapse, TSource, TTarget> : HostProjection
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
{
    // Rows are fetched so many spikes ahead: first the header, then the entries, then what the entries point to.
    private const int HeaderAhead = 6;
    private const int EntriesAhead = 4;
    private const int TargetsAhead = 2;

    private readonly TModel _model;
    private readonly DecayTables _tables;
    private readonly HostDecays _decays;
    private readonly int _levelCurve;
    private readonly int _weightBits;
    private readonly int _deliveredBits;
    private readonly TargetHistory<TTarget>? _history;

    public HostProjection(TModel model, HostProjectionParts parts)
        : base(parts)
    {
        _model = model;
        _tables = new DecayTables(parts.Plan.Tables);
        _decays = _tables.Decays;
        _levelCurve = parts.Plan.Tables.Count - 1;
        _weightBits = BitConverter.SingleToInt32Bits(parts.Plan.WeightBound);
        _deliveredBits = BitConverter.SingleToInt32Bits(parts.Plan.DeliveredBound);
        _history = (TargetHistory<TTarget>?)parts.History;
    }

    private static bool IsStatic
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TModel.Traits == SynapseTraits.Static;
    }

    private static bool SeesTarget
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (TModel.Traits & SynapseTraits.TargetSpikes) != 0;
    }

    private static bool IsModulated
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (TModel.Traits & SynapseTraits.Modulated) != 0;
    }

    private static bool Advances
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (TModel.Traits & SynapseTraits.Advances) != 0;
    }

    private static bool NeedsBefore
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (TModel.Traits & SynapseTraits.TargetStateAtSpike) != 0;
    }

    private static bool IgnoresSameStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (TModel.Traits & SynapseTraits.IgnoresSameStep) != 0;
    }

    // Whether a source event does not see the target's spike of its step.
    private static bool SeesEarlierAlone
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (TModel.Traits & (SynapseTraits.IgnoresSameStep | SynapseTraits.SourceFirst)) != 0;
    }

    // Whether histories keep states before spikes.
    private static bool KeepsBefore
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (TModel.Traits
            & (SynapseTraits.IgnoresSameStep | SynapseTraits.SourceFirst | SynapseTraits.TargetStateAtSpike)) != 0;
    }

    private static bool HasState
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(TSynapse) != typeof(NoState);
    }

    private static int HeaderBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => SynapseRows.HeaderBytes(typeof(TSource) == typeof(NoState) ? 0 : sizeof(TSource));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float UpToDateWeight(int source, long index, int through)
    {
        if (IsStatic || !SeesTarget)
        {
            return Rows.Weights[index];
        }

        RowHeader* row = Rows.Header(source);
        SpikeHistory<TTarget>* history = _history!.Record(Rows.Targets[index]);
        return Advances || IsBehind(history, row->ReplayedThrough)
            ? Look(row, history, index, through)
            : Rows.Weights[index];
    }

    // A copy of the synapse with all events through a step.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private float Look(RowHeader* row, SpikeHistory<TTarget>* history, long index, int through)
    {
        float weight = Rows.Weights[index];
        TSynapse state = HasState ? ((TSynapse*)Rows.States)[index] : default;
        int lastEvent = Advances ? Rows.LastEvents[index] : 0;
        var synapse = new SynapsePointer(&weight, &state, &lastEvent);
        if (IsBehind(history, row->ReplayedThrough))
        {
            Replay(history, synapse, row, through);
        }

        if (Advances)
        {
            AdvanceTo(through, synapse, EventsThrough(through));
        }

        return Checked(weight);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void BringUpToDate(int source, int through)
    {
        if (IsStatic || !SeesTarget)
        {
            return;
        }

        RowHeader* row = Rows.Header(source);
        byte* records = _history!.Records;
        long first = Rows.First(source);
        int* targets = Rows.Targets + first;
        for (int i = 0; i < row->Count; i++)
        {
            SpikeHistory<TTarget>* history = RecordAt(records, targets[i]);
            if (IsBehind(history, row->ReplayedThrough))
            {
                CatchUp(history, Rows.Weights + first + i, row, through);
            }
        }

        row->ReplayedThrough = through;
    }

    public override void Dispose()
    {
        base.Dispose();
        _tables.Dispose();
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
            RowHeader* row = pointers.Row(sources[s]);
            events += row->Count;
            TSource source = default;
            if (!IsStatic)
            {
                source = _model.DecaySource(in *(TSource*)(row + 1), eventStep - row->LastEvent, in _decays);
            }

            if (pointers.HasDelays)
            {
                DeliverDelayed(row, eventStep, scale, in source, in pointers);
            }
            else
            {
                DeliverRow(row, eventStep, scale, slot, in source, ref pointers);
            }

            if (!IsStatic)
            {
                *(TSource*)(row + 1) = _model.SourceEvent(in source);
                row->LastEvent = eventStep;
                row->ReplayedThrough = IgnoresSameStep ? eventStep : eventStep - 1;
            }
        }

        SynapticEvents += events;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void DeliverRow(
        RowHeader* row, int eventStep, float scale, InputSlot slot, in TSource source, ref Pointers pointers)
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
        for (int i = 0; i < count; i++)
        {
            int target = targets[i];
            float delivered = weights[i];
            if (!IsStatic)
            {
                delivered = SourceEvent(row, weights + i, target, eventStep, in source, in pointers);
            }

            long input = FixedPoint.FromWeight(delivered, scale);
            touched[touchedCount] = target;
            touchedCount += sums[target] == 0 && input != 0 ? 1 : 0;
            sums[target] += input;
        }

        slot.TouchedCount = touchedCount;
    }

    // Per-synapse delays scatter a row over the slots of the ring: rarer, so it is written for clarity.
    private void DeliverDelayed(RowHeader* row, int eventStep, float scale, in TSource source, in Pointers pointers)
    {
        long first = (long)row->FirstBlock * SynapseRows.Block;
        for (long i = first; i < first + row->Count; i++)
        {
            int target = Rows.Targets[i];
            float delivered = Rows.Weights[i];
            if (!IsStatic)
            {
                delivered = SourceEvent(row, Rows.Weights + i, target, eventStep, in source, in pointers);
            }

            InputSlot slot = Parts.Receptor.Slot(eventStep + 1 + Rows.Delays[i]);
            slot.Reserve(1);
            slot.Touched[slot.TouchedCount] = target;
            long input = FixedPoint.FromWeight(delivered, scale);
            slot.TouchedCount += slot.Sums[target] == 0 && input != 0 ? 1 : 0;
            slot.Sums[target] += input;
        }
    }

    // Applies what came before a source event to a synapse, and then the event; returns what is delivered.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float SourceEvent(
        RowHeader* row, float* weight, int target, int eventStep, in TSource source, in Pointers pointers)
    {
        TTarget seen = default;
        if (SeesTarget)
        {
            SpikeHistory<TTarget>* history = RecordAt(pointers.Records, target);
            int last = history->Last;
            seen = SeesEarlierAlone && last == eventStep
                ? *(TTarget*)(history + 1)
                : _model.DecayTarget(in history->State, eventStep - last, in _decays);
            if (IsBehind(history, row->ReplayedThrough))
            {
                CatchUp(history, weight, row, IgnoresSameStep ? eventStep : eventStep - 1);
            }

            if (Advances)
            {
                Advance(weight, eventStep, IgnoresSameStep ? eventStep : eventStep - 1);
            }
        }

        // Copies, so that they stay in registers.
        float changed = *weight;
        TSynapse* at = HasState ? pointers.States + (weight - pointers.Weights) : null;
        TSynapse state = HasState ? *at : default;
        float delivered = _model.OnSourceEvent(ref changed, ref state, in source, in seen);
        *weight = changed;
        if (HasState)
        {
            *at = state;
        }

        // The bits without the sign order numbers by size, and put what is no number above them all.
        if (((_weightBits - SizeBits(changed)) | (_deliveredBits - SizeBits(delivered))) < 0)
        {
            ThrowBeyond(changed, delivered, row, weight, eventStep);
        }

        return delivered;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static SpikeHistory<TTarget>* RecordAt(byte* records, int target) =>
        (SpikeHistory<TTarget>*)(records + ((long)target * TargetHistory<TTarget>.RecordBytes(KeepsBefore)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsBehind(SpikeHistory<TTarget>* history, int replayed) => history->Last > replayed
        || (IsModulated && Parts.Modulator!.Events[Parts.Modulator.Count - 1].Step > replayed);

    // Apart, so that the loop over a row keeps its registers.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void CatchUp(SpikeHistory<TTarget>* history, float* weight, RowHeader* row, int through)
    {
        Replay(history, PointerTo(weight), row, through);
        if (SizeBits(*weight) > _weightBits)
        {
            ThrowBeyond(*weight, *weight, row, weight, through);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Advance(float* weight, int step, int modulatedThrough) =>
        AdvanceTo(step, PointerTo(weight), EventsThrough(modulatedThrough));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SynapsePointer PointerTo(float* weight) => new(
        weight,
        HasState ? (TSynapse*)Rows.States + (weight - Rows.Weights) : null,
        Advances ? Rows.LastEvents + (weight - Rows.Weights) : null);

    /// <summary>
    /// Applies the events of the target and of the modulator after the row was last brought up to date and through a step,
    /// oldest first. The history and its pool hold them all: a sweep comes before one would be lost.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Replay(SpikeHistory<TTarget>* history, SynapsePointer synapse, RowHeader* row, int through)
    {
        int modulated = IsModulated ? EventsThrough(row->ReplayedThrough) : 0;
        int replayed = row->ReplayedThrough;
        int spike = history->Last;
        if (!IsModulated || spike > replayed)
        {
            int index = 0;
            while (index < SpikeHistory.Capacity - 1 && spike - history->Gap(index) > replayed)
            {
                spike -= history->Gap(index);
                index++;
            }

            if (index == SpikeHistory.Capacity - 1)
            {
                ReplayFull(history, synapse, row, through, ref modulated);
            }
            else
            {
                ReplayFrom(index, spike, history, synapse, row, through, ref modulated);
            }
        }

        if (IsModulated)
        {
            Modulate(through, synapse, ref modulated);
        }
    }

    /// <summary>
    /// Applies the spikes of a record from one of them on, which comes so many before its last, and through a step.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ReplayFrom(
        int index,
        int spike,
        SpikeHistory<TTarget>* history,
        SynapsePointer synapse,
        RowHeader* row,
        int through,
        ref int modulated)
    {
        while (spike <= through)
        {
            TTarget before = default;
            if (NeedsBefore)
            {
                int inRecord = TargetHistory<TTarget>.InRecord(KeepsBefore);
                before = index < inRecord
                    ? ((TTarget*)(history + 1))[index]
                    : _history!.Before(_history.NeuronOf(history))[index - inRecord];
            }

            TargetSpike(spike, synapse, row, in before, ref modulated);
            if (index == 0)
            {
                break;
            }

            index--;
            spike += history->Gap(index);
        }
    }

    /// <summary>
    /// <see cref="Replay"/> where the row misses all spikes of the target's record, and maybe some before them. Apart, since
    /// few get here.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void ReplayFull(
        SpikeHistory<TTarget>* history, SynapsePointer synapse, RowHeader* row, int through, ref int modulated)
    {
        SpikePool pool = _history!.Earlier;
        SpikeList* lists = pool.Lists;
        int list = pool.Newest(_history.NeuronOf(history));
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
                    return;
                }

                TTarget before = default;
                if (NeedsBefore)
                {
                    before = _history.PoolBefore[((long)list * SpikeList.Capacity) + i];
                }

                TargetSpike(spike, synapse, row, in before, ref modulated);
            }
        }

        ReplayFrom(SpikeHistory.Capacity - 1, history->Oldest, history, synapse, row, through, ref modulated);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TargetSpike(int step, SynapsePointer synapse, RowHeader* row, in TTarget before, ref int modulated)
    {
        if (IsModulated)
        {
            Modulate(step - 1, synapse, ref modulated);
        }

        if (Advances)
        {
            AdvanceTo(step, synapse, modulated);
        }

        TSource source = _model.DecaySource(in *(TSource*)(row + 1), step - row->LastEvent, in _decays);
        float weight = *synapse.Weight;
        TSynapse state = HasState ? *synapse.State : default;
        _model.OnTargetSpike(ref weight, ref state, in source, in before);
        *synapse.Weight = weight;
        if (HasState)
        {
            *synapse.State = state;
        }
    }

    // Applies the modulator's events through a step, of which so many are in the synapse already.
    private void Modulate(int through, SynapsePointer synapse, ref int modulated)
    {
        HostModulator modulator = Parts.Modulator!;
        for (; modulated < modulator.Count && modulator.Events[modulated].Step <= through; modulated++)
        {
            ModulatorEvent one = modulator.Events[modulated];
            if (Advances)
            {
                AdvanceTo(one.Step, synapse, modulated);
            }

            TSynapse none = default;
            _model.OnModulator(ref *synapse.Weight, ref HasState ? ref *synapse.State : ref none, one.Amount);
        }
    }

    // Lets time pass for a synapse that holds so many of the modulator's events.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AdvanceTo(int step, SynapsePointer synapse, int modulated)
    {
        int steps = step - *synapse.LastEvent;
        if (steps <= 0)
        {
            return;
        }

        float level = 0f;
        if (IsModulated)
        {
            ModulatorEvent last = Parts.Modulator!.Events[modulated - 1];
            level = last.Level * _decays.After(_levelCurve, *synapse.LastEvent - last.Step);
        }

        TSynapse none = default;
        _model.Advance(ref *synapse.Weight, ref HasState ? ref *synapse.State : ref none, level, steps, in _decays);
        *synapse.LastEvent = step;
    }

    // Number of the modulator's events through a step, with the one before the last sweep.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int EventsThrough(int step)
    {
        if (!IsModulated)
        {
            return 0;
        }

        ModulatorEvent* events = Parts.Modulator!.Events;
        int count = Parts.Modulator.Count;
        while (count > 1 && events[count - 1].Step > step)
        {
            count--;
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SizeBits(float value) => BitConverter.SingleToInt32Bits(value) & int.MaxValue;

    private void ThrowBeyond(float changed, float delivered, RowHeader* row, float* weight, int step)
    {
        long source = ((byte*)row - Rows.Headers) / HeaderBytes;
        int target = Parts.TargetBegin + Rows.Targets[weight - Rows.Weights];
        string where = $" from source {source} to target {target} at step {step}";
        throw (SizeBits(changed) > _weightBits
            ? Parts.Plan.WeightOutOfBounds(changed, where)
            : Parts.Plan.DeliveredOutOfBounds(delivered, where));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchAhead(ReadOnlySpan<int> sources, int s, in Pointers pointers)
    {
        if (s + HeaderAhead < sources.Length)
        {
            Prefetch.Line(pointers.Row(sources[s + HeaderAhead]));
        }

        if (s + EntriesAhead < sources.Length)
        {
            RowHeader* row = pointers.Row(sources[s + EntriesAhead]);
            long first = (long)row->FirstBlock * SynapseRows.Block;
            for (int i = 0; i < row->Count; i += 16)
            {
                Prefetch.Line(pointers.Targets + first + i);
                Prefetch.Line(pointers.Weights + first + i);
            }
        }

        if (s + TargetsAhead < sources.Length)
        {
            RowHeader* row = pointers.Row(sources[s + TargetsAhead]);
            int* targets = pointers.Targets + ((long)row->FirstBlock * SynapseRows.Block);
            for (int i = 0; i < row->Count; i++)
            {
                Prefetch.Line(pointers.Sums + targets[i]);
                if (SeesTarget)
                {
                    Prefetch.Line(RecordAt(pointers.Records, targets[i]));
                }
            }
        }
    }

    /// <summary>Where a synapse lies, or a copy of it.</summary>
    private readonly struct SynapsePointer
    {
        public readonly float* Weight;
        public readonly TSynapse* State;

        /// <summary>Step of its last event, where it changes between events.</summary>
        public readonly int* LastEvent;

        public SynapsePointer(float* weight, TSynapse* state, int* lastEvent)
        {
            Weight = weight;
            State = state;
            LastEvent = lastEvent;
        }
    }

    /// <summary>Where everything lies during one delivery: rows are short, and following references would cost as much.</summary>
    private struct Pointers(HostProjection<TModel, TSynapse, TSource, TTarget> projection, InputSlot slot)
    {
        public readonly byte* Headers = projection.Rows.Headers;
        public readonly int* Targets = projection.Rows.Targets;
        public readonly float* Weights = projection.Rows.Weights;
        public readonly TSynapse* States = HasState ? (TSynapse*)projection.Rows.States : null;
        public readonly bool HasDelays = projection.Rows.HasDelays;
        public readonly long* Sums = slot.Sums;
        public int* Touched = slot.Touched;
        public readonly byte* Records = SeesTarget ? projection._history!.Records : null;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly RowHeader* Row(int source) => (RowHeader*)(Headers + ((long)source * HeaderBytes));
    }
}
