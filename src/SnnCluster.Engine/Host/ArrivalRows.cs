using System.Runtime.CompilerServices;
using SnnCluster.Engine.Memory;

namespace SnnCluster.Engine.Host;

/// <summary>What one projection has of rows that it shares with others (<see cref="JointRows"/>).</summary>
internal sealed unsafe class ArrivalRows : HostRows
{
    /// <summary>Bytes of a synapse that is not the first of its pair, beside those that each has.</summary>
    public const int NumberBytes = 12;

    // One run says where the next one is: what comes is fetched before it is known.
    private const int WordsAhead = 512;

    private readonly JointRows _rows;
    private readonly int _member;
    private readonly NativeArray<int> _lengths;
    private readonly RowScratch _scratch;
    private readonly List<(int Row, int Place, ushort K)> _numbered;

    /// <param name="rows">The rows that it shares.</param>
    /// <param name="member">Its place among the projections that share them.</param>
    /// <param name="from">Its synapses, as they were packed.</param>
    /// <param name="weightUnit">Of what weights are whole multiples, where they have 16 bits; else 0.</param>
    public ArrivalRows(JointRows rows, int member, SynapseRows from, float weightUnit)
        : base(rows.RowCount, rows.Directory)
    {
        _rows = rows;
        _member = member;
        WeightBytes = rows.WeightBytes[member];
        WeightUnit = weightUnit;
        HasMultapses = from.HasMultapses;
        Count = from.Count;
        ConstantWeight = from.ConstantWeight;
        _lengths = new NativeArray<int>(RowCount);
        _numbered = new List<(int, int, ushort)>(checked((int)NumberedOf(from)));
        int longest = 0;
        for (int row = 0; row < RowCount; row++)
        {
            int own = from.RowOf(SourceOf(row));
            if (own >= 0)
            {
                RowView view = from.View(own);
                _lengths[row] = view.Count;
                longest = Math.Max(longest, view.Count);
                Number(row, view);
            }
        }

        _scratch = new RowScratch(longest, from.HasDelays, HasMultapses);
    }

    /// <inheritdoc/>
    public override long Count { get; }

    /// <inheritdoc/>
    public override bool HasMultapses { get; }

    /// <summary>Bytes of a weight: 4, 2, or 0 where all synapses have the same.</summary>
    public int WeightBytes { get; }

    /// <summary>What weights of 2 bytes are whole multiples of.</summary>
    public float WeightUnit { get; }

    /// <summary>The weight of all synapses, where they have none of their own.</summary>
    public float ConstantWeight { get; }

    /// <summary>Number of synapses, by row.</summary>
    public int* Lengths => _lengths.Pointer;

    /// <inheritdoc/>
    public override int LengthOf(int row) => _lengths[row];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override RowView View(int row)
    {
        int n = 0;
        int delay = 0;
        uint* at = _rows.Words + _rows.First[row];
        int* weightBytes = _rows.WeightBytes;
        bool isNarrow = _rows.IsNarrow;
        while (*at != 0 && n < _lengths[row])
        {
            delay += JointRows.StepsOf(*at);
            uint* end = at + 1 + JointRows.LengthOf(*at);
            for (at++; at < end;)
            {
                int member = JointRows.MemberOf(*at);
                int count = JointRows.CountOf(*at);
                Prefetch.Line(at + WordsAhead);
                uint* weights = at + 1 + JointRows.WordsOfIds(count, isNarrow);
                if (member == _member)
                {
                    Read(at + 1, weights, count, delay, n);
                    n += count;
                }

                at = weights + JointRows.WordsOfWeights(count, weightBytes[member]);
            }
        }

        ReadNumbers(row, n);
        return _scratch.View(n, WeightBytes > 0 ? null : ConstantWeight);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _lengths.Dispose();
        _scratch.Dispose();
    }

    private static long NumberedOf(SynapseRows from)
    {
        long numbered = 0;
        for (int row = 0; row < from.RowCount && from.HasMultapses; row++)
        {
            RowView view = from.View(row);
            numbered += view.Count - new ReadOnlySpan<ushort>(view.Multiplicity, view.Count).Count((ushort)0);
        }

        return numbered;
    }

    // Few pairs have several synapses: the numbers of the second and further ones are kept apart.
    private void Number(int row, in RowView view)
    {
        for (int i = 0; i < view.Count && view.Multiplicity != null; i++)
        {
            if (view.Multiplicity[i] != 0)
            {
                _numbered.Add((row, i, view.Multiplicity[i]));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Read(uint* ids, uint* weights, int count, int delay, int to)
    {
        int* targets = _scratch.Targets.Pointer + to;
        for (int i = 0; i < count; i++)
        {
            targets[i] = _rows.IsNarrow ? ((ushort*)ids)[i] : (int)ids[i];
        }

        float* own = _scratch.Weights.Pointer + to;
        if (WeightBytes == sizeof(float))
        {
            new ReadOnlySpan<float>(weights, count).CopyTo(new Span<float>(own, count));
        }
        else if (WeightBytes == sizeof(short))
        {
            for (int i = 0; i < count; i++)
            {
                own[i] = ((short*)weights)[i] * WeightUnit;
            }
        }

        _scratch.Delays?.Span.Slice(to, count).Fill((byte)delay);
    }

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
