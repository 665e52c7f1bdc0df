using BenchmarkDotNet.Attributes;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Benchmarks.Micro;

/// <summary>
/// What a Poisson drive costs, in time per neuron and step: <see cref="Driven"/> less <see cref="Alone"/>, of leaky integrate-and-fire
/// neurons whose input is far below threshold.
/// </summary>
public class PoissonDrives
{
    private const int Neurons = 4096; // in the second-level cache, so that arithmetic is measured and not memory
    private const int Steps = 100;
    private Simulation? _simulation;

    /// <summary>Mean number of events of a neuron in a step; the microcircuit's neurons get 1.6 and more.</summary>
    [Params(0.1, 1.6, 10, 100)]
    public double Events { get; set; }

    [GlobalSetup(Target = nameof(Alone))]
    public void CreateAlone() => Create([]);

    [GlobalSetup(Target = nameof(Driven))]
    public void CreateDriven() => Create([new PoissonDrive { Name = "drive", Population = "p", RateHz = 1e4 * Events, Weight = 1e-6 }]);

    [GlobalCleanup]
    public void Free() => _simulation!.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = Neurons * Steps)]
    public void Alone() => _simulation!.Run(Steps);

    [Benchmark(OperationsPerInvoke = Neurons * Steps)]
    public void Driven() => _simulation!.Run(Steps);

    private void Create(PoissonDrive[] drives)
    {
        var population = new PopulationDescription
        {
            Name = "p",
            Size = Neurons,
            Model = new LifDescription(),
            Receptors = [new("excitatory", new ExponentialCurrentDescription())],
        };
        _simulation = Simulation.Create(
            new NetworkDescription { DtMs = 0.1, Populations = [population], Inputs = drives }, new HostDevice());
        _simulation.Run(1000);
    }
}
