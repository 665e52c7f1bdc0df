using System.Runtime.CompilerServices;
using SnnCluster.Engine.Memory;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Host;

/// <summary>
/// Rows of synapses that never change, of projections that have their sources in common, in the order of their dendritic delays: what a spike delivers in one step, onto whatever
/// population, lies together and is read from one end to the other.
/// </summary>
/// <remarks>
/// A row is a list of blocks, one for each delay: a word with the steps since the block before and its length in words, then a run for each projection that has synapses of this
/// delay. A run is a word with the projection's place and the number of synapses, the local ids of their targets, of 16 bits where those of the partition fit, and their weights,
/// where they differ: numbers of single precision, or of 16 bits (<see cref="SixteenBitWeights"/>). A word of 0 ends a row.
/// </remarks>
internal sealed unsafe class JointRows : IDisposable
{
    private const int StepBits = 8;
    private const int CountBits = 16;
    private const int MostOfRun = (1 << CountBits) - 1;
    private const int MostOfBlock = (1 << (32 - StepBits)) - 1;

    private readonly NativeArray<uint> _words;
    private readonly NativeArray<long> _first;
    private readonly NativeArray<int> _weightBytes;

    /// <param name="members">The synapses of each projection, in the order of their delays.</param>
    /// <param name="weightUnits">Of what each projection's weights are whole multiples, where they have 16 bits; else 0.</param>
    /// <param name="sources">Size of the source population.</param>
    /// <param name="isNarrow">Whether ids have 16 bits.</param>
    public JointRows(IReadOnlyList<SynapseRows> members, IReadOnlyList<float> weightUnits, int sources, bool isNarrow)
    {
        IsNarrow = isNarrow;
        Directory = SourceDirectory.Of(sources, source => members.Any(member => member.CountOf(source) > 0));
        RowCount = Directory?.Count ?? sources;
        _first = new NativeArray<long>(RowCount);
        _weightBytes = new NativeArray<int>([.. members.Select((member, m) => member.Weights == null ? 0 : weightUnits[m] == 0 ? sizeof(float) : sizeof(short))]);
        var packer = new Packer(this, members, weightUnits);
        long words = 0;
        for (int row = 0; row < RowCount; row++)
        {
            _first[row] = words;
            words += packer.Pack(row, null);
        }

        _words = new NativeArray<uint>(words);
        for (int row = 0; row < RowCount; row++)
        {
            packer.Pack(row, Words + _first[row]);
        }

        Members = [.. members.Select((member, place) => new ArrivalRows(this, place, member, weightUnits[place]))];
    }

    /// <summary>What each projection has of them.</summary>
    public IReadOnlyList<ArrivalRows> Members { get; }

    /// <summary>Whether ids have 16 bits.</summary>
    public bool IsNarrow { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount { get; }

    /// <summary>Which sources have a row; null where all have.</summary>
    public SourceDirectory? Directory { get; }

    /// <summary>All rows.</summary>
    public uint* Words => _words.Pointer;

    /// <summary>Where each row begins.</summary>
    public long* First => _first.Pointer;

    /// <summary>Bytes of a weight, by member: 4, 2, or 0 where all synapses have the same.</summary>
    public int* WeightBytes => _weightBytes.Pointer;

    /// <summary>Whether ids have 16 bits, with so many targets in the partition.</summary>
    public static bool HasNarrowIds(int targets) => targets <= ushort.MaxValue + 1;

    /// <summary>How much later than the block before a block arrives; the first one: than synapses without a dendritic delay would [steps].</summary>
    public static int StepsOf(uint block) => (int)(block & ((1u << StepBits) - 1));

    /// <summary>Words of a block, without the first.</summary>
    public static int LengthOf(uint block) => (int)(block >> StepBits);

    /// <summary>Number of synapses of a run.</summary>
    public static int CountOf(uint run) => (int)(run & MostOfRun);

    /// <summary>The projection that has a run, as its place among the members.</summary>
    public static int MemberOf(uint run) => (int)(run >> CountBits);

    /// <summary>Words of so many ids.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int WordsOfIds(int count, bool isNarrow) => isNarrow ? (count + 1) >> 1 : count;

    /// <summary>Words of so many weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int WordsOfWeights(int count, int bytes) => ((count * bytes) + 3) >> 2;

    public void Dispose()
    {
        _words.Dispose();
        _first.Dispose();
        _weightBytes.Dispose();
    }

    /// <summary>Writes rows.</summary>
    private sealed class Packer(JointRows rows, IReadOnlyList<SynapseRows> members, IReadOnlyList<float> weightUnits)
    {
        private readonly RowView[] _views = new RowView[members.Count];
        private readonly int[] _done = new int[members.Count];

        /// <summary>Writes a row, where it is told to, and says how many words it has.</summary>
        public long Pack(int row, uint* to)
        {
            int source = rows.Directory?.SourceOf(row) ?? row;
            for (int m = 0; m < members.Count; m++)
            {
                int own = members[m].RowOf(source);
                _views[m] = own < 0 ? default : members[m].View(own);
                _done[m] = 0;
            }

            long words = 0;
            int before = 0;
            for (int delay = LeastDelay(); delay <= byte.MaxValue; delay = LeastDelay())
            {
                int length = PackBlock(delay, to == null ? null : to + words + 1);
                if (to != null)
                {
                    to[words] = ((uint)length << StepBits) | (uint)(delay - before);
                }

                before = delay;
                words += 1 + length;
            }

            if (to != null)
            {
                to[words] = 0;
            }

            return words + 1;
        }

        // What is left over where a block is full has the same delay, and goes into the next one.
        private int PackBlock(int delay, uint* to)
        {
            int length = 0;
            for (int m = 0; m < members.Count; m++)
            {
                while (CountOfRun(m, delay) is > 0 and int count)
                {
                    int words = 1 + WordsOfIds(count, rows.IsNarrow) + WordsOfWeights(count, rows.WeightBytes[m]);
                    if (length + words > MostOfBlock)
                    {
                        return length;
                    }

                    if (to != null)
                    {
                        WriteRun(m, count, to + length);
                    }

                    _done[m] += count;
                    length += words;
                }
            }

            return length;
        }

        private void WriteRun(int member, int count, uint* to)
        {
            RowView view = _views[member];
            int begin = _done[member];
            *to++ = ((uint)member << CountBits) | (uint)count;
            for (int i = 0; i < count; i++)
            {
                if (rows.IsNarrow)
                {
                    ((ushort*)to)[i] = (ushort)view.Targets[begin + i];
                }
                else
                {
                    to[i] = (uint)view.Targets[begin + i];
                }
            }

            to += WordsOfIds(count, rows.IsNarrow);
            if (rows.WeightBytes[member] == sizeof(float))
            {
                new ReadOnlySpan<float>(view.Weights + begin, count).CopyTo(new Span<float>(to, count));
            }
            else if (rows.WeightBytes[member] == sizeof(short))
            {
                for (int i = 0; i < count; i++)
                {
                    ((short*)to)[i] = checked((short)(view.Weights[begin + i] / weightUnits[member]));
                }
            }
        }

        // More than any delay where nothing is left.
        private int LeastDelay()
        {
            int least = byte.MaxValue + 1;
            for (int m = 0; m < members.Count; m++)
            {
                least = _done[m] < _views[m].Count ? Math.Min(least, DelayAt(m, _done[m])) : least;
            }

            return least;
        }

        private int CountOfRun(int member, int delay)
        {
            int begin = _done[member];
            int limit = Math.Min(_views[member].Count, begin + MostOfRun);
            int end = begin;
            while (end < limit && DelayAt(member, end) == delay)
            {
                end++;
            }

            return end - begin;
        }

        private int DelayAt(int member, int place) => _views[member].Delays == null ? 0 : _views[member].Delays[place];
    }
}
