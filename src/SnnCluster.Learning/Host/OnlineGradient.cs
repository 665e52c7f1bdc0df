using System.Runtime.CompilerServices;
using SnnCluster.Engine.Memory;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Neurons;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Learning.Host;

/// <summary>
/// e-prop's gradient in its online form: in every step, every synapse's eligibility is brought forward. Costs synapses
/// times steps; <see cref="HostHiddenLayer{T}.Backward"/> gives the same gradient for the cost of the spikes.
/// </summary>
internal sealed unsafe class OnlineGradient<T> : IDisposable
    where T : unmanaged, ILane<T>
{
    private readonly ClassifierState _state;
    private readonly HostOutputs<T> _outputs;
    private readonly int _steps;
    private readonly int _classes;
    private readonly NativeArray<float> _filtered;
    private readonly NativeArray<float> _adaptation;
    private readonly NativeArray<float> _signals;
    private readonly NativeArray<float> _rateSignals;
    private readonly NativeArray<float> _errors;
    private readonly NativeArray<float> _traces;
    private readonly float _decay;

    public OnlineGradient(ClassifierState state, HostHiddenLayer<T>[] layers, HostOutputs<T> outputs)
    {
        _state = state;
        _outputs = outputs;
        _steps = state.Layout.Description.Steps;
        _classes = state.Layout.Description.Classes;
        _filtered = new NativeArray<float>(state.Layout.Length);
        _adaptation = new NativeArray<float>(state.Layout.Length);
        int widest = layers.Max(layer => layer.Stride);
        _signals = new NativeArray<float>(widest);
        _rateSignals = new NativeArray<float>(widest);
        _errors = new NativeArray<float>(Padding.Of(_classes));
        _traces = new NativeArray<float>(state.Layout.Projections.Sum(projection => (long)projection.Sources));
        _decay = layers[0].Constants.Decay;
    }

    /// <summary>Adds the gradient of the biases: what a bias adds to the output grows as (1 - α^(t+1))/(1 - α).</summary>
    public void Bias(float* gradient)
    {
        float* bias = gradient + _state.Layout.BiasOffset;
        float effect = 0;
        for (int step = 0; step < _steps; step++)
        {
            effect = (_decay * effect) + 1;
            for (int k = 0; k < _classes; k++)
            {
                bias[k] += effect * _outputs.Error(step, k);
            }
        }
    }

    /// <summary>Adds the gradient of a layer's projections over the example that has passed.</summary>
    public void Backward(HostHiddenLayer<T> layer, SpikeRaster source, float* gradient)
    {
        _filtered.Span.Clear();
        _adaptation.Span.Clear();
        _traces.Span.Clear();
        float* sourceTraces = _traces.Pointer;
        float* ownTraces = sourceTraces + layer.FeedForward.Shape.Sources;
        for (int step = 1; step < _steps; step++)
        {
            Trace(sourceTraces, layer.FeedForward.Shape.Sources, source, step - 1);
            Trace(ownTraces, layer.Size, layer.Spikes, step - 1);
            Signals(layer, step);
            Project(layer, layer.FeedForward, sourceTraces, step, gradient);
            if (layer.Recurrent is not null)
            {
                Project(layer, layer.Recurrent, ownTraces, step, gradient);
            }

            Readout(layer.Readout, ownTraces, step, gradient);
        }
    }

    public void Dispose()
    {
        _filtered.Dispose();
        _adaptation.Dispose();
        _signals.Dispose();
        _rateSignals.Dispose();
        _errors.Dispose();
        _traces.Dispose();
    }

    // z̄(t) = α·z̄(t-1) + z(t-1)
    private void Trace(float* traces, int count, SpikeRaster spikes, int step)
    {
        for (int i = 0; i < count; i++)
        {
            traces[i] *= _decay;
        }

        int* ids = spikes.At(step);
        for (int i = 0; i < spikes.CountAt(step); i++)
        {
            traces[ids[i]] += 1;
        }
    }

    // L(t) = Σ_k w_k·δ_k(t-1), and the signal of rate regularisation.
    private void Signals(HostHiddenLayer<T> layer, int step)
    {
        float* weights = layer.Readout.Transposed;
        float* rates = layer.MeanRates.Pointer + ((long)step * layer.Stride);
        for (int j = 0; j < layer.Stride; j++)
        {
            float sum = 0;
            for (int k = 0; k < _classes; k++)
            {
                sum += weights[((long)k * layer.Stride) + j] * _outputs.Error(step - 1, k);
            }

            _signals[j] = sum;
            _rateSignals[j] = layer.Constants.RateStrength * (rates[j] - layer.Constants.TargetRate);
        }
    }

    private void Project(HostHiddenLayer<T> layer, HostProjection<T> projection, float* traces, int step, float* gradient)
    {
        float* surrogates = layer.Surrogates.Pointer + ((long)step * layer.Stride);
        gradient += projection.Shape.Offset;
        bool adapts = layer is HostHiddenLayer<T, AdaptiveThreshold>;
        if (projection.Topology is SparseTopology topology)
        {
            if (adapts)
            {
                Sparse<AdaptiveThreshold>(layer.Constants, projection.Shape, topology, traces, surrogates, gradient);
            }
            else
            {
                Sparse<FixedThreshold>(layer.Constants, projection.Shape, topology, traces, surrogates, gradient);
            }
        }
        else if (adapts)
        {
            Dense<AdaptiveThreshold>(layer.Constants, projection.Shape, traces, surrogates, gradient);
        }
        else
        {
            Dense<FixedThreshold>(layer.Constants, projection.Shape, traces, surrogates, gradient);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Dense<TAdaptation>(
        EPropConstants constants, ProjectionShape shape, float* traces, float* surrogates, float* gradient)
        where TAdaptation : struct, IAdaptation
    {
        float* filtered = _filtered.Pointer + shape.Offset;
        float* adaptation = _adaptation.Pointer + shape.Offset;
        float* signals = _signals.Pointer;
        float* rateSignals = _rateSignals.Pointer;
        int length = Padding.Of(shape.Targets);
        for (int source = 0; source < shape.Sources; source++)
        {
            T trace = T.Of(traces[source]);
            long row = (long)source * shape.Stride;
            for (int j = 0; j < length; j += T.Width)
            {
                T* f = (T*)(filtered + row + j);
                T* a = (T*)(adaptation + row + j);
                T* g = (T*)(gradient + row + j);
                var eligibility = new Eligibility<T, TAdaptation> { Filtered = *f };
                if (TAdaptation.Adapts)
                {
                    eligibility.Adaptation = *a;
                }

                *g += eligibility.Step(
                    trace, *(T*)(signals + j), *(T*)(rateSignals + j), *(T*)(surrogates + j), in constants);
                *f = eligibility.Filtered;
                if (TAdaptation.Adapts)
                {
                    *a = eligibility.Adaptation;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sparse<TAdaptation>(
        EPropConstants constants, ProjectionShape shape, SparseTopology topology, float* traces, float* surrogates, float* gradient)
        where TAdaptation : struct, IAdaptation
    {
        float* filtered = _filtered.Pointer + shape.Offset;
        float* adaptation = _adaptation.Pointer + shape.Offset;
        for (int source = 0; source < shape.Sources; source++)
        {
            var trace = new ScalarLane(traces[source]);
            for (int i = topology.RowBegin(source); i < topology.RowEnds[source]; i++)
            {
                int j = topology.Targets[i];
                var eligibility = new Eligibility<ScalarLane, TAdaptation>
                {
                    Filtered = new ScalarLane(filtered[i]),
                    Adaptation = new ScalarLane(adaptation[i]),
                };
                gradient[i] += eligibility.Step(
                    trace,
                    new ScalarLane(_signals[j]),
                    new ScalarLane(_rateSignals[j]),
                    new ScalarLane(surrogates[j]),
                    in constants).Value;
                filtered[i] = eligibility.Filtered.Value;
                adaptation[i] = eligibility.Adaptation.Value;
            }
        }
    }

    private void Readout(HostReadoutProjection<T> projection, float* traces, int step, float* gradient)
    {
        for (int k = 0; k < _classes; k++)
        {
            _errors[k] = _outputs.Error(step, k);
        }

        gradient += projection.Shape.Offset;
        for (int source = 0; source < projection.Shape.Sources; source++)
        {
            T trace = T.Of(traces[source]);
            float* row = gradient + ((long)source * projection.Shape.Stride);
            for (int k = 0; k < projection.Width; k += T.Width)
            {
                *(T*)(row + k) += trace * *(T*)(_errors.Pointer + k);
            }
        }
    }
}
