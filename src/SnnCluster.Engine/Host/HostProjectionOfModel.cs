using System.Runtime.CompilerServices;
using SnnCluster.Engine.Memory;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Host;

/// <summary>A partition's synapses of one projection, with one synapse model; computed one by one.</summary>
/// <remarks>
/// Events of a synapse are applied when its source has one, when a look needs them, or in a sweep. A row knows through which
/// step all events but those of its source are in its synapses; the history of the target and the modulator hold those
/// that came later.
/// </remarks>
internal unsafe partial class HostProjection<TModel, TSynapse, TSource, TTarget> : HostRowProjection
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
{
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

    private protected static bool IgnoresSameStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (TModel.Traits & SynapseTraits.IgnoresSameStep) != 0;
    }

    // Whether a source event does not see the target's spike of its step.
    private protected static bool SeesEarlierAlone
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

    // Whether a class that derives from this one computes several synapses of a row at once.
    private static bool MayHaveLanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (TModel.Traits & SynapseTraits.Lanes) != 0;
    }

    private protected TModel Model => _model;

    private protected HostDecays Decays => _decays;

    private protected TargetHistory<TTarget> History => _history!;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float UpToDateWeight(int number, long index, int through)
    {
        if (IsStatic || !SeesTarget)
        {
            return Rows.WeightAt(index);
        }

        RowHeader* row = Rows.Header(number);
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
    public override void BringUpToDate(int number, int through)
    {
        if (IsStatic || !SeesTarget)
        {
            return;
        }

        RowHeader* row = Rows.Header(number);
        if (MayHaveLanes)
        {
            CatchUpRow(row, through);
        }
        else
        {
            CatchUp(row, Rows.First(number), row->Count, through);
        }

        row->ReplayedThrough = through;
    }

    public override void Dispose()
    {
        base.Dispose();
        _tables.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void DeliverSpikes(ReadOnlySpan<int> rows, int eventStep)
    {
        long events = 0;
        float scale = Parts.Receptor.Scale;
        InputSlot slot = Parts.Receptor.Slot(eventStep + 1);
        var pointers = new Pointers(this, slot);
        for (int s = 0; s < rows.Length; s++)
        {
            FetchAhead(rows, s, in pointers);
            RowHeader* row = pointers.Row(rows[s]);
            events += row->Count;
            TSource source = default;
            if (!IsStatic)
            {
                source = _model.DecaySource(in *(TSource*)(row + 1), eventStep - row->LastEvent, in _decays);
            }

            if (pointers.HasDelays)
            {
                DeliverDelayed(row, eventStep, scale, in source, ref pointers);
            }
            else
            {
                DeliverRun(row, 0, row->Count, eventStep, scale, slot, in source, ref pointers);
            }

            if (!IsStatic)
            {
                EndRow(row, in source, eventStep);
            }
        }

        SynapticEvents += events;
    }

    /// <summary>Notes that the event of a row's source has been delivered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected void EndRow(RowHeader* row, in TSource source, int eventStep)
    {
        *(TSource*)(row + 1) = _model.SourceEvent(in source);
        row->LastEvent = eventStep;
        row->ReplayedThrough = IgnoresSameStep ? eventStep : eventStep - 1;
    }

    /// <summary>Applies the spikes of targets through a step to a row, where the model has its methods over lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected virtual void CatchUpRow(RowHeader* row, int through) =>
        CatchUp(row, (long)row->FirstBlock * SynapseRows.Block, row->Count, through);

    /// <summary>Applies the events of targets and of the modulator through a step to some synapses of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected void CatchUp(RowHeader* row, long first, int count, int through)
    {
        byte* records = _history!.Records;
        int* targets = Rows.Targets + first;
        for (int i = 0; i < count; i++)
        {
            SpikeHistory<TTarget>* history = RecordAt(records, targets[i]);
            if (IsBehind(history, row->ReplayedThrough))
            {
                CatchUp(history, Rows.Weights + first + i, row, through);
            }
        }
    }

    // Rows begin in the order of their delays, so that a slot of the ring takes many synapses at once; rewiring mixes them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DeliverDelayed(RowHeader* row, int eventStep, float scale, in TSource source, ref Pointers pointers)
    {
        int count = row->Count;
        if (count == 0)
        {
            return;
        }

        long first = (long)row->FirstBlock * SynapseRows.Block;
        byte* delays = pointers.Delays + first;
        int* targets = pointers.Targets + first;
        int begin = 0;
        int end = EndOfRun(delays, 0, count);
        InputSlot slot = Parts.Receptor.Slot(eventStep + 1 + delays[0]);
        while (begin < count)
        {
            // What the next run adds to is on its way while this one is added.
            int nextEnd = EndOfRun(delays, end, count);
            InputSlot next = end < count ? Parts.Receptor.Slot(eventStep + 1 + delays[end]) : slot;
            long* sums = next.Sums;
            for (int i = end; i < nextEnd && pointers.FetchesSums; i++)
            {
                Prefetch.Line(sums + targets[i]);
            }

            pointers.Take(slot);
            DeliverRun(row, begin, end, eventStep, scale, slot, in source, ref pointers);
            (begin, end, slot) = (end, nextEnd, next);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static int EndOfRun(byte* delays, int begin, int count)
    {
        int end = begin + 1;
        while (end < count && delays[end] == delays[begin])
        {
            end++;
        }

        return Math.Min(end, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void DeliverRun(
        RowHeader* row, int begin, int end, int eventStep, float scale, InputSlot slot, in TSource source, ref Pointers pointers)
    {
        if (IsStatic && pointers.IsDense)
        {
            DeliverDense(row, begin, end, scale, in pointers);
            return;
        }

        int touchedCount = slot.TouchedCount;
        if (touchedCount + (end - begin) > slot.TouchedCapacity)
        {
            slot.Reserve(end - begin);
            pointers.Touched = slot.Touched;
        }

        long* sums = pointers.Sums;
        int* touched = pointers.Touched;
        long first = (long)row->FirstBlock * SynapseRows.Block;
        int* targets = pointers.Targets + first;
        float* weights = pointers.Weights + first;
        for (int i = begin; i < end; i++)
        {
            int target = targets[i];
            float delivered = IsStatic
                ? (pointers.Weights == null ? pointers.ConstantWeight : weights[i])
                : SourceEvent(row, weights + i, target, eventStep, in source, in pointers);
            long input = FixedPoint.FromBoundedWeight(delivered, scale);
            touched[touchedCount] = target;
            touchedCount += sums[target] == 0 && input != 0 ? 1 : 0;
            sums[target] += input;
        }

        slot.TouchedCount = touchedCount;
    }

    // Where all neurons get input anyway, none is listed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DeliverDense(RowHeader* row, int begin, int end, float scale, in Pointers pointers)
    {
        long* sums = pointers.Sums;
        long first = (long)row->FirstBlock * SynapseRows.Block;
        int* targets = pointers.Targets + first;
        if (pointers.Weights == null)
        {
            long input = FixedPoint.FromBoundedWeight(pointers.ConstantWeight, scale);
            for (int i = begin; i < end; i++)
            {
                sums[targets[i]] += input;
            }

            return;
        }

        float* weights = pointers.Weights + first;
        for (int i = begin; i < end; i++)
        {
            sums[targets[i]] += FixedPoint.FromBoundedWeight(weights[i], scale);
        }
    }

    // Applies what came before a source event to a synapse, and then the event; returns what is delivered.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected float SourceEvent(
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
    private protected static SpikeHistory<TTarget>* RecordAt(byte* records, int target) =>
        (SpikeHistory<TTarget>*)(records + ((long)target * TargetHistory<TTarget>.RecordBytes(KeepsBefore)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SizeBits(float value) => BitConverter.SingleToInt32Bits(value) & int.MaxValue;

    private void ThrowBeyond(float changed, float delivered, RowHeader* row, float* weight, int step)
    {
        int source = Rows.SourceOf((int)(((byte*)row - Rows.Headers) / HeaderBytes));
        int target = Parts.TargetBegin + Rows.Targets[weight - Rows.Weights];
        string where = $" from source {source} to target {target} at step {step}";
        throw (SizeBits(changed) > _weightBits
            ? Parts.Plan.WeightOutOfBounds(changed, where)
            : Parts.Plan.DeliveredOutOfBounds(delivered, where));
    }
}
