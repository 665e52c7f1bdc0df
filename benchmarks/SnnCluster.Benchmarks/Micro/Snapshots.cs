using BenchmarkDotNet.Attributes;
using SnnCluster.Benchmarks.WholeRuns;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Networks;

namespace SnnCluster.Benchmarks.Micro;

/// <summary>
/// What a checkpoint of the topographic map costs after 100 ms of model time: capturing it, during which the run stands still;
/// writing it to memory, which another thread may do; reading it from a file, and building a partition from it.
/// </summary>
public class Snapshots
{
    private readonly HostDevice _device = new();
    private NetworkDescription? _network;
    private Slice[]? _slices;
    private Simulation? _simulation;
    private PartitionSnapshot? _snapshot;
    private string? _file;

    /// <summary>Layers of (16·scale)² neurons.</summary>
    [Params(4, 16)]
    public int Scale { get; set; }

    [GlobalSetup]
    public void Run()
    {
        _network = MapNetwork.Describe(Scale);
        _slices = [.. _network.Populations.Select(population => new Slice(0, population.Size))];
        _simulation = Simulation.Create(_network, _device);
        _simulation.Run(1_000);
        _snapshot = _simulation.Capture()[0];
        _file = Path.GetTempFileName();
        using FileStream file = File.Create(_file);
        SnapshotFile.Write(file, _snapshot);
        long synapses = _snapshot.Projections.Sum(projection => (long)projection.Synapses.Count);
        Console.WriteLine(
            $"// {synapses} synapses, {_network.Populations.Sum(population => population.Size)} neurons: "
            + $"{_snapshot.Bytes} bytes in memory, {file.Length} in a file, {(double)file.Length / synapses:F2} per synapse");
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _simulation?.Dispose();
        _device.Dispose();
        File.Delete(_file!);
    }

    [Benchmark]
    public PartitionSnapshot Capture() => _simulation!.Capture()[0];

    [Benchmark]
    public void Write() => SnapshotFile.Write(Stream.Null, _snapshot!);

    [Benchmark]
    public PartitionSnapshot Load() => SnapshotFile.Load(_network!, _slices!, isFirst: true, [_file!]);

    [Benchmark]
    public int Build()
    {
        using IPartition partition = _device.CreatePartition(_network!, _slices!, _snapshot);
        return partition.Step;
    }
}
