using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Gpu;
using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Losses;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Neurons;

namespace SnnCluster.Learning.Gpu;

/// <summary>
/// Passes examples through a classifier and back on an accelerator, many at a time. A part of the examples goes in these
/// phases: spikes of the input; for each hidden layer forward (one launch, or one per step where it is recurrent), then
/// its readout; outputs and errors; and to learn: errors filtered back; for each hidden layer back in time, then the
/// gradient of its projections.
/// </summary>
internal sealed class GpuClassifier : IClassifierDevice
{
    // Beyond this a GPU has enough to do, and a process may have several classifiers.
    private const long MostBytes = 1L << 29;

    private readonly GpuRuntime _runtime;
    private readonly IDisposable? _owned;
    private readonly ClassifierState _state;
    private readonly GpuArray<float> _parameters;
    private readonly GpuArray<float> _gradient;
    private readonly GpuInput _input;
    private readonly GpuHiddenLayer[] _layers;
    private readonly GpuOutputs _outputs;
    private readonly float[] _hostGradient;
    private readonly int _most;
    private GpuArray<int> _spikeCounts;
    private int[] _hostSpikeCounts = [];
    private int[] _labels = [];

    /// <param name="device">Where it computes.</param>
    /// <param name="state">What it reads.</param>
    /// <param name="loss">What training makes small.</param>
    /// <param name="examplesAtOnce">Most examples that pass together; never more than memory is taken for.</param>
    /// <param name="ownsDevice">Whether to dispose of the device with the classifier.</param>
    public GpuClassifier(GpuDevice device, ClassifierState state, Loss loss, int? examplesAtOnce, bool ownsDevice)
    {
        ClassifierLayout layout = state.Layout;
        ClassifierDescription description = layout.Description;
        _runtime = device.Runtime;
        _owned = ownsDevice ? device : null;
        _state = state;
        _parameters = _runtime.Allocate<float>(layout.Length);
        _gradient = _runtime.Allocate<float>(layout.Length);
        _spikeCounts = _runtime.Allocate<int>(0);
        _hostGradient = new float[layout.Length];
        _input = new GpuInput(_runtime, description.Inputs, description.Steps);
        _layers = [.. description.Hidden.Select((hidden, layer) => Layer(hidden, layer))];
        _outputs = new GpuOutputs(_runtime, layout, loss, _parameters, _gradient);
        long bytes = Math.Min(MostBytes, _runtime.Accelerator.MemorySize / 4);
        _most = (int)Math.Clamp(bytes / BytesPerExample, 1, examplesAtOnce ?? int.MaxValue);
        Refresh();
    }

    /// <summary>Memory that an example takes while it passes; the spikes of its input, eight bytes each, come on top.</summary>
    public long BytesPerExample =>
        _input.Spikes.BytesPerExample + _layers.Sum(layer => layer.BytesPerExample) + _outputs.BytesPerExample + sizeof(int);

    public void Refresh()
    {
        _parameters.Upload(_state.Parameters);
        foreach (GpuHiddenLayer layer in _layers)
        {
            layer.Refresh();
        }
    }

    public void Evaluate(SpikeExamples examples, ReadOnlySpan<int> chosen, Span<ExampleOutcome> outcomes)
    {
        ExampleShape.Check(_state.Layout.Description, examples);
        for (int begin = 0; begin < chosen.Length; begin += _most)
        {
            int count = Math.Min(_most, chosen.Length - begin);
            Forward(examples, chosen.Slice(begin, count));
            Read(count, outcomes[begin..]);
        }
    }

    public void Learn(
        SpikeExamples examples, ReadOnlySpan<int> chosen, Span<float> gradient, Span<ExampleOutcome> outcomes)
    {
        ExampleShape.Check(_state.Layout.Description, examples);
        _gradient.Clear();
        for (int begin = 0; begin < chosen.Length; begin += _most)
        {
            int count = Math.Min(_most, chosen.Length - begin);
            Forward(examples, chosen.Slice(begin, count));
            Backward(count);
            Read(count, outcomes[begin..]);
        }

        _gradient.Download(_hostGradient);
        for (int i = 0; i < _hostGradient.Length; i++)
        {
            gradient[i] += _hostGradient[i];
        }
    }

    public void Dispose()
    {
        foreach (GpuHiddenLayer layer in _layers)
        {
            layer.Dispose();
        }

        _input.Dispose();
        _outputs.Dispose();
        _spikeCounts.Dispose();
        _parameters.Dispose();
        _gradient.Dispose();
        _owned?.Dispose();
    }

    private GpuHiddenLayer Layer(HiddenLayerDescription hidden, int layer)
    {
        ClassifierDescription description = _state.Layout.Description;
        return hidden.Neuron == HiddenNeuronModel.Alif
            ? new GpuHiddenLayer<AdaptiveThreshold>(_runtime, description, layer, Connect)
            : new GpuHiddenLayer<FixedThreshold>(_runtime, description, layer, Connect);

        GpuConnections? Connect(ProjectionKind kind) => _state.Layout.Find(kind, layer) is ProjectionShape shape
            ? new GpuConnections(_runtime, _state, shape, _parameters, _gradient)
            : null;
    }

    private void Forward(SpikeExamples examples, ReadOnlySpan<int> chosen)
    {
        EnsureCapacity(chosen.Length);
        for (int i = 0; i < chosen.Length; i++)
        {
            _labels[i] = examples.Label(chosen[i]);
        }

        _input.Load(examples, chosen);
        _spikeCounts.Clear();
        GpuSpikes source = _input.Spikes;
        foreach (GpuHiddenLayer layer in _layers)
        {
            layer.Forward(source, _spikeCounts, chosen.Length);
            layer.Readout.Deliver(layer.Spikes, _outputs, chosen.Length);
            source = layer.Spikes;
        }

        _outputs.Forward(_labels.AsSpan(0, chosen.Length));
    }

    private void Backward(int count)
    {
        _outputs.Backward(count);
        GpuSpikes source = _input.Spikes;
        foreach (GpuHiddenLayer layer in _layers)
        {
            layer.Backward(source, _outputs, count);
            source = layer.Spikes;
        }
    }

    private void Read(int count, Span<ExampleOutcome> outcomes)
    {
        _spikeCounts.Download(_hostSpikeCounts.AsSpan(0, count));
        _outputs.Read(_labels.AsSpan(0, count), _hostSpikeCounts, outcomes);
    }

    private void EnsureCapacity(int examples)
    {
        if (examples <= _labels.Length)
        {
            return;
        }

        _input.Spikes.Allocate(examples);
        foreach (GpuHiddenLayer layer in _layers)
        {
            layer.Allocate(examples);
        }

        _outputs.Allocate(examples);
        _spikeCounts.Dispose();
        _spikeCounts = _runtime.Allocate<int>(examples);
        _hostSpikeCounts = new int[examples];
        _labels = new int[examples];
    }
}
