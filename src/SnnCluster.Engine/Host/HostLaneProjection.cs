using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SnnCluster.Engine.Memory;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Host;

/// <summary>A partition's synapses of one projection, with a synapse model whose methods are there over lanes: several synapses at once.</summary>
/// <remarks>
/// <para>
/// Rows whose sources have an event go through in blocks, short ones together, since synapses do not see each other. What targets did is brought together one
/// by one, and compared with what the row knows. Synapses that miss several
/// spikes get all but the last of them in rounds: the oldest of each, the next of each. Then all lanes get the last spike, where they miss it,
/// and the source's event. So powers and the like are computed in lanes that are nearly full, since a synapse rarely misses more than one spike.
/// </para>
/// <para>
/// What comes of it stays beside the rows until it has been compared with its bounds. Where something is beyond, the block is computed again one by one, which throws
/// what it always did.
/// </para>
/// </remarks>
internal sealed unsafe class HostLaneProjection<TModel, TSynapse, TSource, TTarget, T>(TModel model, HostProjectionParts parts)
    : HostProjection<TModel, TSynapse, TSource, TTarget>(model, parts)
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
    where T : unmanaged, ILane<T>
{
    private const int One = 0x3F800000; // the bits of 1

    private readonly NativeArray<float> _scratch = new(LaneScratch<TSource, TTarget, T>.Length);

    // The block: which synapses it has, and how many.
    private readonly Segment[] _segments = new Segment[LaneScratch<TSource, TTarget, T>.Capacity];
    private int _segmentCount;
    private int _count;

    private LaneScratch<TSource, TTarget, T> Scratch
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(_scratch.Pointer);
    }

    public override void Dispose()
    {
        base.Dispose();
        _scratch.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void DeliverSpikes(ReadOnlySpan<int> rows, int eventStep)
    {
        long events = 0;
        var pointers = new Pointers(this, Parts.Receptor.Slot(eventStep + 1));
        for (int s = 0; s < rows.Length; s++)
        {
            FetchAhead(rows, s, in pointers);
            RowHeader* row = pointers.Row(rows[s]);
            events += row->Count;
            TSource source = Model.DecaySource(in *(TSource*)(row + 1), eventStep - row->LastEvent, Decays);
            for (int begin = 0, end; begin == 0 || begin < row->Count; begin = end)
            {
                end = Math.Min(row->Count, begin + LaneScratch<TSource, TTarget, T>.Capacity);
                if (_count + (end - begin) > LaneScratch<TSource, TTarget, T>.Capacity || _segmentCount == _segments.Length)
                {
                    DeliverBlock(eventStep, in pointers);
                }

                Append(row, begin, end, in source);
                if (end == 0)
                {
                    break;
                }
            }
        }

        DeliverBlock(eventStep, in pointers);
        SynapticEvents += events;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void CatchUpRow(RowHeader* row, int through)
    {
        int eventStep = IgnoresSameStep ? through : through + 1;
        for (int begin = 0; begin < row->Count; begin += LaneScratch<TSource, TTarget, T>.Capacity)
        {
            Append(row, begin, Math.Min(row->Count, begin + LaneScratch<TSource, TTarget, T>.Capacity), default);
            if (CatchUpBlock(eventStep, hasEvent: false))
            {
                Store();
            }
            else
            {
                CatchUp(row, _segments[0].First, _count, through);
            }

            (_count, _segmentCount) = (0, 0);
        }
    }

    // Adds synapses of a row to the block, which has room for them.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Append(RowHeader* row, int begin, int end, in TSource atEvent)
    {
        LaneScratch<TSource, TTarget, T> scratch = Scratch;
        long first = ((long)row->FirstBlock * SynapseRows.Block) + begin;
        int count = end - begin;
        int at = _count;
        TSource atLast = *(TSource*)(row + 1);
        TSource now = atEvent;
        Vector256<int> lastEvent = Vector256.Create(row->LastEvent);
        Vector256<int> replayed = Vector256.Create(row->ReplayedThrough);
        Vector256<int> segment = Vector256.Create(_segmentCount);

        // A row is padded to whole vectors, and so is the scratch; what follows is written over by the next row.
        for (int i = 0; i < count; i += Vector256<int>.Count)
        {
            Vector256.Load(Rows.Targets + first + i).Store(scratch.Ids + at + i);
            Vector256.Load(Rows.Weights + first + i).Store(scratch.Weights + at + i);
            lastEvent.Store(scratch.LastEvents + at + i);
            replayed.Store(scratch.Replayed + at + i);
            segment.Store(scratch.Segments + at + i);
            if (sizeof(TSource) == sizeof(float))
            {
                Vector256.Create(Unsafe.BitCast<TSource, float>(atLast)).Store(scratch.SourcesAtLast + at + i);
                Vector256.Create(Unsafe.BitCast<TSource, float>(now)).Store(scratch.SourcesAtEvent + at + i);
            }
        }

        for (int i = at; sizeof(TSource) != sizeof(float) && i < at + count; i++)
        {
            ((TSource*)scratch.SourcesAtLast)[i] = atLast;
            LaneScratch<TSource, TTarget, T>.Put(scratch.SourcesAtEvent, i, now);
        }

        _segments[_segmentCount++] = new Segment { Row = row, First = first, Begin = at, Source = now, EndsRow = end == row->Count };
        _count = at + count;
    }

    // Delivers the events of the sources of the rows in the block, and empties it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DeliverBlock(int eventStep, in Pointers pointers)
    {
        float scale = Parts.Receptor.Scale;
        if (_count == 0)
        {
        }
        else if (CatchUpBlock(eventStep, hasEvent: true) && ApplyEvent(scale))
        {
            Store();
        }
        else
        {
            for (int i = 0; i < _count; i++)
            {
                ref Segment segment = ref _segments[Scratch.Segments[i]];
                float delivered = SourceEvent(
                    segment.Row, pointers.Weights + segment.First + (i - segment.Begin), Scratch.Ids[i], eventStep, in segment.Source, in pointers);
                Scratch.Delivered[i] = FixedPoint.Scaled(delivered, scale);
            }
        }

        AddDelivered(eventStep, in pointers);
        for (int s = 0; s < _segmentCount; s++)
        {
            ref Segment segment = ref _segments[s];
            if (segment.EndsRow)
            {
                EndRow(segment.Row, in segment.Source, eventStep);
            }
        }

        (_count, _segmentCount) = (0, 0);
    }

    // Applies the spikes of targets that come before an event to a copy of the weights; says whether they are within their bound.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool CatchUpBlock(int eventStep, bool hasEvent)
    {
        Gather(_count);
        (int several, int recent) = Compare(_count, eventStep);
        DecaySources(_count);
        if (hasEvent)
        {
            DecayTargets(_count);
        }

        if (recent > 0)
        {
            LookAtRecent(recent, eventStep);
        }

        if (several > 0)
        {
            ApplyEarlier(several);
        }

        return ApplyLast(_count);
    }

    // Brings together what targets did, from all over memory.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Gather(int count)
    {
        LaneScratch<TSource, TTarget, T> scratch = Scratch;
        int* targets = scratch.Ids;
        byte* records = History.Records;
        for (int i = 0; i < count; i++)
        {
            SpikeHistory<TTarget>* history = RecordAt(records, targets[i]);
            scratch.Last[i] = history->Last;
            scratch.Gaps[i] = history->Gap(0);
            ((TTarget*)scratch.States)[i] = history->State;
        }

        // What lies behind the last synapse is computed, too: as synapses of weight 0 whose targets never spike.
        for (int i = count; i % LaneScratch<TSource, TTarget, T>.Widest != 0; i++)
        {
            scratch.Weights[i] = 0f;
            scratch.Last[i] = SpikeHistory.Never;
        }
    }

    // Notes which synapses miss spikes of their targets; returns how many miss several, and how many targets spiked in the step of the event or later.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private (int Several, int Recent) Compare(int count, int eventStep)
    {
        LaneScratch<TSource, TTarget, T> scratch = Scratch;
        Vector256<int> now = Vector256.Create(eventStep);
        Vector256<int> through = Vector256.Create(IgnoresSameStep ? eventStep : eventStep - 1);
        Vector256<int> never = Vector256.Create(SpikeHistory.Never);
        Vector256<int> one = Vector256.Create(One);
        int several = 0;
        int recent = 0;
        for (int begin = 0; begin < count; begin += 64)
        {
            ulong severalBits = 0;
            ulong recentBits = 0;
            for (int bit = 0; bit < 64 && begin + bit < count; bit += Vector256<int>.Count)
            {
                int i = begin + bit;
                Vector256<int> last = Vector256.Load(scratch.Last + i);
                recentBits |= (ulong)Vector256.GreaterThanOrEqual(last, now).ExtractMostSignificantBits() << bit;
                (now - last).Store(scratch.StepsToEvent + i);

                // Synapses whose targets have spiked since are brought up to date one by one.
                last = Vector256.ConditionalSelect(Vector256.GreaterThan(last, through), never, last);
                Vector256<int> replayed = Vector256.Load(scratch.Replayed + i);
                Vector256<int> misses = Vector256.GreaterThan(last, replayed);
                (misses & one).Store((int*)scratch.Misses + i);
                ((last - Vector256.Load(scratch.LastEvents + i)) & misses).Store(scratch.StepsToSpike + i);
                Vector256<int> before = last - Vector256.Load(scratch.Gaps + i);
                severalBits |= (ulong)Vector256.GreaterThan(before, replayed).ExtractMostSignificantBits() << bit;
            }

            for (; severalBits != 0; severalBits &= severalBits - 1)
            {
                scratch.Several[several++] = begin + BitOperations.TrailingZeroCount(severalBits);
            }

            for (; recentBits != 0; recentBits &= recentBits - 1)
            {
                scratch.Recent[recent++] = begin + BitOperations.TrailingZeroCount(recentBits);
            }
        }

        return (several, recent);
    }

    // Decays the sources' states to the last spike of each target.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void DecaySources(int count)
    {
        LaneScratch<TSource, TTarget, T> scratch = Scratch;
        var atLast = (TSource*)scratch.SourcesAtLast;
        TModel model = Model;
        HoistedDecays decays = Decays.Hoisted;
        for (int i = 0; i < count; i++)
        {
            // What Put does with one float, too, but through memory.
            if (sizeof(TSource) == sizeof(float))
            {
                ((TSource*)scratch.Sources)[i] = model.DecaySource(in atLast[i], scratch.StepsToSpike[i], in decays);
            }
            else
            {
                LaneScratch<TSource, TTarget, T>.Put(
                    scratch.Sources, i, model.DecaySource(in atLast[i], scratch.StepsToSpike[i], in decays));
            }
        }
    }

    // Decays the targets' states to the event.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void DecayTargets(int count)
    {
        LaneScratch<TSource, TTarget, T> scratch = Scratch;
        TModel model = Model;
        HoistedDecays decays = Decays.Hoisted;
        for (int i = 0; i < count; i++)
        {
            if (sizeof(TTarget) == sizeof(float))
            {
                ((TTarget*)scratch.Targets)[i] = model.DecayTarget(in ((TTarget*)scratch.States)[i], scratch.StepsToEvent[i], in decays);
            }
            else
            {
                LaneScratch<TSource, TTarget, T>.Put(
                    scratch.Targets, i, model.DecayTarget(in ((TTarget*)scratch.States)[i], scratch.StepsToEvent[i], in decays));
            }
        }
    }

    // Synapses whose targets spiked in the step of the event, or later.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void LookAtRecent(int recent, int eventStep)
    {
        LaneScratch<TSource, TTarget, T> scratch = Scratch;
        int through = IgnoresSameStep ? eventStep : eventStep - 1;
        for (int s = 0; s < recent; s++)
        {
            int i = scratch.Recent[s];
            SpikeHistory<TTarget>* history = History.Record(scratch.Ids[i]);
            RowHeader* row = _segments[scratch.Segments[i]].Row;
            if (SeesEarlierAlone && history->Last == eventStep)
            {
                LaneScratch<TSource, TTarget, T>.Put(scratch.Targets, i, *(TTarget*)(history + 1));
            }

            if (history->Last > through && history->Last > row->ReplayedThrough)
            {
                ReplayTo(history, scratch.Weights + i, row, through);
            }
        }
    }

    // Applies all spikes but the last to the synapses that miss several.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void ApplyEarlier(int several)
    {
        LaneScratch<TSource, TTarget, T> scratch = Scratch;
        byte* records = History.Records;
        int* targets = scratch.Ids;
        var atLast = (TSource*)scratch.SourcesAtLast;
        TModel model = Model;
        HostDecays decays = Decays;
        int left = 0;
        for (int s = 0; s < several; s++)
        {
            int i = scratch.Several[s];
            SpikeHistory<TTarget>* history = RecordAt(records, targets[i]);
            int replayed = scratch.Replayed[i];
            int spike = history->Last - history->Gap(0);
            int after = 1;
            while (after < SpikeHistory.Capacity - 1 && spike - history->Gap(after) > replayed)
            {
                spike -= history->Gap(after);
                after++;
            }

            if (after == SpikeHistory.Capacity - 1)
            {
                ReplayTo(history, scratch.Weights + i, _segments[scratch.Segments[i]].Row, history->Last - 1);
                continue;
            }

            scratch.Several[left] = i;
            scratch.Spikes[left] = spike;
            scratch.SpikesAfter[left] = after;
            left++;
        }

        while (left > 0)
        {
            for (int s = 0; s < left; s++)
            {
                int i = scratch.Several[s];
                scratch.SeveralWeights[s] = scratch.Weights[i];
                LaneScratch<TSource, TTarget, T>.Put(
                    scratch.SeveralSources, s, model.DecaySource(in atLast[i], scratch.Spikes[s] - scratch.LastEvents[i], in decays));
            }

            ApplySpikes(left);
            int next = 0;
            for (int s = 0; s < left; s++)
            {
                int i = scratch.Several[s];
                int after = scratch.SpikesAfter[s] - 1;
                scratch.Weights[i] = scratch.SeveralWeights[s];
                scratch.Several[next] = i;
                scratch.SpikesAfter[next] = after;
                scratch.Spikes[next] = scratch.Spikes[s] + RecordAt(records, targets[i])->Gap(after);
                next += after > 0 ? 1 : 0;
            }

            left = next;
        }
    }

    // Applies the next spike to the synapses that miss several.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void ApplySpikes(int count)
    {
        T* weights = (T*)Scratch.SeveralWeights;
        float* sources = Scratch.SeveralSources;
        TModel model = Model;
        for (int lane = 0; lane * T.Width < count; lane++)
        {
            T weight = weights[lane];
            model.OnTargetSpike(ref weight, LaneScratch<TSource, TTarget, T>.Get<TSource>(sources, lane));
            weights[lane] = weight;
        }
    }

    // Applies the last spike to the synapses that miss it; says whether weights are within their bound.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private bool ApplyLast(int count)
    {
        T* weights = (T*)Scratch.Weights;
        T* misses = (T*)Scratch.Misses;
        float* sources = Scratch.Sources;
        TModel model = Model;
        T zero = T.Of(0f);
        T bound = T.Of(Parts.Plan.WeightBound);
        Mask<T> within = zero <= bound;
        for (int lane = 0; lane * T.Width < count; lane++)
        {
            T weight = weights[lane];
            T changed = weight;
            model.OnTargetSpike(ref changed, LaneScratch<TSource, TTarget, T>.Get<TSource>(sources, lane));
            weight = T.Select(misses[lane] > zero, changed, weight);
            within &= T.Abs(weight) <= bound;
            weights[lane] = weight;
        }

        return T.Bits(!within) == 0;
    }

    // Applies the sources' events; says whether all is within bounds.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private bool ApplyEvent(float scale)
    {
        int count = _count;
        T* weights = (T*)Scratch.Weights;
        T* delivered = (T*)Scratch.Delivered;
        float* sources = Scratch.SourcesAtEvent;
        float* targets = Scratch.Targets;
        TModel model = Model;
        T bound = T.Of(Parts.Plan.WeightBound);
        T deliveredBound = T.Of(Parts.Plan.DeliveredBound);
        Mask<T> within = T.Of(0f) <= bound;
        for (int lane = 0; lane * T.Width < count; lane++)
        {
            T weight = weights[lane];
            T given = model.OnSourceEvent(
                ref weight,
                LaneScratch<TSource, TTarget, T>.Get<TSource>(sources, lane),
                LaneScratch<TSource, TTarget, T>.Get<TTarget>(targets, lane));
            within &= (T.Abs(weight) <= bound) & (T.Abs(given) <= deliveredBound);
            weights[lane] = weight;
            delivered[lane] = FixedPoint.Scaled(given, T.Of(scale));
        }

        return T.Bits(!within) == 0;
    }

    // Puts weights back into their rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Store()
    {
        for (int s = 0; s < _segmentCount; s++)
        {
            int begin = _segments[s].Begin;
            int count = EndOf(s) - begin;
            float* from = Scratch.Weights + begin;
            float* to = Rows.Weights + _segments[s].First;
            for (int i = 0; i < count; i++)
            {
                to[i] = from[i];
            }
        }
    }

    private int EndOf(int segment) => segment + 1 < _segmentCount ? _segments[segment + 1].Begin : _count;

    // Adds what was delivered to the sums of targets.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddDelivered(int eventStep, in Pointers pointers)
    {
        int* targets = Scratch.Ids;
        float* delivered = Scratch.Delivered;
        if (!pointers.HasDelays)
        {
            AddRun(targets, delivered, _count, Parts.Receptor.Slot(eventStep + 1), pointers.IsDense);
            return;
        }

        for (int s = 0; s < _segmentCount; s++)
        {
            byte* delays = pointers.Delays + _segments[s].First - _segments[s].Begin;
            int last = EndOf(s);
            for (int begin = _segments[s].Begin; begin < last;)
            {
                int end = EndOfRun(delays, begin, last);
                AddRun(targets + begin, delivered + begin, end - begin, Parts.Receptor.Slot(eventStep + 1 + delays[begin]), pointers.IsDense);
                begin = end;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void AddRun(int* targets, float* delivered, int count, InputSlot slot, bool isDense)
    {
        long* sums = slot.Sums;
        if (isDense)
        {
            for (int i = 0; i < count; i++)
            {
                sums[targets[i]] += FixedPoint.FromScaled(delivered[i]);
            }

            return;
        }

        slot.Reserve(count);
        int* touched = slot.Touched;
        int touchedCount = slot.TouchedCount;
        for (int i = 0; i < count; i++)
        {
            int target = targets[i];
            long input = FixedPoint.FromScaled(delivered[i]);
            touched[touchedCount] = target;
            touchedCount += sums[target] == 0 && input != 0 ? 1 : 0;
            sums[target] += input;
        }

        slot.TouchedCount = touchedCount;
    }

    /// <summary>Synapses of one row in the block, one after another.</summary>
    private struct Segment
    {
        public RowHeader* Row;

        /// <summary>Index of the first in the arrays of rows.</summary>
        public long First;

        /// <summary>Its place in the block.</summary>
        public int Begin;

        /// <summary>Whether no synapse of the row follows.</summary>
        public bool EndsRow;

        /// <summary>State of the source at the event.</summary>
        public TSource Source;
    }
}
