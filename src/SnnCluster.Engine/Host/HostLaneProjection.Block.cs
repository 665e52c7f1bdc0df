using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Host;

/// <content>The block: which synapses of which rows are computed together, and where what comes of it goes.</content>
internal sealed unsafe partial class HostLaneProjection<TModel, TSynapse, TSource, TTarget, T>
{
    private readonly Segment[] _segments = new Segment[LaneScratch<TSource, TTarget, T>.Capacity];
    private int _segmentCount;
    private int _count;

    // Local ids of targets: those of a long row lie in the row.
    private int* _ids;

    // What rows know lies beside each synapse, at its place; of a long row, which is alone in its block, for one lane: all places are taken by this mask.
    private int _places;

    // Adds synapses of a row to the block, which has room for them, and is empty where they are to be alone.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Append(RowHeader* row, int begin, int end, in TSource atEvent, bool isAlone)
    {
        LaneScratch<TSource, TTarget, T> scratch = Scratch;
        long first = ((long)row->FirstBlock * SynapseRows.Block) + begin;
        int count = end - begin;
        int at = _count;
        _ids = isAlone ? Rows.Targets + first : scratch.Ids;
        _places = isAlone ? 0 : -1;

        // A row is padded to whole vectors, and so is the scratch; what follows is written over by the next row.
        for (int i = 0; i < count; i += Vector256<int>.Count)
        {
            Vector256.Load(Rows.Weights + first + i).Store(scratch.Weights + at + i);
        }

        TSource atLast = *(TSource*)(row + 1);
        TSource now = atEvent;
        Vector256<int> lastEvent = Vector256.Create(row->LastEvent);
        Vector256<int> replayed = Vector256.Create(row->ReplayedThrough);
        int known = isAlone ? LaneScratch<TSource, TTarget, T>.Widest : count;
        for (int i = at; i < at + known; i += Vector256<int>.Count)
        {
            lastEvent.Store(scratch.LastEvents + i);
            replayed.Store(scratch.Replayed + i);
            if (!isAlone)
            {
                Vector256.Load(Rows.Targets + first + (i - at)).Store(scratch.Ids + i);
            }

            if (sizeof(TSource) == sizeof(float))
            {
                Vector256.Create(Unsafe.BitCast<TSource, float>(atLast)).Store(scratch.SourcesAtLast + i);
                Vector256.Create(Unsafe.BitCast<TSource, float>(now)).Store(scratch.SourcesAtEvent + i);
            }
        }

        for (int i = at; sizeof(TSource) != sizeof(float) && i < at + known; i++)
        {
            ((TSource*)scratch.SourcesAtLast)[i] = atLast;
            LaneScratch<TSource, TTarget, T>.Put(scratch.SourcesAtEvent, i, now);
        }

        _segments[_segmentCount++] = new Segment { Row = row, First = first, Begin = at, Source = now, EndsRow = end == row->Count };
        _count = at + count;
    }

    // Puts weights back into their rows, which are padded to whole vectors.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Store()
    {
        for (int s = 0; s < _segmentCount; s++)
        {
            int begin = _segments[s].Begin;
            int count = EndOf(s) - begin;
            float* from = Scratch.Weights + begin;
            float* to = Rows.Weights + _segments[s].First;
            for (int i = 0; i < count; i += Vector256<float>.Count)
            {
                Vector256.Load(from + i).Store(to + i);
            }
        }
    }

    private ref Segment SegmentOf(int synapse)
    {
        int segment = _segmentCount - 1;
        while (_segments[segment].Begin > synapse)
        {
            segment--;
        }

        return ref _segments[segment];
    }

    private int EndOf(int segment) => segment + 1 < _segmentCount ? _segments[segment + 1].Begin : _count;

    // Adds what was delivered to the sums of targets.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddDelivered(int eventStep, in Pointers pointers)
    {
        int* targets = _ids;
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
