using System.Runtime.CompilerServices;
using SnnCluster.Engine;
using SnnCluster.Engine.Memory;
using SnnCluster.Learning.Losses;
using SnnCluster.Learning.Networks;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Learning.Host;

/// <summary>The outputs while one example passes: leaky integrators, their sum over the steps, and their errors.</summary>
internal sealed unsafe class HostOutputs<T> : IDisposable
    where T : unmanaged, ILane<T>
{
    private readonly ClassifierState _state;
    private readonly int _classes;
    private readonly int _stride;
    private readonly int _steps;
    private readonly int _paddedSteps;
    private readonly float _decay;
    private readonly NativeArray<float> _outputs;   // y by step, then output
    private readonly NativeArray<float> _transposed; // y, then δ, by output, then step
    private readonly NativeArray<float> _losses;
    private readonly float[] _sums;

    public HostOutputs(ClassifierState state)
    {
        ClassifierDescription description = state.Layout.Description;
        _state = state;
        _classes = description.Classes;
        _stride = Padding.Of(_classes);
        _steps = description.Steps;
        _paddedSteps = Padding.Of(_steps);
        _decay = DecayTable.Factor(description.OutputTimeConstantMs, description.DtMs);
        _outputs = new NativeArray<float>((long)_steps * _stride);
        FilteredErrors = new NativeArray<float>((long)_steps * _stride);
        FilteredSignals = new NativeArray<float>((long)_steps * _stride);
        _transposed = new NativeArray<float>((long)_classes * _paddedSteps);
        _losses = new NativeArray<float>(_paddedSteps);
        _sums = new float[_classes];
        HotMethods.Prepare(GetType());
    }

    /// <summary>D(t) = δ(t) + α·D(t+1) by step, then output (padded): what a spike that arrives in step t adds to a readout weight's gradient.</summary>
    public NativeArray<float> FilteredErrors { get; }

    /// <summary>
    /// The same without the error of the last step, which no learning signal comes from: times a neuron's readout weights
    /// and summed, it is the neuron's filtered learning signal of the step after.
    /// </summary>
    public NativeArray<float> FilteredSignals { get; }

    /// <summary>δ(t) of one output.</summary>
    public float Error(int step, int output) => _transposed[((long)output * _paddedSteps) + step];

    /// <summary>Passes an example and gives the class with the largest sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Forward(HostHiddenLayer<T>[] layers)
    {
        float* bias = _state.Values.Pointer + _state.Layout.BiasOffset;
        for (int step = 0; step < _steps; step++)
        {
            float* y = _outputs.Pointer + ((long)step * _stride);
            for (int k = 0; k < _stride; k += T.Width)
            {
                T before = step == 0 ? T.Of(0f) : *(T*)(y - _stride + k);
                *(T*)(y + k) = (T.Of(_decay) * before) + *(T*)(bias + k);
            }

            if (step > 0)
            {
                foreach (HostHiddenLayer<T> layer in layers)
                {
                    layer.Readout.Deliver(layer.Spikes, step - 1, y);
                }
            }
        }

        Array.Clear(_sums);
        for (int step = 0; step < _steps; step++)
        {
            float* y = _outputs.Pointer + ((long)step * _stride);
            for (int k = 0; k < _classes; k++)
            {
                _sums[k] += y[k];
            }
        }

        int largest = 0;
        for (int k = 1; k < _classes; k++)
        {
            if (_sums[k] > _sums[largest])
            {
                largest = k;
            }
        }

        return largest;
    }

    /// <summary>Computes the errors and the loss of the example that has passed.</summary>
    /// <returns>The loss, summed over the steps.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double ComputeErrors(Loss loss, int label)
    {
        float* transposed = _transposed.Pointer;
        for (int step = 0; step < _steps; step++)
        {
            float* y = _outputs.Pointer + ((long)step * _stride);
            for (int k = 0; k < _classes; k++)
            {
                transposed[((long)k * _paddedSteps) + step] = y[k];
            }
        }

        for (int step = 0; step < _paddedSteps; step += T.Width)
        {
            *(T*)(_losses.Pointer + step) = OutputErrors<T>.Compute(loss, transposed + step, _paddedSteps, _classes, label);
        }

        double sum = 0;
        for (int step = 0; step < _steps; step++)
        {
            sum += _losses[step];
        }

        return sum;
    }

    /// <summary>
    /// Computes <see cref="FilteredErrors"/> and <see cref="FilteredSignals"/>, and adds the gradient of the biases.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Backward(float* gradient)
    {
        float* transposed = _transposed.Pointer;
        float* bias = gradient + _state.Layout.BiasOffset;
        for (int step = _steps - 1; step >= 0; step--)
        {
            bool last = step == _steps - 1;
            float* filtered = FilteredErrors.Pointer + ((long)step * _stride);
            float* signals = FilteredSignals.Pointer + ((long)step * _stride);
            for (int k = 0; k < _classes; k++)
            {
                float error = transposed[((long)k * _paddedSteps) + step];
                filtered[k] = last ? error : error + (_decay * filtered[_stride + k]);
                signals[k] = last ? 0f : error + (_decay * signals[_stride + k]);
                bias[k] += filtered[k];
            }
        }
    }

    public void Dispose()
    {
        _outputs.Dispose();
        _transposed.Dispose();
        _losses.Dispose();
        FilteredErrors.Dispose();
        FilteredSignals.Dispose();
    }
}
