using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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

    private readonly NativeArray<uint> _high;
    private readonly NativeArray<uint> _low;
    private readonly NativeArray<int> _guide;
    private readonly NativeArray<byte>? _mask;
    private readonly HostReceptor _receptor;
    private readonly RandomKey _key;
    private readonly Slice _slice;
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
        _high = new NativeArray<uint>(table.High.AsSpan());
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

    // All neurons get it: their receptor does not look at lists.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddCompared(int step)
    {
        long* sums = _receptor.Slot(step).Sums;
        var table = new Thresholds(_high.Pointer, _low.Pointer, _guide.Pointer, (int)_high.Length);
        uint* high = _high.Pointer;
        int thresholds = (int)_high.Length;
        long first = _first;
        long weight = _weight;
        int begin = _slice.Begin;
        int end = begin + _slice.Count;
        uint* words = stackalloc uint[Group];
        int* passed = stackalloc int[Group];
        for (int group = begin / Group * Group; group < end; group += Group)
        {
            Draw(words, group, step);
            int from = Math.Max(group, begin);
            int to = Math.Min(group + Group, end);
            if (Compare(words, high, thresholds, passed))
            {
                for (int id = from; id < to; id++)
                {
                    int place = PlaceOf(id - group);
                    passed[place] = PoissonDraw.Passed(in table, words[place], _key, (uint)id, (uint)step);
                }
            }

            long* sum = sums + (group - begin);
            if (to - from == Group)
            {
                for (int block = 0; block < WidePhilox.Width; block++, sum += PoissonDraw.PerBlock)
                {
                    sum[0] += (first + passed[block]) * weight;
                    sum[1] += (first + passed[WidePhilox.Width + block]) * weight;
                    sum[2] += (first + passed[(2 * WidePhilox.Width) + block]) * weight;
                    sum[3] += (first + passed[(3 * WidePhilox.Width) + block]) * weight;
                }
            }
            else
            {
                for (int id = from; id < to; id++)
                {
                    sum[id - group] += (first + passed[PlaceOf(id - group)]) * weight;
                }
            }
        }
    }

    // How many thresholds each word of a group is above, and whether any equals one: the lower half decides then.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Compare(uint* words, uint* high, int thresholds, int* passed)
    {
        // Numbers without a sign compare as those with one do, once the upper bit of both is turned.
        Vector256<uint> turn = Vector256.Create(0x8000_0000u);
        Vector256<int> a = (Vector256.Load(words) ^ turn).AsInt32();
        Vector256<int> b = (Vector256.Load(words + WidePhilox.Width) ^ turn).AsInt32();
        Vector256<int> c = (Vector256.Load(words + (2 * WidePhilox.Width)) ^ turn).AsInt32();
        Vector256<int> d = (Vector256.Load(words + (3 * WidePhilox.Width)) ^ turn).AsInt32();
        Vector256<int> ofA = Vector256<int>.Zero;
        Vector256<int> ofB = Vector256<int>.Zero;
        Vector256<int> ofC = Vector256<int>.Zero;
        Vector256<int> ofD = Vector256<int>.Zero;
        Vector256<int> equal = Vector256<int>.Zero;
        for (int i = 0; i < thresholds; i++)
        {
            Vector256<int> threshold = Vector256.Create((int)(high[i] ^ 0x8000_0000u));
            equal |= Vector256.Equals(a, threshold) | Vector256.Equals(b, threshold) | Vector256.Equals(c, threshold) | Vector256.Equals(d, threshold);
            Vector256<int> aboveA = Vector256.GreaterThan(a, threshold);
            Vector256<int> aboveB = Vector256.GreaterThan(b, threshold);
            Vector256<int> aboveC = Vector256.GreaterThan(c, threshold);
            Vector256<int> aboveD = Vector256.GreaterThan(d, threshold);
            if ((aboveA | aboveB | aboveC | aboveD) == Vector256<int>.Zero)
            {
                break;
            }

            // True is -1.
            ofA -= aboveA;
            ofB -= aboveB;
            ofC -= aboveC;
            ofD -= aboveD;
        }

        ofA.Store(passed);
        ofB.Store(passed + WidePhilox.Width);
        ofC.Store(passed + (2 * WidePhilox.Width));
        ofD.Store(passed + (3 * WidePhilox.Width));
        return equal != Vector256<int>.Zero;
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
        var table = new Thresholds(_high.Pointer, _low.Pointer, _guide.Pointer, (int)_high.Length);
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
