using BenchmarkDotNet.Attributes;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Benchmarks.Micro;

/// <summary>
/// The neuron update, in time per neuron and step, on each lane: <see cref="Population"/> is the topographic map's target
/// layer (LIF, exponential conductance, 27 Hz) or its source layer (Poisson, 20 Hz).
/// </summary>
public class NeuronUpdate
{
    private const int Neurons = 4096; // in the second-level cache, so that arithmetic is measured and not memory
    private const int Steps = 100;
    private Simulation? _simulation;

    [Params("lif", "poisson")]
    public string Population { get; set; } = "lif";

    [GlobalSetup(Target = nameof(Scalar))]
    public void CreateScalar() => Create(typeof(ScalarLane));

    [GlobalSetup(Target = nameof(Vector128))]
    public void CreateLane4() => Create(typeof(Lane4));

    [GlobalSetup(Target = nameof(Vector256))]
    public void CreateLane8() => Create(typeof(Lane8));

    [GlobalSetup(Target = nameof(Vector512))]
    public void CreateLane16() => Create(typeof(Lane16));

    [GlobalCleanup]
    public void Free() => _simulation!.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = Neurons * Steps)]
    public void Scalar() => _simulation!.Run(Steps);

    [Benchmark(OperationsPerInvoke = Neurons * Steps)]
    public void Vector128() => _simulation!.Run(Steps);

    [Benchmark(OperationsPerInvoke = Neurons * Steps)]
    public void Vector256() => _simulation!.Run(Steps);

    [Benchmark(OperationsPerInvoke = Neurons * Steps)]
    public void Vector512() => _simulation!.Run(Steps);

    private void Create(Type lane)
    {
        var grid = new GridGeometry(64, Neurons / 64);
        PopulationDescription population = Population == "lif"
            ? Partitions.Targets(grid)
            : Partitions.Sources(grid) with { Model = new PoissonDescription { RateHz = 20 } };
        _simulation = Simulation.Create(
            new NetworkDescription { DtMs = 0.1, Populations = [population] }, new HostDevice(lane));
        _simulation.Run(5000); // Half a second of model time: rates are what they stay.
    }
}
