using SnnCluster.Engine.Memory;

namespace SnnCluster.Engine.Host;

/// <summary>
/// Rows of synapses that never change, in the order of their dendritic delays: what arrives in one step lies together, and is read from one end to the other. Each run of
/// synapses with one delay is a head, the local ids of their targets, of 16 bits where those of the partition fit, and their weights, where they differ: 2 to 8 bytes for a synapse.
/// A head of 0 ends a row.
/// </summary>
internal sealed unsafe class ArrivalRows : HostRows
{
    private const int DelayBits = 8;
    private const int MostOfRun = (1 << (32 - DelayBits)) - 1;

    private readonly NativeArray<uint> _words;
    private readonly NativeArray<long> _first;
    private readonly NativeArray<int> _lengths;
    private readonly float _constantWeight;
    private readonly RowScratch _scratch;
    private readonly List<(int Row, int Place, ushort K)> _numbered;

    /// <param name="rows">The synapses, in the order of their delays.</param>
    /// <param name="targets">Number of targets in the partition.</param>
    public ArrivalRows(SynapseRows rows, int targets)
        : base(rows.RowCount, rows.Directory)
    {
        IsNarrow = HasNarrowIds(targets);
        HasWeights = rows.Weights != null;
        HasMultapses = rows.HasMultapses;
        Count = rows.Count;
        _constantWeight = rows.ConstantWeight;
        _first = new NativeArray<long>(RowCount);
        _lengths = new NativeArray<int>(RowCount);
        long words = 0;
        int longest = 0;
        int numbered = 0;
        for (int row = 0; row < RowCount; row++)
        {
            RowView view = rows.View(row);
            _first[row] = words;
            _lengths[row] = view.Count;
            longest = Math.Max(longest, view.Count);
            numbered += view.Multiplicity == null ? 0 : view.Count - new ReadOnlySpan<ushort>(view.Multiplicity, view.Count).Count((ushort)0);
            for (int begin = 0; begin < view.Count; begin = EndOfRun(view, begin))
            {
                words += 1 + WordsOf(EndOfRun(view, begin) - begin);
            }

            words++;
        }

        _numbered = new List<(int, int, ushort)>(numbered);
        _words = new NativeArray<uint>(words);
        _scratch = new RowScratch(longest, rows.HasDelays, HasMultapses);
        for (int row = 0; row < RowCount; row++)
        {
            Write(row, rows.View(row));
        }
    }

    /// <inheritdoc/>
    public override long Count { get; }

    /// <inheritdoc/>
    public override bool HasMultapses { get; }

    /// <summary>Whether ids have 16 bits.</summary>
    public bool IsNarrow { get; }

    /// <summary>Whether each synapse has a weight of its own.</summary>
    public bool HasWeights { get; }

    /// <summary>The weight of all synapses, where they have none of their own.</summary>
    public float ConstantWeight => _constantWeight;

    /// <summary>All rows.</summary>
    public uint* Words => _words.Pointer;

    /// <summary>Where the head of each row's first run is.</summary>
    public long* First => _first.Pointer;

    /// <summary>Number of synapses, by row.</summary>
    public int* Lengths => _lengths.Pointer;

    /// <summary>Bytes of a synapse that is not the first of its pair, beside those that each has.</summary>
    public const int NumberBytes = 12;

    /// <summary>Whether ids have 16 bits, with so many targets in the partition.</summary>
    public static bool HasNarrowIds(int targets) => targets <= ushort.MaxValue + 1;

    /// <summary>Synapses of the run that a head begins.</summary>
    public static int CountOf(uint head) => (int)(head >> DelayBits);

    /// <summary>How much later than the run before a run arrives; the first one: than synapses without a dendritic delay would [steps].</summary>
    public static int StepsOf(uint head) => (int)(head & ((1u << DelayBits) - 1));

    /// <summary>Words of ids of so many synapses.</summary>
    public int WordsOfIds(int count) => IsNarrow ? (count + 1) >> 1 : count;

    /// <inheritdoc/>
    public override int LengthOf(int row) => _lengths[row];

    /// <inheritdoc/>
    public override RowView View(int row)
    {
        int n = 0;
        int delay = 0;
        uint* head = Words + _first[row];
        while (*head != 0)
        {
            int count = CountOf(*head);
            delay += StepsOf(*head);
            uint* ids = head + 1;
            uint* weights = ids + WordsOfIds(count);
            for (int i = 0; i < count; i++)
            {
                _scratch.Targets[n + i] = IsNarrow ? ((ushort*)ids)[i] : (int)ids[i];
                if (HasWeights)
                {
                    _scratch.Weights[n + i] = ((float*)weights)[i];
                }

                if (_scratch.Delays is not null)
                {
                    _scratch.Delays[n + i] = (byte)delay;
                }
            }

            n += count;
            head += 1 + WordsOf(count);
        }

        ReadNumbers(row, n);
        return _scratch.View(n, HasWeights ? null : _constantWeight);
    }

    public override void Dispose()
    {
        _words.Dispose();
        _first.Dispose();
        _lengths.Dispose();
        _scratch.Dispose();
    }

    private static int EndOfRun(in RowView view, int begin)
    {
        int limit = Math.Min(view.Count, begin + MostOfRun);
        int end = begin + 1;
        while (end < limit && (view.Delays == null || view.Delays[end] == view.Delays[begin]))
        {
            end++;
        }

        return end;
    }

    private int WordsOf(int count) => WordsOfIds(count) + (HasWeights ? count : 0);

    private void Write(int row, in RowView view)
    {
        int before = 0;
        uint* head = Words + _first[row];
        for (int begin = 0; begin < view.Count;)
        {
            int end = EndOfRun(view, begin);
            int count = end - begin;
            int delay = view.Delays == null ? 0 : view.Delays[begin];
            *head = ((uint)count << DelayBits) | (uint)(delay - before);
            uint* ids = head + 1;
            uint* weights = ids + WordsOfIds(count);
            for (int i = 0; i < count; i++)
            {
                if (IsNarrow)
                {
                    ((ushort*)ids)[i] = (ushort)view.Targets[begin + i];
                }
                else
                {
                    ids[i] = (uint)view.Targets[begin + i];
                }

                if (HasWeights)
                {
                    ((float*)weights)[i] = view.Weights[begin + i];
                }

                if (view.Multiplicity != null && view.Multiplicity[begin + i] != 0)
                {
                    _numbered.Add((row, begin + i, view.Multiplicity[begin + i]));
                }
            }

            before = delay;
            begin = end;
            head += 1 + WordsOf(count);
        }
    }

    // Few pairs have several synapses: the numbers of the second and further ones are kept apart.
    private void ReadNumbers(int row, int count)
    {
        if (_scratch.Multiplicity is not NativeArray<ushort> numbers)
        {
            return;
        }

        new Span<ushort>(numbers.Pointer, count).Clear();
        int at = _numbered.BinarySearch((row, 0, 0));
        for (at = at < 0 ? ~at : at; at < _numbered.Count && _numbered[at].Row == row; at++)
        {
            numbers[_numbered[at].Place] = _numbered[at].K;
        }
    }

    /// <summary>A row, taken apart.</summary>
    private sealed class RowScratch(int longest, bool hasDelays, bool hasMultapses) : IDisposable
    {
        public NativeArray<int> Targets { get; } = new(longest);

        public NativeArray<float> Weights { get; } = new(longest);

        public NativeArray<byte>? Delays { get; } = hasDelays ? new(longest) : null;

        public NativeArray<ushort>? Multiplicity { get; } = hasMultapses ? new(longest) : null;

        public RowView View(int count, float? constantWeight) => new()
        {
            Count = count,
            Targets = Targets.Pointer,
            Weights = constantWeight is null ? Weights.Pointer : null,
            ConstantWeight = constantWeight ?? 0f,
            Delays = Delays is null ? null : Delays.Pointer,
            Multiplicity = Multiplicity is null ? null : Multiplicity.Pointer,
        };

        public void Dispose()
        {
            Targets.Dispose();
            Weights.Dispose();
            Delays?.Dispose();
            Multiplicity?.Dispose();
        }
    }
}
