using System.Runtime.CompilerServices;
using SnnCluster.Engine.Memory;

namespace SnnCluster.Engine.Host;

/// <content>Where rows and what they point to lie, and what is fetched before it is needed.</content>
internal unsafe partial class HostProjection<TModel, TSynapse, TSource, TTarget>
{
    // Rows are fetched so many spikes ahead: first the header, then the entries, then what the entries point to.
    private const int HeaderAhead = 6;
    private const int EntriesAhead = 4;
    private const int TargetsAhead = 2;

    // Over lanes a row's targets are asked for all at once, which needs no fetching ahead where rows are long.
    private const int FetchedAtMost = 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static void FetchAhead(ReadOnlySpan<int> rows, int s, in Pointers pointers)
    {
        if (s + HeaderAhead < rows.Length)
        {
            Prefetch.Line(pointers.Row(rows[s + HeaderAhead]));
        }

        if (s + EntriesAhead < rows.Length)
        {
            RowHeader* row = pointers.Row(rows[s + EntriesAhead]);
            long first = (long)row->FirstBlock * SynapseRows.Block;
            for (int i = 0; i < row->Count; i += 16)
            {
                Prefetch.Line(pointers.Targets + first + i);
                if (pointers.Weights != null)
                {
                    Prefetch.Line(pointers.Weights + first + i);
                }
            }
        }

        if (pointers.FetchesTargets && s + TargetsAhead < rows.Length)
        {
            RowHeader* row = pointers.Row(rows[s + TargetsAhead]);
            int* targets = pointers.Targets + ((long)row->FirstBlock * SynapseRows.Block);
            int count = MayHaveLanes ? Math.Min(row->Count, FetchedAtMost) : row->Count;
            for (int i = 0; i < count; i++)
            {
                Prefetch.Line(pointers.Sums + targets[i]);
                if (SeesTarget)
                {
                    Prefetch.Line(RecordAt(pointers.Records, targets[i]));
                }
            }
        }
    }

    /// <summary>Where everything lies during one delivery: rows are short, and following references would cost as much.</summary>
    private protected struct Pointers(HostProjection<TModel, TSynapse, TSource, TTarget> projection, InputSlot slot)
    {
        public readonly byte* Headers = projection.Rows.Headers;
        public readonly int* Targets = projection.Rows.Targets;
        public readonly float* Weights = projection.Rows.Weights;
        public readonly TSynapse* States = HasState ? (TSynapse*)projection.Rows.States : null;
        public readonly byte* Delays = projection.Rows.Delays;
        public readonly bool HasDelays = projection.Rows.HasDelays;
        public readonly float ConstantWeight = projection.Rows.ConstantWeight;
        public readonly bool IsDense = projection.Parts.Receptor.IsDense;
        public readonly bool FetchesSums = projection.Parts.Receptor.SumBytes > HostReceptor.CachedBytes;
        public readonly bool FetchesTargets = SeesTarget || (!projection.Rows.HasDelays && projection.Parts.Receptor.SumBytes > HostReceptor.CachedBytes);
        public long* Sums = slot.Sums;
        public int* Touched = slot.Touched;
        public readonly byte* Records = SeesTarget ? projection._history!.Records : null;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly RowHeader* Row(int source) => (RowHeader*)(Headers + ((long)source * HeaderBytes));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(InputSlot slot)
        {
            Sums = slot.Sums;
            Touched = slot.Touched;
        }
    }
}
