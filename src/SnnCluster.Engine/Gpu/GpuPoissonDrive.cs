// Kernels get these structs from the host, which sets all fields.
#pragma warning disable CS0649
using ILGPU;
using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Random;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Gpu;

/// <summary>What the events of a Poisson drive need.</summary>
internal struct PoissonDriveArguments
{
    public PoissonThresholds Table;

    /// <summary>1 for each neuron that gets it; empty where all do.</summary>
    public ArrayView<byte> Mask;
    public SumsView Sums;
    public RandomKey Key;
    public long Weight;

    /// <summary>The smallest number of events.</summary>
    public int First;
    public int IsMasked;
    public int Begin;
    public int Count;
    public StepView Step;
}

/// <summary>A table of thresholds in a device's memory.</summary>
internal struct PoissonThresholds : IPoissonThresholds
{
    public ArrayView<uint> Highs;
    public ArrayView<uint> Lows;
    public ArrayView<int> Guides;
    public int Length;

    public readonly int Count => Length;

    public readonly uint High(int threshold) => Highs[threshold];

    public readonly uint Low(int threshold) => Lows[threshold];

    public readonly int Guide(int upperBits) => Guides[upperBits];
}

/// <summary>Adds the events of a step to the sums of the neurons' input: one thread a neuron, before the neurons are updated.</summary>
internal static class PoissonDriveKernel
{
    public static void Add(PoissonDriveArguments a)
    {
        int threads = Grid.DimX * Group.DimX;
        uint step = (uint)a.Step.Number;
        long sums = a.Sums.First((int)step);
        for (int i = Grid.GlobalIndex.X; i < a.Count; i += threads)
        {
            if (a.IsMasked == 0 || a.Mask[i] != 0)
            {
                uint neuron = (uint)(a.Begin + i);
                uint word = PoissonDraw.Word(a.Key, neuron, step);
                a.Sums.Sums[sums + i] += (a.First + PoissonDraw.Passed(in a.Table, word, a.Key, neuron, step)) * a.Weight;
            }
        }
    }
}

/// <summary>A Poisson drive of a partition's neurons on a device.</summary>
internal sealed class GpuPoissonDrive : GpuInput
{
    private readonly GpuArray<uint> _high;
    private readonly GpuArray<uint> _low;
    private readonly GpuArray<int> _guide;
    private readonly GpuArray<byte> _mask;
    private readonly GpuKernel<PoissonDriveArguments> _add;
    private PoissonDriveArguments _arguments;

    /// <param name="runtime">The accelerator.</param>
    /// <param name="plan">The drive.</param>
    /// <param name="slice">The partition's neurons.</param>
    /// <param name="receptors">Where it goes.</param>
    public GpuPoissonDrive(GpuRuntime runtime, InputPlan plan, Slice slice, GpuReceptors receptors)
        : base(plan)
    {
        var drive = (PoissonDrive)plan.Description;
        PoissonTable table = PoissonTable.Create(drive.MeanOf(plan.DtMs));
        byte[]? mask = plan.MaskOf(slice);
        _high = runtime.Allocate<uint>(table.High);
        _low = runtime.Allocate<uint>(table.Low);
        _guide = runtime.Allocate<int>(table.Guide);
        _mask = runtime.Allocate<byte>(mask ?? []);
        _add = runtime.Load<PoissonDriveArguments>("Poisson drive", PoissonDriveKernel.Add);
        _arguments = new PoissonDriveArguments
        {
            Table = new PoissonThresholds { Highs = _high.View, Lows = _low.View, Guides = _guide.View, Length = table.High.Length },
            Mask = _mask.View,
            IsMasked = mask is null ? 0 : 1,
            Sums = receptors.Sums(plan.Receptor),
            Key = plan.Key,
            Weight = FixedPoint.FromWeight((float)drive.Weight, receptors.Scale(plan.Receptor)),
            First = table.First,
            Begin = slice.Begin,
            Count = slice.Count,
        };
    }

    public override void Add(int step, GpuClock clock)
    {
        _arguments.Step = clock.At(step);
        _add.OverElements(_arguments.Count, _arguments);
    }

    public override void Dispose()
    {
        _high.Dispose();
        _low.Dispose();
        _guide.Dispose();
        _mask.Dispose();
    }
}
