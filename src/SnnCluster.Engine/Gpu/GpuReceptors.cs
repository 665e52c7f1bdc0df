using ILGPU;
using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Gpu;

/// <summary>
/// Where the weights that reach the receptors of a population are summed, in fixed point, so that the order in which
/// threads add cannot matter: a ring of one slot per step of dendritic delay, each with one sum per receptor and neuron.
/// </summary>
internal sealed class GpuReceptors : IDisposable
{
    private readonly GpuArray<long> _sums;
    private readonly GpuArray<float> _inverseScales;
    private readonly float[] _scales;
    private readonly int _neurons;

    /// <param name="runtime">Where.</param>
    /// <param name="neurons">Neurons of the partition.</param>
    /// <param name="onto">Plans of the projections onto the population.</param>
    /// <param name="bounds">Largest sum of each receptor.</param>
    public GpuReceptors(GpuRuntime runtime, int neurons, IReadOnlyList<ProjectionPlan> onto, IReadOnlyList<double> bounds)
    {
        _neurons = neurons;
        Slots = 1 + onto.Select(plan => plan.LargestDendriticSteps).Append(0).Max();
        _scales = [.. bounds.Select(FixedPoint.Scale)];
        _inverseScales = runtime.Allocate<float>([.. _scales.Select(scale => 1f / scale)]);
        _sums = runtime.Allocate<long>((long)Slots * _scales.Length * neurons);
    }

    /// <summary>Slots in the ring.</summary>
    public int Slots { get; }

    /// <summary>Elements from one slot to the next.</summary>
    public int SlotStride => _scales.Length * _neurons;

    public ArrayView<float> InverseScales => _inverseScales.View;

    public float Scale(int receptor) => _scales[receptor];

    /// <summary>All receptors' sums of a step, receptor by receptor.</summary>
    public ArrayView<long> SumsOf(int step) => _sums.View.SubView((long)(step % Slots) * SlotStride, SlotStride);

    /// <summary>A receptor's sums in all slots; its first neuron's are <see cref="SlotStride"/> apart.</summary>
    public ArrayView<long> AllSums(int receptor) => _sums.View.SubView((long)receptor * _neurons);

    public void Dispose()
    {
        _sums.Dispose();
        _inverseScales.Dispose();
    }
}
