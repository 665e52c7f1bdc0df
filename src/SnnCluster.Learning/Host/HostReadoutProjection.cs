using SnnCluster.Engine.Memory;
using SnnCluster.Learning.Networks;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Learning.Host;

/// <summary>The projection from a hidden layer to the outputs, and its transpose, which brings errors back.</summary>
internal sealed unsafe class HostReadoutProjection<T>(ProjectionShape shape, ClassifierState state) : IDisposable
    where T : unmanaged, ILane<T>
{
    private readonly NativeArray<float> _transposed = new((long)shape.Targets * Padding.Of(shape.Sources));

    public ProjectionShape Shape => shape;

    /// <summary>Outputs, padded: what one step takes in arrays over steps and outputs.</summary>
    public int Width { get; } = Padding.Of(shape.Targets);

    /// <summary>The weights by output, then hidden neuron, padded to whole lanes of hidden neurons.</summary>
    public float* Transposed => _transposed.Pointer;

    private float* Weights => state.Values.Pointer + shape.Offset;

    /// <summary>Takes over weights that have changed.</summary>
    public void Refresh()
    {
        int stride = Padding.Of(shape.Sources);
        for (int source = 0; source < shape.Sources; source++)
        {
            for (int target = 0; target < shape.Targets; target++)
            {
                Transposed[(target * stride) + source] = Weights[(source * shape.Stride) + target];
            }
        }
    }

    /// <summary>Adds the weights of a step's spikes to the outputs.</summary>
    public void Deliver(SpikeRaster spikes, int step, float* outputs) =>
        RowOperations<T>.AddRows(outputs, Width, Weights, shape.Stride, spikes.At(step), spikes.CountAt(step));

    /// <summary>Adds what arriving is worth to the gradient of the synapses that a step's spikes have.</summary>
    public void Collect(SpikeRaster spikes, int step, float* filteredErrors, float* gradient) =>
        RowOperations<T>.AddToRows(
            gradient + shape.Offset, shape.Stride, spikes.At(step), spikes.CountAt(step), filteredErrors, Width);

    public void Dispose() => _transposed.Dispose();
}
