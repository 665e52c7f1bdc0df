using System.Numerics;
using System.Runtime.CompilerServices;
using SnnCluster.Engine.Memory;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Host;

/// <summary>
/// A partition's synapses of one projection whose weights never change: what a spike delivers is added in the step in which it arrives. All that is added in a step goes to the
/// sums of that step, which stay in the cache, where adding at the time of the spike would go through those of all dendritic delays.
/// </summary>
/// <remarks>
/// A spike waits in a calendar, with a list for each step of the longest delay, for the next run of its row (<see cref="ArrivalRows"/>). Sums are whole numbers, so that their
/// order does not matter.
/// </remarks>
/// <typeparam name="TId">Local ids of targets: <see cref="ushort"/> or <see cref="int"/>.</typeparam>
internal sealed unsafe class HostArrivals<TId> : HostProjection
    where TId : unmanaged
{
    // What spikes need is fetched so many of them ahead, and before the sums are, what says which ones.
    private const int RowsAhead = 6;
    private const int RunsAhead = 6;
    private const int SumsAhead = 2;
    private const int WordsPerLine = 16;

    private readonly ArrivalRows _rows;
    private readonly List[] _calendar;
    private readonly int _mask;

    public HostArrivals(HostProjectionParts parts)
        : base(parts)
    {
        _rows = (ArrivalRows)parts.Rows;
        _calendar = new List[BitOperations.RoundUpToPowerOf2((uint)parts.Plan.LargestDendriticSteps + 1)];
        _mask = _calendar.Length - 1;
        for (int day = 0; day < _calendar.Length; day++)
        {
            _calendar[day] = new List();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Deliver(int eventStep)
    {
        base.Deliver(eventStep);
        int step = eventStep + 1;
        List due = _calendar[step & _mask];
        InputSlot slot = Parts.Receptor.Slot(step);
        long* sums = slot.Sums;
        bool fetchesSums = Parts.Receptor.SumBytes > HostReceptor.CachedBytes;
        uint* words = _rows.Words;

        // Only of a run that is too long for one head the rest arrives in the same step, and makes the list longer.
        for (int i = 0; i < due.Count; i++)
        {
            Waiting* waiting = due.Items.Pointer + i;
            if (i + RunsAhead < due.Count)
            {
                Fetch(words, waiting + RunsAhead);
            }

            if (fetchesSums && i + SumsAhead < due.Count)
            {
                var ids = (TId*)(words + waiting[SumsAhead].At);
                for (int s = 0; s < waiting[SumsAhead].Count; s++)
                {
                    Prefetch.Line(sums + IdOf(ids[s]));
                }
            }

            uint* run = words + waiting->At;
            int count = waiting->Count;
            Add(run, count, slot);
            Wait(run + WordsOf(count), step);
        }

        due.Count = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Fetch(int eventStep)
    {
        uint* words = _rows.Words;
        foreach (int row in RowsOf(eventStep))
        {
            Prefetch.Line(words + _rows.First[row]);
        }

        List due = _calendar[(eventStep + 1) & _mask];
        for (int i = 0; i < Math.Min(RunsAhead, due.Count); i++)
        {
            Fetch(words, due.Items.Pointer + i);
        }
    }

    public override void DeliverAhead(int step)
    {
        for (int due = step + 1; due < step + _calendar.Length; due++)
        {
            List list = _calendar[due & _mask];
            for (int i = 0; i < list.Count; i++)
            {
                uint* run = _rows.Words + list.Items[i].At;
                int count = list.Items[i].Count;
                for (int arrives = due; count > 0; arrives += ArrivalRows.StepsOf(*run), count = ArrivalRows.CountOf(*run), run++)
                {
                    Add(run, count, Parts.Receptor.SlotAhead(arrives));
                    run += WordsOf(count);
                }
            }

            list.Count = 0;
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        Array.ForEach(_calendar, list => list.Items.Dispose());
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void DeliverSpikes(ReadOnlySpan<int> rows, int eventStep)
    {
        long events = 0;
        uint* words = _rows.Words;
        long* first = _rows.First;
        int* lengths = _rows.Lengths;
        for (int s = 0; s < rows.Length; s++)
        {
            if (s + RowsAhead < rows.Length)
            {
                Prefetch.Line(words + first[rows[s + RowsAhead]]);
            }

            events += lengths[rows[s]];
            Wait(words + first[rows[s]], eventStep + 1);
        }

        SynapticEvents += events;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int IdOf(TId id) => typeof(TId) == typeof(ushort) ? (ushort)(object)id : (int)(object)id;

    // Words of a run without its head.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int WordsOf(int count) => WordsOfIds(count) + (_rows.HasWeights ? count : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WordsOfIds(int count) => typeof(TId) == typeof(ushort) ? (count + 1) >> 1 : count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Fetch(uint* words, Waiting* one)
    {
        uint* run = words + one->At;
        int length = WordsOf(one->Count);
        for (int at = 0; at < length; at += WordsPerLine)
        {
            Prefetch.Line(run + at);
        }

        // The head of the next run.
        Prefetch.Line(run + length);
    }

    // Waits for the run of a head, counted from the step of the one before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Wait(uint* head, int step)
    {
        if (*head != 0)
        {
            _calendar[(step + ArrivalRows.StepsOf(*head)) & _mask].Add(head + 1 - _rows.Words, ArrivalRows.CountOf(*head));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(uint* run, int count, InputSlot slot)
    {
        float scale = Parts.Receptor.Scale;
        long* sums = slot.Sums;
        var ids = (TId*)run;
        var weights = (float*)(run + WordsOfIds(count));
        if (Parts.Receptor.IsDense)
        {
            if (_rows.HasWeights)
            {
                for (int i = 0; i < count; i++)
                {
                    sums[IdOf(ids[i])] += FixedPoint.FromBoundedWeight(weights[i], scale);
                }
            }
            else
            {
                long input = FixedPoint.FromBoundedWeight(_rows.ConstantWeight, scale);
                for (int i = 0; i < count; i++)
                {
                    sums[IdOf(ids[i])] += input;
                }
            }

            return;
        }

        // Whoever gets input for the first time in this step is listed.
        slot.Reserve(count);
        int* touched = slot.Touched;
        int touchedCount = slot.TouchedCount;
        for (int i = 0; i < count; i++)
        {
            int target = IdOf(ids[i]);
            long input = FixedPoint.FromBoundedWeight(_rows.HasWeights ? weights[i] : _rows.ConstantWeight, scale);
            touched[touchedCount] = target;
            touchedCount += sums[target] == 0 && input != 0 ? 1 : 0;
            sums[target] += input;
        }

        slot.TouchedCount = touchedCount;
    }

    /// <summary>A spike that waits for a run of its row: where its ids are, and how many.</summary>
    private readonly record struct Waiting(long At, int Count);

    /// <summary>Spikes that wait for one step.</summary>
    private sealed class List
    {
        public NativeArray<Waiting> Items { get; } = new(64);

        public int Count { get; set; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(long at, int count)
        {
            if (Count == Items.Length)
            {
                Items.EnsureCapacity(Count + 1);
            }

            Items[Count++] = new Waiting(at, count);
        }
    }
}
