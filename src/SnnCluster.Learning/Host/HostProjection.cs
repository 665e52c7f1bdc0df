using System.Runtime.CompilerServices;
using SnnCluster.Learning.Networks;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Learning.Host;

/// <summary>A projection onto a hidden layer, dense or sparse: what its source's spikes do going forward and back.</summary>
internal sealed unsafe class HostProjection<T>(ProjectionShape shape, ClassifierState state)
    where T : unmanaged, ILane<T>
{
    private readonly int _length = Padding.Of(shape.Targets);

    public ProjectionShape Shape => shape;

    public SparseTopology? Topology => state.Topologies[shape.Index];

    private float* Weights => state.Values.Pointer + shape.Offset;

    /// <summary>Adds the weights of the spikes of a step to the targets' input.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Deliver(SpikeRaster spikes, int step, float* input)
    {
        int count = spikes.CountAt(step);
        if (count == 0)
        {
            return;
        }

        int* rows = spikes.At(step);
        if (Topology is not SparseTopology topology)
        {
            RowOperations<T>.AddRows(input, _length, Weights, shape.Stride, rows, count);
            return;
        }

        float* weights = Weights;
        fixed (int* ends = topology.RowEnds, targets = topology.Targets)
        {
            for (int r = 0; r < count; r++)
            {
                int source = rows[r];
                int end = ends[source];
                for (int i = source == 0 ? 0 : ends[source - 1]; i < end; i++)
                {
                    input[targets[i]] += weights[i];
                }
            }
        }
    }

    /// <summary>Adds what arriving in a step is worth to the gradient of the synapses that a step's spikes have.</summary>
    /// <param name="spikes">The source's spikes.</param>
    /// <param name="step">The step before the one in which they arrive.</param>
    /// <param name="arrival">P̂ of each target in the step in which they arrive.</param>
    /// <param name="gradient">The gradient of all parameters.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Collect(SpikeRaster spikes, int step, float* arrival, float* gradient)
    {
        int count = spikes.CountAt(step);
        if (count == 0)
        {
            return;
        }

        int* rows = spikes.At(step);
        gradient += shape.Offset;
        if (Topology is not SparseTopology topology)
        {
            RowOperations<T>.AddToRows(gradient, shape.Stride, rows, count, arrival, _length);
            return;
        }

        fixed (int* ends = topology.RowEnds, targets = topology.Targets)
        {
            for (int r = 0; r < count; r++)
            {
                int source = rows[r];
                int end = ends[source];
                for (int i = source == 0 ? 0 : ends[source - 1]; i < end; i++)
                {
                    gradient[i] += arrival[targets[i]];
                }
            }
        }
    }
}
