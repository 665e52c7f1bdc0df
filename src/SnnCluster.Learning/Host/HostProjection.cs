using System.Runtime.CompilerServices;
using SnnCluster.Learning.Networks;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Learning.Host;

/// <summary>A projection onto a hidden layer, dense or sparse: what its source's spikes do going forward and back.</summary>
internal sealed unsafe class HostProjection<T>(ProjectionShape shape, ClassifierState state) : IDisposable
    where T : unmanaged, ILane<T>
{
    private readonly int _length = Padding.Of(shape.Targets);
    private readonly RowSynapses _synapses = new(shape.Targets);
    private readonly SpikeSteps _spikeSteps = new(shape.Sources);

    public ProjectionShape Shape => shape;

    public SparseTopology? Topology => state.Topologies[shape.Index];

    private float* Weights => state.Values.Pointer + shape.Offset;

    /// <summary>Adds the weights of the spikes of a step to the targets' input.</summary>
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
        for (int next = 0; next < count;)
        {
            _synapses.List(topology, rows, count, ref next);
            _synapses.AddToTargets(weights, input);
        }
    }

    /// <summary>Adds what arriving is worth to the gradient of the synapses of all spikes, from the last step to the first.</summary>
    /// <param name="spikes">The source's spikes.</param>
    /// <param name="arrivals">P̂ by step in which a spike arrives, one step after it was, then target.</param>
    /// <param name="stride">Elements from one step of <paramref name="arrivals"/> to the next.</param>
    /// <param name="steps">Steps of the example.</param>
    /// <param name="gradient">The gradient of all parameters.</param>
    public void Collect(SpikeRaster spikes, float* arrivals, int stride, int steps, float* gradient)
    {
        gradient += shape.Offset;
        arrivals += stride;
        if (Topology is SparseTopology topology)
        {
            for (int step = steps - 2; step >= 0; step--)
            {
                CollectSparse(topology, spikes.At(step), spikes.CountAt(step), arrivals + ((long)step * stride), gradient);
            }
        }
        else
        {
            CollectDense(spikes, arrivals, stride, steps, gradient);
        }
    }

    public void Dispose()
    {
        _synapses.Dispose();
        _spikeSteps.Dispose();
    }

    private void CollectSparse(SparseTopology topology, int* rows, int count, float* arrival, float* gradient)
    {
        for (int next = 0; next < count;)
        {
            _synapses.List(topology, rows, count, ref next);
            _synapses.AddFromTargets(arrival, gradient);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CollectDense(SpikeRaster spikes, float* arrivals, int stride, int steps, float* gradient)
    {
        _spikeSteps.Take(spikes, steps);
        int* ends = _spikeSteps.Ends;
        int begin = 0;
        for (int source = 0; source < shape.Sources; source++)
        {
            int end = ends[source];
            if (end > begin)
            {
                // A row of the gradient is read and written once, however often its source spikes.
                RowOperations<T>.AddRows(
                    gradient + ((long)source * shape.Stride), _length, arrivals, stride, _spikeSteps.Steps + begin, end - begin);
            }

            begin = end;
        }
    }
}
