// Kernels get this struct from the host, which sets all fields.
#pragma warning disable CS0649
using ILGPU;
using SnnCluster.Engine.Neurons;
using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Gpu;

/// <summary>
/// Where kernels note that a neuron cannot go on: the step in which one was first seen, and the smallest of that step,
/// whichever thread comes first.
/// </summary>
internal struct FaultView
{
    /// <summary>The step, and what was seen in it; both the largest int where nothing was.</summary>
    public ArrayView<int> First;

    public readonly void Note(int step, int what)
    {
        if (Atomic.Min(ref First[0], step) >= step)
        {
            Atomic.Min(ref First[1], what);
        }
    }
}

/// <summary>
/// The faults of a partition's populations. The device cannot throw, so kernels note them, and the host looks when it
/// waits for the device anyway.
/// </summary>
internal sealed class GpuFaults : IDisposable
{
    // By population: a step and a neuron with too much conductance; a step and a state variable that is not a number.
    private const int Numbers = 4;

    private readonly NetworkDescription _network;
    private readonly IReadOnlyList<Slice> _slices;
    private readonly GpuArray<int> _first;
    private readonly int[] _copy;

    public GpuFaults(GpuRuntime runtime, NetworkDescription network, IReadOnlyList<Slice> slices)
    {
        _network = network;
        _slices = slices;
        _copy = new int[Numbers * network.Populations.Count];
        Array.Fill(_copy, int.MaxValue);
        _first = runtime.Allocate<int>(_copy);
    }

    /// <summary>Takes the first local neuron of a population with too much conductance.</summary>
    public FaultView Conductance(int population) => new() { First = _first.View.SubView(Numbers * population, 2) };

    /// <summary>Takes the first state variable that is not a number: local neuron times variables, plus variable.</summary>
    public FaultView NoNumber(int population) => new() { First = _first.View.SubView((Numbers * population) + 2, 2) };

    /// <summary>Waits for the device, and fails if something was noted.</summary>
    /// <exception cref="SimulationException">A neuron cannot go on.</exception>
    public void Check()
    {
        _first.Download(_copy);
        for (int p = 0; p < _slices.Count; p++)
        {
            PopulationDescription population = _network.Populations[p];
            ReadOnlySpan<int> own = _copy.AsSpan(Numbers * p, Numbers);
            if (own[0] < int.MaxValue)
            {
                throw StateFault.Conductance(population, _network.DtMs, _slices[p].Begin + own[1], own[0]);
            }

            if (own[2] < int.MaxValue)
            {
                int variables = StateVariables.Of(population).Count;
                throw StateFault.NoNumber(
                    population, own[3] % variables, _slices[p].Begin + (own[3] / variables), own[2]);
            }
        }
    }

    public void Dispose() => _first.Dispose();
}
