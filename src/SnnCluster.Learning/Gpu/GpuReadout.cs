using SnnCluster.Engine.Gpu;

namespace SnnCluster.Learning.Gpu;

/// <summary>The projection from a hidden layer to the outputs, and its transpose, which brings errors back.</summary>
internal sealed class GpuReadout : IDisposable
{
    private readonly int _layer;
    private readonly GpuKernel<ReadoutArguments> _deliver;
    private readonly GpuKernel<TransposeArguments> _transpose;

    public GpuReadout(GpuRuntime runtime, GpuConnections connections, int layer)
    {
        _layer = layer;
        Connections = connections;
        Transposed = runtime.Allocate<float>((long)connections.Shape.Sources * connections.Shape.Targets);
        _deliver = runtime.Load<ReadoutArguments>($"deliver readout{layer + 1}", ReadoutKernels.Deliver);
        _transpose = runtime.Load<TransposeArguments>($"transpose readout{layer + 1}", ReadoutKernels.Transpose);
    }

    public GpuConnections Connections { get; }

    /// <summary>The weights by output, then neuron.</summary>
    public GpuArray<float> Transposed { get; }

    /// <summary>Takes over weights that have changed.</summary>
    public void Refresh() => _transpose.OverElements(Transposed.Length, new TransposeArguments
    {
        Projection = Connections.View,
        Transposed = Transposed.View,
        Neurons = Connections.Shape.Sources,
        Count = (int)Transposed.Length,
    });

    /// <summary>Adds the weights of the spikes of all steps to what arrives at the outputs; the first layer sets it.</summary>
    public void Deliver(GpuSpikes spikes, GpuOutputs outputs, int examples)
    {
        int classes = Connections.Shape.Targets;
        int count = checked(examples * outputs.Steps * classes);
        _deliver.OverElements(count, new ReadoutArguments
        {
            Projection = Connections.View,
            Spikes = spikes.View,
            Outputs = outputs.Values.View,
            Classes = classes,
            Layer = _layer,
            Count = count,
        });
    }

    public void Dispose()
    {
        Connections.Dispose();
        Transposed.Dispose();
    }
}
