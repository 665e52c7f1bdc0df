using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Losses;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Neurons;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Learning.Host;

/// <summary>Passes examples through a classifier and back, one at a time, on one core.</summary>
internal sealed unsafe class HostClassifier<T> : IClassifierDevice
    where T : unmanaged, ILane<T>
{
    private readonly ClassifierDescription _description;
    private readonly Loss _loss;
    private readonly HostHiddenLayer<T>[] _layers;
    private readonly HostOutputs<T> _outputs;
    private readonly OnlineGradient<T>? _online;
    private readonly SpikeRaster _input;

    public HostClassifier(ClassifierState state, Loss loss, GradientForm form)
    {
        _loss = loss;
        ClassifierDescription description = state.Layout.Description;
        _description = description;
        _layers = [.. description.Hidden.Select((hidden, layer) => Layer(state, hidden, layer))];
        _outputs = new HostOutputs<T>(state);
        _input = new SpikeRaster(description.Steps, 1024);
        _online = form == GradientForm.Online ? new OnlineGradient<T>(state, _layers, _outputs) : null;
        Refresh();
    }

    public void Refresh()
    {
        foreach (HostHiddenLayer<T> layer in _layers)
        {
            layer.Readout.Refresh();
        }
    }

    public void Evaluate(SpikeExamples examples, ReadOnlySpan<int> chosen, Span<ExampleOutcome> outcomes)
    {
        ExampleShape.Check(_description, examples);
        for (int i = 0; i < chosen.Length; i++)
        {
            outcomes[i] = Forward(examples, chosen[i]);
        }
    }

    public void Learn(
        SpikeExamples examples, ReadOnlySpan<int> chosen, Span<float> gradient, Span<ExampleOutcome> outcomes)
    {
        ExampleShape.Check(_description, examples);
        fixed (float* sums = gradient)
        {
            for (int i = 0; i < chosen.Length; i++)
            {
                outcomes[i] = Forward(examples, chosen[i]);
                Backward(sums);
            }
        }
    }

    public void Dispose()
    {
        foreach (HostHiddenLayer<T> layer in _layers)
        {
            layer.Dispose();
        }

        _outputs.Dispose();
        _input.Dispose();
        _online?.Dispose();
    }

    private static HostHiddenLayer<T> Layer(ClassifierState state, HiddenLayerDescription hidden, int layer) =>
        hidden.Neuron == HiddenNeuronModel.Alif
            ? new HostHiddenLayer<T, AdaptiveThreshold>(state, layer)
            : new HostHiddenLayer<T, FixedThreshold>(state, layer);

    private ExampleOutcome Forward(SpikeExamples examples, int example)
    {
        _input.Load(examples.Spikes(example));
        SpikeRaster source = _input;
        long spikes = 0;
        foreach (HostHiddenLayer<T> layer in _layers)
        {
            layer.Forward(source);
            source = layer.Spikes;
            spikes += source.Count;
        }

        int label = examples.Label(example);
        int answer = _outputs.Forward(_layers);
        return new ExampleOutcome(label, answer, _outputs.ComputeErrors(_loss, label), spikes);
    }

    private void Backward(float* gradient)
    {
        if (_online is null)
        {
            _outputs.Backward(gradient);
        }
        else
        {
            _online.Bias(gradient);
        }

        SpikeRaster source = _input;
        foreach (HostHiddenLayer<T> layer in _layers)
        {
            if (_online is null)
            {
                layer.Backward(source, _outputs, gradient);
            }
            else
            {
                _online.Backward(layer, source, gradient);
            }

            source = layer.Spikes;
        }
    }
}
