using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using SnnCluster.Engine.Memory;
using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Random;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Host;

/// <summary>A Poisson drive of a partition's neurons.</summary>
internal sealed unsafe class HostPoissonDrive : HostInput
{
    // Neurons whose random words come from one call of the wide generator.
    private const int Group = WidePhilox.Width * PoissonDraw.PerBlock;

    // With so many thresholds at most, each is compared with eight numbers at once.
    private const int MostCompared = 48;

    // The first so many thresholds are compared with without asking after each one whether any word is above it.
    private const int Always = 8;

    // Numbers without a sign compare as those with one do, once the upper bit of both is turned.
    private const uint Turn = 0x8000_0000;

    private readonly NativeArray<uint> _high;
    private readonly NativeArray<uint> _low;
    private readonly NativeArray<int> _guide;
    private readonly NativeArray<byte>? _mask;
    private readonly HostReceptor _receptor;
    private readonly RandomKey _key;
    private readonly Slice _slice;
    private readonly int _thresholdCount;
    private readonly int _first;
    private readonly long _weight;
    private readonly bool _isCompared;

    /// <param name="plan">The drive.</param>
    /// <param name="slice">The partition's neurons.</param>
    /// <param name="receptor">Where it goes.</param>
    public HostPoissonDrive(InputPlan plan, Slice slice, HostReceptor receptor)
        : base(plan)
    {
        var drive = (PoissonDrive)plan.Description;
        PoissonTable table = PoissonTable.Create(drive.MeanOf(plan.DtMs));
        HotMethods.Prepare(typeof(HostPoissonDrive));
        uint[] high = [.. table.High, .. Enumerable.Repeat(uint.MaxValue, Math.Max(0, Always - table.High.Length))];
        _thresholdCount = table.High.Length;
        _high = new NativeArray<uint>(high.AsSpan());
        _low = new NativeArray<uint>(table.Low.AsSpan());
        _guide = new NativeArray<int>(table.Guide.AsSpan());
        _mask = plan.MaskOf(slice) is byte[] mask ? new NativeArray<byte>(mask.AsSpan()) : null;
        _receptor = receptor;
        _key = plan.Key;
        _slice = slice;
        _first = table.First;
        _weight = FixedPoint.FromWeight((float)drive.Weight, receptor.Scale);
        _isCompared = plan.IsDense && WidePhilox.IsSupported && table.High.Length <= MostCompared;
    }

    public override void Add(int step)
    {
        if (_isCompared)
        {
            AddCompared(step);
        }
        else
        {
            AddLookedUp(step);
        }
    }

    public override void Dispose()
    {
        _high.Dispose();
        _low.Dispose();
        _guide.Dispose();
        _mask?.Dispose();
    }

    // All neurons get it: their receptor does not look at lists. A group of neurons stays in registers from their words to their sums.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddCompared(int step)
    {
        long* sums = _receptor.Slot(step).Sums - _slice.Begin;
        int begin = _slice.Begin;
        int end = begin + _slice.Count;
        uint* high = _high.Pointer;
        int count = _thresholdCount;
        Vector256<uint> turn = Vector256.Create(Turn);
        Vector256<int> firstThresholds = (Vector256.Load(high) ^ turn).AsInt32();

        // A weight has the 24 bits of single precision, so that it is a small number times a power of two.
        int shift = _weight == 0 ? 0 : BitOperations.TrailingZeroCount(_weight);
        Vector256<int> weight = Vector256.Create((int)(_weight >> shift));
        Vector128<long> bits = Vector128.CreateScalar((long)shift);
        Vector256<int> least = Vector256.Create(_first);
        for (int group = begin / Group * Group; group < end; group += Group)
        {
            if (group < begin || group + Group > end)
            {
                AddOneByOne(step, Math.Max(group, begin), Math.Min(group + Group, end));
                continue;
            }

            // The words of a block are those of four neurons in a row; with blocks in this order each vector has eight in a row.
            Vector256<uint> a = Vector256.Create((uint)group / PoissonDraw.PerBlock) + Vector256.Create(0u, 2, 4, 6, 1, 3, 5, 7);
            Vector256<uint> b = Vector256.Create((uint)step);
            Vector256<uint> c = Vector256<uint>.Zero;
            Vector256<uint> d = Vector256.Create(_key.Domain);
            WidePhilox.Generate(ref a, ref b, ref c, ref d, _key.Key0, _key.Key1);
            Vector256<ulong> lowAb = Avx2.UnpackLow(a, b).AsUInt64();
            Vector256<ulong> highAb = Avx2.UnpackHigh(a, b).AsUInt64();
            Vector256<ulong> lowCd = Avx2.UnpackLow(c, d).AsUInt64();
            Vector256<ulong> highCd = Avx2.UnpackHigh(c, d).AsUInt64();
            Vector256<int> w0 = (Avx2.UnpackLow(lowAb, lowCd).AsUInt32() ^ turn).AsInt32();
            Vector256<int> w1 = (Avx2.UnpackHigh(lowAb, lowCd).AsUInt32() ^ turn).AsInt32();
            Vector256<int> w2 = (Avx2.UnpackLow(highAb, highCd).AsUInt32() ^ turn).AsInt32();
            Vector256<int> w3 = (Avx2.UnpackHigh(highAb, highCd).AsUInt32() ^ turn).AsInt32();
            Vector256<int> n0 = Vector256<int>.Zero;
            Vector256<int> n1 = Vector256<int>.Zero;
            Vector256<int> n2 = Vector256<int>.Zero;
            Vector256<int> n3 = Vector256<int>.Zero;
            for (int i = 0; i < Always; i++)
            {
                // True is -1.
                Vector256<int> threshold = Vector256.Create((int)(high[i] ^ Turn));
                n0 -= Vector256.GreaterThan(w0, threshold);
                n1 -= Vector256.GreaterThan(w1, threshold);
                n2 -= Vector256.GreaterThan(w2, threshold);
                n3 -= Vector256.GreaterThan(w3, threshold);
            }

            // A word that equals a threshold equals the first that it is not above.
            Vector256<int> equal = Vector256.Equals(Avx2.PermuteVar8x32(firstThresholds, n0), w0)
                | Vector256.Equals(Avx2.PermuteVar8x32(firstThresholds, n1), w1)
                | Vector256.Equals(Avx2.PermuteVar8x32(firstThresholds, n2), w2)
                | Vector256.Equals(Avx2.PermuteVar8x32(firstThresholds, n3), w3);
            if (Vector256.EqualsAny(Vector256.Max(Vector256.Max(n0, n1), Vector256.Max(n2, n3)), Vector256.Create(Always)))
            {
                for (int i = Always; i < count; i++)
                {
                    Vector256<int> threshold = Vector256.Create((int)(high[i] ^ Turn));
                    equal |= Vector256.Equals(w0, threshold) | Vector256.Equals(w1, threshold)
                        | Vector256.Equals(w2, threshold) | Vector256.Equals(w3, threshold);
                    Vector256<int> above0 = Vector256.GreaterThan(w0, threshold);
                    Vector256<int> above1 = Vector256.GreaterThan(w1, threshold);
                    Vector256<int> above2 = Vector256.GreaterThan(w2, threshold);
                    Vector256<int> above3 = Vector256.GreaterThan(w3, threshold);
                    if ((above0 | above1 | above2 | above3) == Vector256<int>.Zero)
                    {
                        break;
                    }

                    n0 -= above0;
                    n1 -= above1;
                    n2 -= above2;
                    n3 -= above3;
                }
            }

            if (equal != Vector256<int>.Zero)
            {
                AddOneByOne(step, group, group + Group);
                continue;
            }

            long* sum = sums + group;
            AddProducts(sum, n0 + least, weight, bits);
            AddProducts(sum + 8, n1 + least, weight, bits);
            AddProducts(sum + 16, n2 + least, weight, bits);
            AddProducts(sum + 24, n3 + least, weight, bits);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddProducts(long* sums, Vector256<int> counts, Vector256<int> weight, Vector128<long> bits)
    {
        Vector256<long> low = Avx2.Multiply(Avx2.ConvertToVector256Int64(counts.GetLower()).AsInt32(), weight);
        Vector256<long> high = Avx2.Multiply(Avx2.ConvertToVector256Int64(counts.GetUpper()).AsInt32(), weight);
        (Vector256.Load(sums) + Avx2.ShiftLeftLogical(low, bits)).Store(sums);
        (Vector256.Load(sums + 4) + Avx2.ShiftLeftLogical(high, bits)).Store(sums + 4);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddOneByOne(int step, int from, int to)
    {
        long* sums = _receptor.Slot(step).Sums - _slice.Begin;
        var table = new Thresholds(_high.Pointer, _low.Pointer, _guide.Pointer, _thresholdCount);
        uint* words = stackalloc uint[Group];
        int group = from / Group * Group;
        Draw(words, group, step);
        for (int id = from; id < to; id++)
        {
            sums[id] += (_first + PoissonDraw.Passed(in table, words[PlaceOf(id - group)], _key, (uint)id, (uint)step)) * _weight;
        }
    }

    // By word of the generator, then by its block.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PlaceOf(int inGroup) =>
        ((inGroup % PoissonDraw.PerBlock) * WidePhilox.Width) + (inGroup / PoissonDraw.PerBlock);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddLookedUp(int step)
    {
        InputSlot slot = _receptor.Slot(step);
        slot.Reserve(_slice.Count);
        var table = new Thresholds(_high.Pointer, _low.Pointer, _guide.Pointer, _thresholdCount);
        byte* mask = _mask is null ? null : _mask.Pointer;
        long* sums = slot.Sums;
        int* touched = slot.Touched;
        int touchedCount = slot.TouchedCount;
        int end = _slice.Begin + _slice.Count;
        uint* words = stackalloc uint[Group];
        for (int group = _slice.Begin / Group * Group; group < end; group += Group)
        {
            Draw(words, group, step);
            int from = Math.Max(group, _slice.Begin);
            int to = Math.Min(group + Group, end);
            for (int id = from; id < to; id++)
            {
                uint word = words[PlaceOf(id - group)];
                int neuron = id - _slice.Begin;
                if (mask is not null && mask[neuron] == 0)
                {
                    continue;
                }

                long input = (_first + PoissonDraw.Passed(in table, word, _key, (uint)id, (uint)step)) * _weight;
                touched[touchedCount] = neuron;
                touchedCount += sums[neuron] == 0 && input != 0 ? 1 : 0;
                sums[neuron] += input;
            }
        }

        slot.TouchedCount = touchedCount;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Draw(uint* words, int group, int step)
    {
        uint block = (uint)group / PoissonDraw.PerBlock;
        if (WidePhilox.IsSupported)
        {
            Vector256<uint> a = Vector256.Create(block) + Vector256<uint>.Indices;
            Vector256<uint> b = Vector256.Create((uint)step);
            Vector256<uint> c = Vector256<uint>.Zero;
            Vector256<uint> d = Vector256.Create(_key.Domain);
            WidePhilox.Generate(ref a, ref b, ref c, ref d, _key.Key0, _key.Key1);
            a.Store(words);
            b.Store(words + WidePhilox.Width);
            c.Store(words + (2 * WidePhilox.Width));
            d.Store(words + (3 * WidePhilox.Width));
            return;
        }

        for (int i = 0; i < WidePhilox.Width; i++)
        {
            Words four = _key.Generate(block + (uint)i, (uint)step, 0);
            words[i] = four.A;
            words[WidePhilox.Width + i] = four.B;
            words[(2 * WidePhilox.Width) + i] = four.C;
            words[(3 * WidePhilox.Width) + i] = four.D;
        }
    }

    private readonly struct Thresholds(uint* high, uint* low, int* guide, int count) : IPoissonThresholds
    {
        public int Count => count;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public uint High(int threshold) => high[threshold];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public uint Low(int threshold) => low[threshold];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Guide(int upperBits) => guide[upperBits];
    }
}
