using SnnCluster.Engine.Gpu;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Neurons;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Learning.Gpu;

/// <summary>A hidden layer while examples pass: what it keeps of every example and step is what the gradient needs.</summary>
internal abstract class GpuHiddenLayer : IDisposable
{
    private readonly GpuKernel<BackwardArguments> _backward;
    private GpuArray<float>? _meanRates;
    private GpuArray<float>? _surrogates;

    /// <param name="runtime">The device.</param>
    /// <param name="description">The classifier.</param>
    /// <param name="layer">Which layer.</param>
    /// <param name="connect">Makes its projections.</param>
    /// <param name="backward">The kernel of its kind of neurons.</param>
    protected GpuHiddenLayer(
        GpuRuntime runtime,
        ClassifierDescription description,
        int layer,
        Func<ProjectionKind, GpuConnections?> connect,
        Action<BackwardArguments> backward)
    {
        HiddenLayerDescription hidden = description.Hidden[layer];
        Runtime = runtime;
        Size = hidden.Size;
        Steps = description.Steps;
        Constants = hidden.Constants(description.DtMs, description.Rate);
        FeedForward = connect(ProjectionKind.FeedForward)!;
        Recurrent = connect(ProjectionKind.Recurrent);
        Readout = new GpuReadout(runtime, connect(ProjectionKind.Readout)!, layer);
        Spikes = new GpuSpikes(runtime, Size, Steps);
        _backward = runtime.Load($"backward hidden{layer + 1}", backward);
    }

    public int Size { get; }

    public GpuConnections FeedForward { get; }

    public GpuConnections? Recurrent { get; }

    public GpuReadout Readout { get; }

    public GpuSpikes Spikes { get; }

    public virtual long BytesPerExample => (2L * sizeof(float) * Steps * Size) + Spikes.BytesPerExample;

    protected GpuRuntime Runtime { get; }

    protected int Steps { get; }

    protected EPropConstants Constants { get; }

    /// <summary>ψ, then P̂, by example, step, then neuron.</summary>
    protected GpuArray<float> Surrogates => _surrogates!;

    /// <summary>f̄ by example, step, then neuron.</summary>
    protected GpuArray<float> MeanRates => _meanRates!;

    /// <summary>Makes room for so many examples.</summary>
    public virtual void Allocate(int examples)
    {
        _surrogates?.Dispose();
        _meanRates?.Dispose();
        _surrogates = Runtime.Allocate<float>((long)examples * Steps * Size);
        _meanRates = Runtime.Allocate<float>((long)examples * Steps * Size);
        Spikes.Allocate(examples);
    }

    /// <summary>Takes over parameters or wiring that have changed.</summary>
    public void Refresh()
    {
        FeedForward.Refresh();
        Recurrent?.Refresh();
        Readout.Refresh();
    }

    /// <summary>Passes examples: the source's spikes of all steps are there, its own come out.</summary>
    public abstract void Forward(GpuSpikes source, GpuArray<int> spikeCounts, int examples);

    /// <summary>Adds the gradient of the layer's projections.</summary>
    public void Backward(GpuSpikes source, GpuOutputs outputs, int examples)
    {
        _backward.OverElements((long)examples * Size, new BackwardArguments
        {
            Constants = Constants,
            Surrogates = Surrogates.View,
            MeanRates = MeanRates.View,
            Readout = Readout.Transposed.View,
            Signals = outputs.FilteredSignals.View,
            Neurons = Size,
            Steps = Steps,
            Outputs = Readout.Connections.Shape.Targets,
            Count = examples * Size,
        });
        FeedForward.Collect(source, Surrogates, examples);
        Recurrent?.Collect(Spikes, Surrogates, examples);
        Readout.Connections.Collect(Spikes, outputs.FilteredErrors, examples);
    }

    public virtual void Dispose()
    {
        _surrogates?.Dispose();
        _meanRates?.Dispose();
        Spikes.Dispose();
        FeedForward.Dispose();
        Recurrent?.Dispose();
        Readout.Dispose();
    }
}

/// <summary>A hidden layer of one kind of neurons.</summary>
internal sealed class GpuHiddenLayer<TAdaptation> : GpuHiddenLayer
    where TAdaptation : struct, IAdaptation
{
    private readonly GpuKernel<ForwardArguments<TAdaptation>> _forward;
    private GpuArray<HiddenNeuron<ScalarLane, TAdaptation>>? _states;

    public GpuHiddenLayer(
        GpuRuntime runtime, ClassifierDescription description, int layer, Func<ProjectionKind, GpuConnections?> connect)
        : base(runtime, description, layer, connect, HiddenKernels<TAdaptation>.Backward) =>
        _forward = runtime.Load<ForwardArguments<TAdaptation>>(
            $"forward hidden{layer + 1}", HiddenKernels<TAdaptation>.Forward);

    public override unsafe long BytesPerExample =>
        base.BytesPerExample + ((long)sizeof(HiddenNeuron<ScalarLane, TAdaptation>) * Size);

    public override void Allocate(int examples)
    {
        base.Allocate(examples);
        _states?.Dispose();
        _states = Runtime.Allocate<HiddenNeuron<ScalarLane, TAdaptation>>((long)examples * Size);
    }

    public override void Forward(GpuSpikes source, GpuArray<int> spikeCounts, int examples)
    {
        Spikes.Clear();
        var arguments = new ForwardArguments<TAdaptation>
        {
            Constants = Constants,
            FeedForward = FeedForward.View,
            Source = source.View,
            Recurrent = (Recurrent ?? FeedForward).View,
            IsRecurrent = Recurrent is null ? 0 : 1,
            States = _states!.View,
            Spikes = Spikes.View,
            SpikeCounts = spikeCounts.View,
            Surrogates = Surrogates.View,
            MeanRates = MeanRates.View,
            Count = examples * Size,
        };
        int stride = Recurrent is null ? Steps : 1;
        for (int step = 0; step < Steps; step += stride)
        {
            arguments.Begin = step;
            arguments.End = step + stride;
            _forward.OverElements(arguments.Count, arguments);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _states?.Dispose();
    }
}
