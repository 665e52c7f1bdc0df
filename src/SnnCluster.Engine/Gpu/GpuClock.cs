// Kernels get these structs from the host, which sets all fields.
#pragma warning disable CS0649
using ILGPU;

namespace SnnCluster.Engine.Gpu;

/// <summary>
/// A step as kernels see it: so many steps after one that is kept on the device. The arguments of all launches of an interval are so
/// the same in every interval, and the launches can be submitted again as a whole.
/// </summary>
internal struct StepView
{
    public ArrayView<int> Base;
    public int Offset;

    public readonly int Number => Base[0] + Offset;
}

/// <summary>What moving the clock needs.</summary>
internal struct TickArguments
{
    public ArrayView<int> Base;
    public int Steps;
}

/// <summary>Moves the clock; one thread.</summary>
internal static class TickKernel
{
    public static void Tick(TickArguments a)
    {
        if (Grid.GlobalIndex.X == 0)
        {
            a.Base[0] += a.Steps;
        }
    }
}

/// <summary>The step that a partition on a device is in.</summary>
internal sealed class GpuClock : IDisposable
{
    private readonly GpuArray<int> _base;
    private readonly GpuKernel<TickArguments> _tick;
    private int _baseStep;

    public GpuClock(GpuRuntime runtime)
    {
        _base = runtime.Allocate<int>(1);
        _tick = runtime.Load<TickArguments>("tick", TickKernel.Tick);
    }

    /// <summary>A step for kernels.</summary>
    public StepView At(int step) => new() { Base = _base.View, Offset = step - _baseStep };

    /// <summary>Has the device count from a step.</summary>
    public void CountFrom(int step)
    {
        if (step != _baseStep)
        {
            _tick.OverElements(1, new TickArguments { Base = _base.View, Steps = step - _baseStep });
            _baseStep = step;
        }
    }

    /// <summary>Tells that the device counts from a later step already, as a graph has it do.</summary>
    public void Passed(int step) => _baseStep = step;

    public void Dispose() => _base.Dispose();
}
