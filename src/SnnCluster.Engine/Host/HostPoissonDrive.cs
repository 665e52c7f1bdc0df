using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SnnCluster.Engine.Memory;
using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Random;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Host;

/// <summary>A Poisson drive of a partition's neurons.</summary>
internal sealed unsafe class HostPoissonDrive : IDisposable
{
    // Neurons whose random words come from one call of the wide generator.
    private const int Group = WidePhilox.Width * PoissonDraw.PerBlock;

    private readonly NativeArray<uint> _high;
    private readonly NativeArray<uint> _low;
    private readonly NativeArray<int> _guide;
    private readonly NativeArray<byte>? _mask;
    private readonly HostReceptor _receptor;
    private readonly RandomKey _key;
    private readonly Slice _slice;
    private readonly int _first;
    private readonly long _weight;

    /// <param name="plan">The drive.</param>
    /// <param name="slice">The partition's neurons.</param>
    /// <param name="receptor">Where it goes.</param>
    public HostPoissonDrive(DrivePlan plan, Slice slice, HostReceptor receptor)
    {
        HotMethods.Prepare(typeof(HostPoissonDrive));
        _high = new NativeArray<uint>(plan.Table.High.AsSpan());
        _low = new NativeArray<uint>(plan.Table.Low.AsSpan());
        _guide = new NativeArray<int>(plan.Table.Guide.AsSpan());
        _mask = plan.MaskOf(slice) is byte[] mask ? new NativeArray<byte>(mask.AsSpan()) : null;
        _receptor = receptor;
        _key = plan.Key;
        _slice = slice;
        _first = plan.Table.First;
        _weight = FixedPoint.FromWeight((float)plan.Description.Weight, receptor.Scale);
    }

    /// <summary>Adds the events of a step to its input.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(int step)
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
                // By word of the generator, then by its block.
                int inGroup = id - group;
                uint word = words[((inGroup % PoissonDraw.PerBlock) * WidePhilox.Width) + (inGroup / PoissonDraw.PerBlock)];
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

    public void Dispose()
    {
        _high.Dispose();
        _low.Dispose();
        _guide.Dispose();
        _mask?.Dispose();
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
