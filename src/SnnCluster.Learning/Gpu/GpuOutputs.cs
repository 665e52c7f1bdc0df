using SnnCluster.Engine.Gpu;
using SnnCluster.Learning.Losses;
using SnnCluster.Learning.Networks;
using SnnCluster.Model.Arithmetic;

namespace SnnCluster.Learning.Gpu;

/// <summary>The outputs while examples pass, and what comes out of them.</summary>
internal sealed class GpuOutputs : IDisposable
{
    private readonly GpuRuntime _runtime;
    private readonly ClassifierLayout _layout;
    private readonly GpuArray<float> _parameters;
    private readonly GpuArray<float> _gradient;
    private readonly GpuKernel<OutputArguments> _integrate;
    private readonly GpuKernel<OutputArguments> _errors;
    private readonly GpuKernel<OutputArguments> _filter;
    private readonly GpuKernel<BiasArguments> _bias;
    private readonly int _classes;
    private readonly float _decay;
    private GpuArray<float>[] _arrays = [];
    private GpuArray<int>? _labels;
    private float[] _hostLosses = [];
    private float[] _hostSums = [];

    public GpuOutputs(
        GpuRuntime runtime, ClassifierLayout layout, Loss loss, GpuArray<float> parameters, GpuArray<float> gradient)
    {
        ClassifierDescription description = layout.Description;
        _runtime = runtime;
        _layout = layout;
        _parameters = parameters;
        _gradient = gradient;
        _classes = description.Classes;
        _decay = DecayTable.Factor(description.OutputTimeConstantMs, description.DtMs);
        Steps = description.Steps;
        _integrate = runtime.Load<OutputArguments>("integrate outputs", OutputKernels.Integrate);
        _errors = runtime.Load<OutputArguments>(
            "errors", loss == Loss.CrossEntropy ? OutputKernels.CrossEntropy : OutputKernels.MeanSquareError);
        _filter = runtime.Load<OutputArguments>("filter errors", OutputKernels.Filter);
        _bias = runtime.Load<BiasArguments>("gradient bias", GradientKernels.Bias);
    }

    public int Steps { get; }

    /// <summary>What arrives, then y, then δ, by example, step, then output.</summary>
    public GpuArray<float> Values => _arrays[0];

    /// <summary>D(t) = δ(t) + α·D(t+1), in the same order.</summary>
    public GpuArray<float> FilteredErrors => _arrays[1];

    /// <summary>The same without the error of the last step.</summary>
    public GpuArray<float> FilteredSignals => _arrays[2];

    public long BytesPerExample => (sizeof(float) * ((3L * Steps * _classes) + Steps + (2L * _classes))) + sizeof(int);

    /// <summary>Makes room for so many examples.</summary>
    public void Allocate(int examples)
    {
        Dispose();
        long values = (long)examples * Steps * _classes;
        long sums = (long)examples * _classes;
        _arrays = [.. new[] { values, values, values, sums, sums, (long)examples * Steps }
            .Select(length => _runtime.Allocate<float>(length))];
        _labels = _runtime.Allocate<int>(examples);
        _hostSums = new float[sums];
        _hostLosses = new float[(long)examples * Steps];
    }

    /// <summary>Integrates what has arrived, and computes errors and losses.</summary>
    public void Forward(ReadOnlySpan<int> labels)
    {
        _labels!.Upload(labels);
        OutputArguments arguments = Arguments(labels.Length);
        _integrate.OverElements((long)labels.Length * _classes, arguments);
        _errors.OverElements((long)labels.Length * Steps, arguments);
    }

    /// <summary>Filters errors back through time, and adds the gradient of the biases.</summary>
    public void Backward(int examples)
    {
        OutputArguments arguments = Arguments(examples);
        _filter.OverElements((long)examples * _classes, arguments);
        _bias.OverElements(_classes, new BiasArguments
        {
            Parts = arguments.BiasParts,
            Gradient = _gradient.View.SubView(_layout.BiasOffset, _classes),
            Classes = _classes,
            Examples = examples,
        });
    }

    /// <summary>Waits for the device and reads what came out of the examples that have passed.</summary>
    public void Read(ReadOnlySpan<int> labels, ReadOnlySpan<int> hiddenSpikes, Span<ExampleOutcome> outcomes)
    {
        _arrays[3].Download(_hostSums.AsSpan(0, labels.Length * _classes));
        _arrays[5].Download(_hostLosses.AsSpan(0, labels.Length * Steps));
        for (int i = 0; i < labels.Length; i++)
        {
            int largest = 0;
            for (int k = 1; k < _classes; k++)
            {
                if (_hostSums[(i * _classes) + k] > _hostSums[(i * _classes) + largest])
                {
                    largest = k;
                }
            }

            double loss = 0;
            foreach (float part in _hostLosses.AsSpan(i * Steps, Steps))
            {
                loss += part;
            }

            outcomes[i] = new ExampleOutcome(labels[i], largest, loss, hiddenSpikes[i]);
        }
    }

    public void Dispose()
    {
        foreach (GpuArray<float> array in _arrays)
        {
            array.Dispose();
        }

        _labels?.Dispose();
    }

    private OutputArguments Arguments(int examples) => new()
    {
        Outputs = Values.View,
        FilteredErrors = FilteredErrors.View,
        FilteredSignals = FilteredSignals.View,
        Sums = _arrays[3].View,
        BiasParts = _arrays[4].View,
        Losses = _arrays[5].View,
        Biases = _parameters.View.SubView(_layout.BiasOffset, _classes),
        Labels = _labels!.View,
        Decay = _decay,
        Classes = _classes,
        Steps = Steps,
        Examples = examples,
    };
}
