using BenchmarkDotNet.Attributes;
using SnnCluster.Benchmarks.WholeRuns;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Model.Networks;

namespace SnnCluster.Benchmarks.Micro;

/// <summary>Building the topographic map: connectivity, rows, initial state.</summary>
public class NetworkBuild
{
    private NetworkDescription? _network;

    /// <summary>Layers of (16·scale)² neurons, with 12.5 synapses per target.</summary>
    [Params(1, 4, 16)]
    public int Scale { get; set; }

    [GlobalSetup]
    public void Describe() => _network = MapNetwork.Describe(Scale);

    [Benchmark]
    public long Build()
    {
        using var device = new HostDevice();
        using Simulation simulation = Simulation.Create(_network!, device);
        return simulation.SynapseCount(0);
    }
}
