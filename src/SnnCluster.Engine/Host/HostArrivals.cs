using System.Numerics;
using System.Runtime.CompilerServices;
using SnnCluster.Engine.Memory;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Host;

/// <summary>
/// Delivers the spikes of a population to a partition's synapses whose weights never change: what a spike delivers is added in the step in which it arrives. All that is added in a
/// step goes to the sums of that step, which stay in the cache, where adding at the time of the spike would go through those of all dendritic delays.
/// </summary>
/// <remarks>
/// A spike waits in a calendar, with a list for each step of the longest delay, for the next block of its row (<see cref="JointRows"/>), which serves all projections that have the
/// population as their source. Sums are whole numbers, so that their order does not matter.
/// </remarks>
internal abstract class HostArrivals : IDisposable
{
    /// <param name="members">The projections that share rows, in the order of the rows' members.</param>
    /// <param name="rows">The rows.</param>
    public static HostArrivals Create(HostArrivalProjection[] members, JointRows rows) =>
        rows.IsNarrow ? new HostArrivals<ushort>(members, rows) : new HostArrivals<int>(members, rows);

    /// <summary>Asks for what <see cref="Deliver"/> will need, while others deliver.</summary>
    public abstract void Fetch(int eventStep);

    /// <summary>Delivers what reaches its targets at the end of <paramref name="eventStep"/>.</summary>
    public abstract void Deliver(int eventStep);

    /// <summary>Adds to later steps what has not arrived yet, once all that arrives in a step has been delivered, so that it can be read.</summary>
    public abstract void DeliverAhead(int step);

    public abstract void Dispose();
}

/// <summary>A projection of <see cref="HostArrivals"/>, as others see it: who delivers is not its own.</summary>
internal sealed class HostArrivalProjection(HostProjectionParts parts) : HostProjection(parts)
{
    /// <summary>The spikes that come to all projections of the same source and delay in a step, as rows that they share.</summary>
    public ReadOnlySpan<int> SpikingRows(int eventStep) => RowsOf(eventStep);

    /// <summary>Counts the synapses that spikes reach.</summary>
    public void Count(long events) => SynapticEvents += events;

    /// <inheritdoc/>
    public override void Deliver(int eventStep)
    {
    }

    /// <inheritdoc/>
    protected override void DeliverSpikes(ReadOnlySpan<int> rows, int eventStep)
    {
    }
}

/// <summary>The same, with ids of one width.</summary>
/// <typeparam name="TId">Local ids of targets: <see cref="ushort"/> or <see cref="int"/>.</typeparam>
internal sealed unsafe class HostArrivals<TId> : HostArrivals
    where TId : unmanaged
{
    // Cache lines of blocks that are asked for before they are needed: about as many as memory takes requests at a time.
    private const int LinesAhead = 24;
    private const int RowsAhead = 6;
    private const int WordsPerLine = 16;

    private readonly HostArrivalProjection[] _members;
    private readonly JointRows _rows;
    private readonly List[] _calendar;
    private readonly int _mask;

    // Where each member adds in the step that is delivered.
    private readonly NativeArray<Sink> _sinks;
    private readonly InputSlot[] _slots;

    public HostArrivals(HostArrivalProjection[] members, JointRows rows)
    {
        HotMethods.Prepare(GetType());
        _members = members;
        _rows = rows;
        _sinks = new NativeArray<Sink>(members.Length);
        _slots = new InputSlot[members.Length];
        _calendar = new List[BitOperations.RoundUpToPowerOf2((uint)members.Max(member => member.Parts.Plan.LargestDendriticSteps) + 1)];
        _mask = _calendar.Length - 1;
        for (int day = 0; day < _calendar.Length; day++)
        {
            _calendar[day] = new List();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fetch(int eventStep)
    {
        uint* words = _rows.Words;
        foreach (int row in _members[0].SpikingRows(eventStep))
        {
            Prefetch.Line(words + _rows.First[row]);
        }

        List due = _calendar[(eventStep + 1) & _mask];
        int lines = 0;
        for (int i = 0; i < due.Count && lines < LinesAhead; i++)
        {
            lines += Fetch(words, due.Items.Pointer[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Deliver(int eventStep)
    {
        TakeSpikes(_members[0].SpikingRows(eventStep), eventStep);
        int step = eventStep + 1;
        List due = _calendar[step & _mask];
        if (due.Count == 0)
        {
            return;
        }

        AddTo(step, ahead: false);
        uint* words = _rows.Words;

        // Only of a block that is too long the rest arrives in the same step, and makes the list longer.
        for (int i = 0, fetched = 0, lines = 0; i < due.Count; i++)
        {
            for (; fetched < due.Count && (lines < LinesAhead || fetched <= i); fetched++)
            {
                lines += Fetch(words, due.Items.Pointer[fetched]);
            }

            Waiting waiting = due.Items.Pointer[i];
            lines -= LinesOf(waiting);
            uint* end = Add(words + waiting.At, waiting.Length);
            Wait(end, step);
        }

        due.Count = 0;
    }

    public override void DeliverAhead(int step)
    {
        for (int due = step + 1; due < step + _calendar.Length; due++)
        {
            List list = _calendar[due & _mask];
            for (int i = 0; i < list.Count; i++)
            {
                Waiting waiting = list.Items[i];
                uint* block = _rows.Words + waiting.At;
                int length = waiting.Length;
                for (int arrives = due; length > 0; arrives += JointRows.StepsOf(*block), length = JointRows.LengthOf(*block), block++)
                {
                    AddTo(arrives, ahead: true);
                    block = Add(block, length);
                }
            }

            list.Count = 0;
        }
    }

    public override void Dispose()
    {
        _rows.Dispose();
        _sinks.Dispose();
        Array.ForEach(_calendar, list => list.Items.Dispose());
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TakeSpikes(ReadOnlySpan<int> rows, int eventStep)
    {
        if (rows.Length == 0)
        {
            return;
        }

        foreach (HostArrivalProjection member in _members)
        {
            int* lengths = ((ArrivalRows)member.Rows).Lengths;
            long events = 0;
            foreach (int row in rows)
            {
                events += lengths[row];
            }

            member.Count(events);
        }

        uint* words = _rows.Words;
        long* first = _rows.First;
        for (int s = 0; s < rows.Length; s++)
        {
            if (s + RowsAhead < rows.Length)
            {
                Prefetch.Line(words + first[rows[s + RowsAhead]]);
            }

            Wait(words + first[rows[s]], eventStep + 1);
        }
    }

    // Has all members add to the sums of a step: those that are read in it, or, ahead of its time, those that wait for it.
    private void AddTo(int step, bool ahead)
    {
        for (int m = 0; m < _members.Length; m++)
        {
            HostReceptor receptor = _members[m].Parts.Receptor;
            var rows = (ArrivalRows)_members[m].Rows;
            _slots[m] = ahead ? receptor.SlotAhead(step) : receptor.Slot(step);
            float unit = rows.WeightBytes == 0 ? rows.ConstantWeight : rows.WeightUnit;
            _sinks[m] = new Sink(_slots[m].Sums, FixedPoint.FromBoundedWeight(unit, receptor.Scale), receptor.Scale, rows.WeightBytes, receptor.IsDense);
        }
    }

    // Waits for a block, counted from the step of the one before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Wait(uint* block, int step)
    {
        if (*block != 0)
        {
            _calendar[(step + JointRows.StepsOf(*block)) & _mask].Add(block + 1 - _rows.Words, JointRows.LengthOf(*block));
        }
    }

    // The line behind a block too, where the next one begins.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int LinesOf(Waiting waiting) => (waiting.Length / WordsPerLine) + 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Fetch(uint* words, Waiting waiting)
    {
        uint* at = words + waiting.At;
        int lines = LinesOf(waiting);
        for (int line = 0; line < lines; line++)
        {
            Prefetch.Line(at + (line * WordsPerLine));
        }

        Prefetch.Line(at + waiting.Length);
        return lines;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int IdOf(TId id) => typeof(TId) == typeof(ushort) ? (ushort)(object)id : (int)(object)id;

    /// <summary>Adds a block, and returns its end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private uint* Add(uint* block, int length)
    {
        Sink* sinks = _sinks.Pointer;
        uint* end = block + length;
        while (block < end)
        {
            int member = JointRows.MemberOf(*block);
            int count = JointRows.CountOf(*block);
            ref Sink sink = ref sinks[member];
            var ids = (TId*)(block + 1);
            block += 1 + JointRows.WordsOfIds(count, typeof(TId) == typeof(ushort));
            long* sums = sink.Sums;
            if (!sink.IsDense)
            {
                AddListed(ids, block, count, member);
            }
            else if (sink.WeightBytes == sizeof(short))
            {
                // Sums have more digits than weights, so that a weight's unit is a whole number there.
                var weights = (short*)block;
                long unit = sink.Input;
                for (int i = 0; i < count; i++)
                {
                    sums[IdOf(ids[i])] += weights[i] * unit;
                }
            }
            else if (sink.WeightBytes == sizeof(float))
            {
                var weights = (float*)block;
                float scale = sink.Scale;
                for (int i = 0; i < count; i++)
                {
                    sums[IdOf(ids[i])] += FixedPoint.FromBoundedWeight(weights[i], scale);
                }
            }
            else
            {
                long input = sink.Input;
                for (int i = 0; i < count; i++)
                {
                    sums[IdOf(ids[i])] += input;
                }
            }

            block += JointRows.WordsOfWeights(count, sink.WeightBytes);
        }

        return end;
    }

    // Whoever gets input for the first time in a step is listed.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddListed(TId* ids, uint* weights, int count, int member)
    {
        Sink sink = _sinks[member];
        InputSlot slot = _slots[member];
        slot.Reserve(count);
        long* sums = sink.Sums;
        int* touched = slot.Touched;
        int touchedCount = slot.TouchedCount;
        for (int i = 0; i < count; i++)
        {
            int target = IdOf(ids[i]);
            long input = sink.WeightBytes switch
            {
                0 => sink.Input,
                sizeof(short) => ((short*)weights)[i] * sink.Input,
                _ => FixedPoint.FromBoundedWeight(((float*)weights)[i], sink.Scale),
            };
            touched[touchedCount] = target;
            touchedCount += sums[target] == 0 && input != 0 ? 1 : 0;
            sums[target] += input;
        }

        slot.TouchedCount = touchedCount;
    }

    /// <summary>A spike that waits for a block of its row: where it is, without its first word, and how many words it has.</summary>
    private readonly record struct Waiting(long At, int Length);

    /// <summary>Where a member adds, and what: the weight that all synapses have, or the unit of weights of 16 bits, in fixed point.</summary>
    private readonly record struct Sink(nint At, long Input, float Scale, int WeightBytes, bool IsDense)
    {
        public Sink(long* sums, long input, float scale, int weightBytes, bool isDense)
            : this((nint)sums, input, scale, weightBytes, isDense)
        {
        }

        public long* Sums => (long*)At;
    }

    /// <summary>Spikes that wait for one step.</summary>
    private sealed class List
    {
        public NativeArray<Waiting> Items { get; } = new(64);

        public int Count { get; set; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(long at, int length)
        {
            if (Count == Items.Length)
            {
                Items.EnsureCapacity(Count + 1);
            }

            Items[Count++] = new Waiting(at, length);
        }
    }
}
