// Kernels get these structs from the host, which sets all fields.
#pragma warning disable CS0649
using ILGPU;

namespace SnnCluster.Learning.Gpu;

/// <summary>What kernels see of a projection, dense or sparse.</summary>
internal struct ProjectionView
{
    public ArrayView<float> Weights;

    /// <summary>From one source's weights to the next where it is dense.</summary>
    public int Stride;

    /// <summary>1 where it is sparse, else 0, and the wiring is empty.</summary>
    public int IsSparse;

    /// <summary>End of each target's part of <see cref="Incoming"/>.</summary>
    public ArrayView<int> IncomingEnds;

    /// <summary>Synapses by target, then source.</summary>
    public ArrayView<int> Incoming;

    /// <summary>Source of each synapse.</summary>
    public ArrayView<int> Sources;

    /// <summary>Target of each synapse.</summary>
    public ArrayView<int> Targets;

    /// <summary>
    /// Adds the weights of a step's spikes for one target, in the order of the sources, as the host does. Where it is
    /// dense, a thread walks the spikes; where it is sparse, the synapses of its target, which are few.
    /// </summary>
    public readonly float Deliver(float sum, in SpikeView spikes, int example, int step, int target)
    {
        if (IsSparse != 0)
        {
            for (int n = target == 0 ? 0 : IncomingEnds[target - 1]; n < IncomingEnds[target]; n++)
            {
                int synapse = Incoming[n];
                if (spikes.Spiked(example, step, Sources[synapse]) != 0)
                {
                    sum += Weights[synapse];
                }
            }

            return sum;
        }

        long words = spikes.StepAt(example, step);
        for (int word = 0; word < spikes.NeuronWords; word++)
        {
            for (uint bits = spikes.ByStep[words + word]; bits != 0; bits &= bits - 1)
            {
                int source = (word * 32) + IntrinsicMath.BitOperations.TrailingZeroCount(bits);
                sum += Weights[((long)source * Stride) + target];
            }
        }

        return sum;
    }
}
