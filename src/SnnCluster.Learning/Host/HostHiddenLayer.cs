using System.Runtime.CompilerServices;
using SnnCluster.Engine;
using SnnCluster.Engine.Memory;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Neurons;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Learning.Host;

/// <summary>
/// A hidden layer while one example passes: what it keeps of every step (spikes, pseudo-derivatives, mean rates) is what
/// the gradient needs, and nothing is kept per synapse.
/// </summary>
internal abstract unsafe class HostHiddenLayer<T> : IDisposable
    where T : unmanaged, ILane<T>
{
    protected HostHiddenLayer(ClassifierState state, int layer)
    {
        ClassifierDescription description = state.Layout.Description;
        HiddenLayerDescription hidden = description.Hidden[layer];
        Size = hidden.Size;
        Stride = Padding.Of(Size);
        Steps = description.Steps;
        Constants = hidden.Constants(description.DtMs, description.Rate);
        FeedForward = new HostProjection<T>(state.Layout.Find(ProjectionKind.FeedForward, layer)!, state);
        Recurrent = state.Layout.Find(ProjectionKind.Recurrent, layer) is ProjectionShape recurrent
            ? new HostProjection<T>(recurrent, state)
            : null;
        Readout = new HostReadoutProjection<T>(state.Layout.Find(ProjectionKind.Readout, layer)!, state);
        Spikes = new SpikeRaster(Steps, Size);
        Surrogates = new NativeArray<float>((long)Steps * Stride);
        MeanRates = new NativeArray<float>((long)Steps * Stride);
        Input = new NativeArray<float>(Stride);
    }

    public int Size { get; }

    public int Stride { get; }

    public int Steps { get; }

    public EPropConstants Constants { get; }

    public HostProjection<T> FeedForward { get; }

    public HostProjection<T>? Recurrent { get; }

    public HostReadoutProjection<T> Readout { get; }

    public SpikeRaster Spikes { get; }

    /// <summary>ψ of each step and neuron.</summary>
    public NativeArray<float> Surrogates { get; }

    /// <summary>f̄ of each step and neuron.</summary>
    public NativeArray<float> MeanRates { get; }

    protected NativeArray<float> Input { get; }

    /// <summary>Passes an example: the source's spikes of all steps go in, its own come out.</summary>
    public abstract void Forward(SpikeRaster source);

    /// <summary>Adds the gradient of the layer's projections, in the event form.</summary>
    /// <param name="source">Spikes of the input or of the layer before.</param>
    /// <param name="outputs">The outputs, whose errors are known.</param>
    /// <param name="gradient">The gradient of all parameters.</param>
    public abstract void Backward(SpikeRaster source, HostOutputs<T> outputs, float* gradient);

    public virtual void Dispose()
    {
        Spikes.Dispose();
        Surrogates.Dispose();
        MeanRates.Dispose();
        Input.Dispose();
        FeedForward.Dispose();
        Recurrent?.Dispose();
        Readout.Dispose();
    }
}

/// <summary>A hidden layer of one kind of neurons.</summary>
internal sealed unsafe class HostHiddenLayer<T, TAdaptation> : HostHiddenLayer<T>
    where T : unmanaged, ILane<T>
    where TAdaptation : struct, IAdaptation
{
    private readonly NativeArray<HiddenNeuron<T, TAdaptation>> _neurons;
    private readonly NativeArray<EventGradient<T, TAdaptation>> _backward;

    public HostHiddenLayer(ClassifierState state, int layer)
        : base(state, layer)
    {
        _neurons = new NativeArray<HiddenNeuron<T, TAdaptation>>(Stride / T.Width);
        _backward = new NativeArray<EventGradient<T, TAdaptation>>(Stride / T.Width);
        HotMethods.Prepare(GetType());
        HotMethods.Prepare(typeof(RowSynapses));
        HotMethods.Prepare(typeof(SpikeSteps));
        HotMethods.Prepare(typeof(HostProjection<T>));
        HotMethods.Prepare(typeof(RowOperations<T>));
    }

    public override void Forward(SpikeRaster source)
    {
        _neurons.Span.Fill(HiddenNeuron<T, TAdaptation>.AtRest(Constants));
        Spikes.Clear();
        for (int step = 0; step < Steps; step++)
        {
            Input.Span.Clear();
            if (step > 0)
            {
                FeedForward.Deliver(source, step - 1, Input.Pointer);
                Recurrent?.Deliver(Spikes, step - 1, Input.Pointer);
            }

            Spikes.Close(Update(step, Spikes.Open(Size)));
        }
    }

    public override void Backward(SpikeRaster source, HostOutputs<T> outputs, float* gradient)
    {
        _backward.Span.Fill(EventGradient<T, TAdaptation>.AtEnd);

        // Nothing arrives in step 0. P̂ takes the place of ψ, which is needed no more.
        for (int step = Steps - 1; step > 0; step--)
        {
            StepBack(step, outputs.FilteredSignals.Pointer + ((long)(step - 1) * Readout.Width));
            Readout.Collect(Spikes, step - 1, outputs.FilteredErrors.Pointer + ((long)step * Readout.Width), gradient);
        }

        FeedForward.Collect(source, Surrogates.Pointer, Stride, Steps, gradient);
        Recurrent?.Collect(Spikes, Surrogates.Pointer, Stride, Steps, gradient);
    }

    public override void Dispose()
    {
        base.Dispose();
        _neurons.Dispose();
        _backward.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Update(int step, int* spikes)
    {
        EPropConstants constants = Constants;
        HiddenNeuron<T, TAdaptation>* neuron = _neurons.Pointer;
        float* input = Input.Pointer;
        float* surrogates = Surrogates.Pointer + ((long)step * Stride);
        float* rates = MeanRates.Pointer + ((long)step * Stride);
        int stride = Stride;
        int found = 0;
        for (int first = 0; first < stride; first += SpikeRaster.WordSize)
        {
            ulong word = 0;
            int lanes = Math.Min(SpikeRaster.WordSize, stride - first);
            for (int i = 0; i < lanes; i += T.Width, neuron++)
            {
                ulong bits = T.Bits(neuron->Step(*(T*)(input + first + i), in constants, out T surrogate));
                *(T*)(surrogates + first + i) = surrogate;
                *(T*)(rates + first + i) = neuron->MeanRate;
                word |= bits << i;
            }

            // What only pads never spikes: ids are indices of rows.
            int real = Size - first;
            word &= real < SpikeRaster.WordSize ? (1ul << real) - 1 : ulong.MaxValue;
            found = SpikeRaster.Write(word, first, spikes, found);
        }

        // With some thresholds rounding leaves a neuron at rest a trace of ψ; neurons that only pad must never learn.
        new Span<float>(surrogates + Size, stride - Size).Clear();
        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void StepBack(int step, float* signals)
    {
        EPropConstants constants = Constants;
        EventGradient<T, TAdaptation>* state = _backward.Pointer;
        float* surrogates = Surrogates.Pointer + ((long)step * Stride);
        float* rates = MeanRates.Pointer + ((long)step * Stride);
        float* weights = Readout.Transposed;
        int outputs = Readout.Shape.Targets;
        int stride = Stride;

        // Four lanes share the signals of a step.
        int first = 0;
        for (; first <= stride - (4 * T.Width); first += 4 * T.Width, state += 4)
        {
            T a = T.Of(0f);
            T b = T.Of(0f);
            T c = T.Of(0f);
            T d = T.Of(0f);
            float* row = weights + first;
            for (int k = 0; k < outputs; k++, row += stride)
            {
                T signal = T.Of(signals[k]);
                T* w = (T*)row;
                a += w[0] * signal;
                b += w[1] * signal;
                c += w[2] * signal;
                d += w[3] * signal;
            }

            T* surrogate = (T*)(surrogates + first);
            T* rate = (T*)(rates + first);
            surrogate[0] = state[0].StepBack(a, rate[0], surrogate[0], in constants);
            surrogate[1] = state[1].StepBack(b, rate[1], surrogate[1], in constants);
            surrogate[2] = state[2].StepBack(c, rate[2], surrogate[2], in constants);
            surrogate[3] = state[3].StepBack(d, rate[3], surrogate[3], in constants);
        }

        for (; first < stride; first += T.Width, state++)
        {
            T a = T.Of(0f);
            float* row = weights + first;
            for (int k = 0; k < outputs; k++, row += stride)
            {
                a += *(T*)row * T.Of(signals[k]);
            }

            T* surrogate = (T*)(surrogates + first);
            *surrogate = state->StepBack(a, *(T*)(rates + first), *surrogate, in constants);
        }
    }
}
