using SnnCluster.Engine.Gpu;
using SnnCluster.Learning.Networks;

namespace SnnCluster.Learning.Gpu;

/// <summary>A projection on the device: where its weights and gradient lie, and its wiring where it is sparse.</summary>
internal sealed class GpuConnections : IDisposable
{
    private readonly ClassifierState _state;
    private readonly GpuArray<float> _parameters;
    private readonly GpuArray<float> _gradient;
    private readonly GpuKernel<GradientArguments> _dense;
    private readonly GpuKernel<GradientArguments> _sparse;
    private readonly GpuWiring _wiring;

    /// <param name="runtime">The device.</param>
    /// <param name="state">The classifier.</param>
    /// <param name="shape">Which projection.</param>
    /// <param name="parameters">All parameters of the classifier.</param>
    /// <param name="gradient">The gradient of all parameters.</param>
    public GpuConnections(
        GpuRuntime runtime,
        ClassifierState state,
        ProjectionShape shape,
        GpuArray<float> parameters,
        GpuArray<float> gradient)
    {
        _state = state;
        _parameters = parameters;
        _gradient = gradient;
        Shape = shape;
        _wiring = new GpuWiring(runtime, state.Topologies[shape.Index], shape.Targets);
        _dense = runtime.Load<GradientArguments>("gradient dense", GradientKernels.Dense);
        _sparse = runtime.Load<GradientArguments>("gradient sparse", GradientKernels.Sparse);
    }

    public ProjectionShape Shape { get; }

    public ProjectionView View => new()
    {
        Weights = _parameters.View.SubView(Shape.Offset, Shape.Length),
        Stride = Shape.Stride,
        IsSparse = _wiring.Topology is null ? 0 : 1,
        IncomingEnds = _wiring.IncomingEnds,
        Incoming = _wiring.Incoming,
        Sources = _wiring.Sources,
        Targets = _wiring.Targets,
    };

    /// <summary>Takes over wiring that has changed.</summary>
    public void Refresh() => _wiring.Take(_state.Topologies[Shape.Index]);

    /// <summary>Adds to the gradient what the source's spikes add by arriving.</summary>
    /// <param name="source">Spikes of the source.</param>
    /// <param name="arrival">What an arriving spike adds, by example, step, then target.</param>
    /// <param name="examples">Examples that pass together.</param>
    public void Collect(GpuSpikes source, GpuArray<float> arrival, int examples)
    {
        int count = _wiring.Topology?.Count ?? Shape.Sources * Shape.Targets;
        GpuKernel<GradientArguments> kernel = _wiring.Topology is null ? _dense : _sparse;
        kernel.OverElements(count, new GradientArguments
        {
            Projection = View,
            Spikes = source.View,
            Arrival = arrival.View,
            Gradient = _gradient.View.SubView(Shape.Offset, Shape.Length),
            Targets = Shape.Targets,
            Examples = examples,
            Count = count,
        });
    }

    public void Dispose() => _wiring.Dispose();
}
