// Kernels get these structs from the host, which sets all fields.
#pragma warning disable CS0649
using ILGPU;

namespace SnnCluster.Learning.Gpu;

/// <summary>What the gradient of a projection needs.</summary>
internal struct GradientArguments
{
    public ProjectionView Projection;

    /// <summary>Spikes of its source.</summary>
    public SpikeView Spikes;

    /// <summary>What a spike adds by arriving, by example, step, then target.</summary>
    public ArrayView<float> Arrival;

    /// <summary>The projection's part of the gradient.</summary>
    public ArrayView<float> Gradient;
    public int Targets;
    public int Examples;

    /// <summary>Possible connections where it is dense, else synapses.</summary>
    public int Count;
}

/// <summary>What the gradient of the biases needs.</summary>
internal struct BiasArguments
{
    public ArrayView<float> Parts;
    public ArrayView<float> Gradient;
    public int Classes;
    public int Examples;
}

/// <summary>
/// Gradients: one thread per synapse, which adds up over the examples in their order and over the spikes of its source
/// from the last step to the first, as the host does. Nothing is shared between threads, so there is one order.
/// </summary>
internal static class GradientKernels
{
    public static void Dense(GradientArguments a)
    {
        int threads = Grid.DimX * Group.DimX;
        for (int i = Grid.GlobalIndex.X; i < a.Count; i += threads)
        {
            int source = i / a.Targets;
            int target = i - (source * a.Targets);
            long at = ((long)source * a.Projection.Stride) + target;
            a.Gradient[at] = Collect(in a, a.Gradient[at], source, target);
        }
    }

    public static void Sparse(GradientArguments a)
    {
        int threads = Grid.DimX * Group.DimX;
        for (int i = Grid.GlobalIndex.X; i < a.Count; i += threads)
        {
            a.Gradient[i] = Collect(in a, a.Gradient[i], a.Projection.Sources[i], a.Projection.Targets[i]);
        }
    }

    /// <summary>Adds the examples' parts: one thread per output.</summary>
    public static void Bias(BiasArguments a)
    {
        int threads = Grid.DimX * Group.DimX;
        for (int k = Grid.GlobalIndex.X; k < a.Classes; k += threads)
        {
            float sum = a.Gradient[k];
            for (int example = 0; example < a.Examples; example++)
            {
                sum += a.Parts[(example * a.Classes) + k];
            }

            a.Gradient[k] = sum;
        }
    }

    private static float Collect(in GradientArguments a, float sum, int source, int target)
    {
        int last = a.Spikes.Steps - 1;
        for (int example = 0; example < a.Examples; example++)
        {
            for (int word = a.Spikes.StepWords - 1; word >= 0; word--)
            {
                uint bits = a.Spikes.ByNeuron[a.Spikes.NeuronAt(example, word, source)];
                while (bits != 0)
                {
                    int bit = 31 - IntrinsicMath.BitOperations.LeadingZeroCount(bits);
                    bits &= ~(1u << bit);
                    int step = (word * 32) + bit;

                    // A spike of the last step arrives nowhere.
                    if (step < last)
                    {
                        sum += a.Arrival[((((long)example * a.Spikes.Steps) + step + 1) * a.Targets) + target];
                    }
                }
            }
        }

        return sum;
    }
}
