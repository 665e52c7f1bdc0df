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
/// What kernels note that ends a run. The device cannot throw, so the host looks now and then: at all of it in one copy.
/// </summary>
internal sealed class GpuFaults : IDisposable
{
    // By population: a step and a neuron with too much conductance; a step and a state variable that is not a number.
    private const int OfPopulation = 4;

    // By input: a step and a neuron that gets too much. By projection: the largest weight and the largest delivered value beyond bounds.
    private const int OfInput = 2;
    private const int OfProjection = 2;

    private readonly NetworkDescription _network;
    private readonly IReadOnlyList<Slice> _slices;
    private readonly IReadOnlyList<ProjectionPlan> _projections;
    private readonly List<(InputPlan Plan, int Begin)> _inputs = [];
    private readonly GpuArray<int> _notes;
    private readonly int[] _copy;

    public GpuFaults(
        GpuRuntime runtime, NetworkDescription network, IReadOnlyList<Slice> slices, IReadOnlyList<ProjectionPlan> projections)
    {
        _network = network;
        _slices = slices;
        _projections = projections;
        _copy = new int[FirstOfProjections + (OfProjection * projections.Count)];
        Array.Fill(_copy, int.MaxValue, 0, FirstOfProjections);
        _notes = runtime.Allocate<int>(_copy);
    }

    private int FirstOfInputs => OfPopulation * _network.Populations.Count;

    private int FirstOfProjections => FirstOfInputs + (OfInput * _network.Inputs.Count);

    /// <summary>Takes the first local neuron of a population with too much conductance.</summary>
    public FaultView Conductance(int population) => View(OfPopulation * population);

    /// <summary>Takes the first state variable that is not a number: local neuron times variables, plus variable.</summary>
    public FaultView NoNumber(int population) => View((OfPopulation * population) + 2);

    /// <summary>Takes the first local neuron that an input gives more than it declares.</summary>
    /// <param name="plan">The input.</param>
    /// <param name="begin">Global id of the first neuron.</param>
    public FaultView Input(InputPlan plan, int begin)
    {
        _inputs.Add((plan, begin));
        return View(FirstOfInputs + (OfInput * (_inputs.Count - 1)));
    }

    /// <summary>
    /// Takes the largest weight and the largest delivered value of a projection that are beyond their bounds, as bits; 0 where none is.
    /// </summary>
    public ArrayView<int> Bounds(int projection) => _notes.View.SubView(FirstOfProjections + (OfProjection * projection), OfProjection);

    /// <summary>Waits for the device, and fails if something was noted.</summary>
    /// <exception cref="SimulationException">A neuron cannot go on, or a value is beyond its bound.</exception>
    public void Check()
    {
        _notes.Download(_copy);

        // What a projection did wrong may be why a neuron cannot go on.
        foreach (ProjectionPlan plan in _projections)
        {
            ReadOnlySpan<int> worst = _copy.AsSpan(FirstOfProjections + (OfProjection * plan.Index), OfProjection);
            if (worst[0] != 0)
            {
                throw plan.WeightOutOfBounds(BitConverter.Int32BitsToSingle(worst[0]));
            }

            if (worst[1] != 0)
            {
                throw plan.DeliveredOutOfBounds(BitConverter.Int32BitsToSingle(worst[1]));
            }
        }

        for (int p = 0; p < _slices.Count; p++)
        {
            PopulationDescription population = _network.Populations[p];
            ReadOnlySpan<int> own = _copy.AsSpan(OfPopulation * p, OfPopulation);
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

        for (int i = 0; i < _inputs.Count; i++)
        {
            if (_copy[FirstOfInputs + (OfInput * i)] is int step and < int.MaxValue)
            {
                throw _inputs[i].Plan.OutOfBounds(_inputs[i].Begin + _copy[FirstOfInputs + (OfInput * i) + 1], step);
            }
        }
    }

    public void Dispose() => _notes.Dispose();

    private FaultView View(int first) => new() { First = _notes.View.SubView(first, 2) };
}
