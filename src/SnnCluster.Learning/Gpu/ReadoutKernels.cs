// Kernels get these structs from the host, which sets all fields.
#pragma warning disable CS0649
using ILGPU;

namespace SnnCluster.Learning.Gpu;

/// <summary>What the readout of one hidden layer needs.</summary>
internal struct ReadoutArguments
{
    public ProjectionView Projection;
    public SpikeView Spikes;

    /// <summary>Weights of the spikes that arrive, of all layers, by example, step, then output.</summary>
    public ArrayView<float> Outputs;
    public int Classes;

    /// <summary>0 for the first layer, whose spikes nothing is there to be added to.</summary>
    public int Layer;

    /// <summary>Examples times steps times outputs.</summary>
    public int Count;
}

/// <summary>What transposing the readout of one hidden layer needs.</summary>
internal struct TransposeArguments
{
    public ProjectionView Projection;

    /// <summary>The weights by output, then neuron, so that threads side by side read side by side.</summary>
    public ArrayView<float> Transposed;
    public int Neurons;

    /// <summary>Neurons times outputs.</summary>
    public int Count;
}

/// <summary>From a hidden layer to the outputs, and its transpose.</summary>
internal static class ReadoutKernels
{
    /// <summary>Adds the weights of spikes: one thread per example, step and output.</summary>
    public static void Deliver(ReadoutArguments a)
    {
        int threads = Grid.DimX * Group.DimX;
        for (int i = Grid.GlobalIndex.X; i < a.Count; i += threads)
        {
            int row = i / a.Classes;
            int k = i - (row * a.Classes);
            int example = row / a.Spikes.Steps;
            int step = row - (example * a.Spikes.Steps);
            float sum = a.Layer == 0 ? 0f : a.Outputs[i];
            if (step > 0)
            {
                sum = a.Projection.Deliver(sum, in a.Spikes, example, step - 1, k);
            }

            a.Outputs[i] = sum;
        }
    }

    /// <summary>Transposes the weights: one thread per weight.</summary>
    public static void Transpose(TransposeArguments a)
    {
        int threads = Grid.DimX * Group.DimX;
        for (int i = Grid.GlobalIndex.X; i < a.Count; i += threads)
        {
            int k = i / a.Neurons;
            int neuron = i - (k * a.Neurons);
            a.Transposed[i] = a.Projection.Weights[((long)neuron * a.Projection.Stride) + k];
        }
    }
}
