// Kernels get these structs from the host, which sets all fields.
#pragma warning disable CS0649
using ILGPU;
using SnnCluster.Learning.Neurons;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Learning.Gpu;

/// <summary>What a hidden layer needs to go forward.</summary>
internal struct ForwardArguments<TAdaptation>
    where TAdaptation : struct, IAdaptation
{
    public EPropConstants Constants;
    public ProjectionView FeedForward;
    public SpikeView Source;

    /// <summary>Where there is none, any.</summary>
    public ProjectionView Recurrent;

    /// <summary>1 where there is a recurrent projection, else 0.</summary>
    public int IsRecurrent;
    public ArrayView<HiddenNeuron<ScalarLane, TAdaptation>> States;
    public SpikeView Spikes;

    /// <summary>Spikes of each example so far.</summary>
    public ArrayView<int> SpikeCounts;

    /// <summary>ψ by example, step, then neuron.</summary>
    public ArrayView<float> Surrogates;

    /// <summary>f̄ by example, step, then neuron.</summary>
    public ArrayView<float> MeanRates;

    /// <summary>First step, and behind the last.</summary>
    public int Begin;
    public int End;

    /// <summary>Examples times neurons.</summary>
    public int Count;
}

/// <summary>What a hidden layer needs to go back.</summary>
internal struct BackwardArguments
{
    public EPropConstants Constants;

    /// <summary>ψ by example, step, then neuron; becomes P̂.</summary>
    public ArrayView<float> Surrogates;
    public ArrayView<float> MeanRates;

    /// <summary>The readout's weights by output, then neuron.</summary>
    public ArrayView<float> Readout;

    /// <summary>Filtered errors, without the last step's, by example, step, then output.</summary>
    public ArrayView<float> Signals;
    public int Neurons;
    public int Steps;
    public int Outputs;

    /// <summary>Examples times neurons.</summary>
    public int Count;
}

/// <summary>A hidden layer of one kind of neurons: one thread per example and neuron.</summary>
internal static class HiddenKernels<TAdaptation>
    where TAdaptation : struct, IAdaptation
{
    /// <summary>
    /// Brings neurons through a range of steps: all of an example where there is no recurrent projection, since nothing
    /// then depends on what other threads find; else one, and the next launch sees its spikes.
    /// </summary>
    public static void Forward(ForwardArguments<TAdaptation> a)
    {
        int threads = Grid.DimX * Group.DimX;
        for (int i = Grid.GlobalIndex.X; i < a.Count; i += threads)
        {
            int example = i / a.Spikes.Neurons;
            int neuron = i - (example * a.Spikes.Neurons);
            HiddenNeuron<ScalarLane, TAdaptation> state =
                a.Begin == 0 ? HiddenNeuron<ScalarLane, TAdaptation>.AtRest(in a.Constants) : a.States[i];
            for (int step = a.Begin; step < a.End; step++)
            {
                float input = 0;
                if (step > 0)
                {
                    input = a.FeedForward.Deliver(input, in a.Source, example, step - 1, neuron);
                    if (a.IsRecurrent != 0)
                    {
                        input = a.Recurrent.Deliver(input, in a.Spikes, example, step - 1, neuron);
                    }
                }

                Mask<ScalarLane> spike = state.Step(ScalarLane.Of(input), in a.Constants, out ScalarLane surrogate);
                long at = ((((long)example * a.Spikes.Steps) + step) * a.Spikes.Neurons) + neuron;
                a.Surrogates[at] = surrogate.Value;
                a.MeanRates[at] = state.MeanRate.Value;
                if (ScalarLane.Bits(spike) != 0)
                {
                    a.Spikes.Set(example, step, neuron);
                    Atomic.Add(ref a.SpikeCounts[example], 1);
                }
            }

            a.States[i] = state;
        }
    }

    /// <summary>Brings neurons back through all steps: P̂ takes the place of ψ, which is needed no more.</summary>
    public static void Backward(BackwardArguments a)
    {
        int threads = Grid.DimX * Group.DimX;
        for (int i = Grid.GlobalIndex.X; i < a.Count; i += threads)
        {
            int example = i / a.Neurons;
            int neuron = i - (example * a.Neurons);
            EventGradient<ScalarLane, TAdaptation> gradient = EventGradient<ScalarLane, TAdaptation>.AtEnd;

            // Nothing arrives in step 0.
            for (int step = a.Steps - 1; step > 0; step--)
            {
                long before = (((long)example * a.Steps) + step - 1) * a.Outputs;
                float signal = 0;
                for (int k = 0; k < a.Outputs; k++)
                {
                    signal += a.Readout[((long)k * a.Neurons) + neuron] * a.Signals[before + k];
                }

                long at = ((((long)example * a.Steps) + step) * a.Neurons) + neuron;
                gradient.StepBack(
                    ScalarLane.Of(signal), ScalarLane.Of(a.MeanRates[at]), ScalarLane.Of(a.Surrogates[at]), in a.Constants);
                a.Surrogates[at] = gradient.Arrival.Value;
            }
        }
    }
}
