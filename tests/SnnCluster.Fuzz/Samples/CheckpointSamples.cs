using System.Text.Json;
using System.Text.Json.Nodes;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Experiments;
using SnnCluster.Experiments.TopographicMap;
using SnnCluster.Model.Networks;

namespace SnnCluster.Fuzz.Samples;

/// <summary>A checkpoint of a small network.</summary>
internal static class CheckpointSamples
{
    /// <summary>Its step.</summary>
    public const int Step = 40;

    private static readonly NetworkDescription Network = Describe();

    private static readonly IReadOnlyList<Slice> Slices =
        [.. Network.Populations.Select(population => new Slice(0, population.Size))];

    /// <summary>A partition's part.</summary>
    public static byte[] Snapshot { get; } = WriteSnapshot();

    /// <summary>A log of reports.</summary>
    public static byte[] Log { get; } = WriteLog();

    /// <summary>A manifest.</summary>
    public static byte[] Manifest { get; } = WriteManifest();

    /// <summary>What a partition is restored from.</summary>
    public static PartitionSnapshot Load(byte[] file) =>
        SnapshotFile.Load(Network, Slices, isFirst: true, ["file"], _ => new MemoryStream(file));

    /// <summary>The same as an earlier version wrote it.</summary>
    public static byte[] ManifestWithoutHash { get; } = WithoutHash(Manifest);

    private static NetworkDescription Describe()
    {
        var experiment = new TopographicMapExperiment();
        NetworkDescription network = experiment.Describe(new ExperimentSettings(
            0.1, 1, ParameterBinding.Bind(experiment.Parameters, new Dictionary<string, string>())));
        network.Validate();
        return network;
    }

    private static byte[] WriteSnapshot()
    {
        using var device = new HostDevice();
        using Simulation simulation = Simulation.Create(Network, device);
        simulation.Run(Step);
        using var stream = new MemoryStream();
        SnapshotFile.Write(stream, simulation.Capture()[0]);
        return stream.ToArray();
    }

    private static byte[] WriteLog()
    {
        using var stream = new MemoryStream();
        var log = new RunLog(stream);
        for (int part = 0; part < 3; part++)
        {
            log.Add(new ReportPart { RunId = "r", Partition = part, Step = Step, Kind = ReportKind.List, Data = new byte[40] });
        }

        return stream.ToArray();
    }

    private static byte[] WriteManifest()
    {
        var storage = new SampleStorage([]);
        new CheckpointStore(storage, "folder").Commit(new CheckpointManifest
        {
            RunId = "r",
            Epoch = 1,
            Step = Step,
            DeviceKind = "host",
            Specification = new RunSpecification
            {
                Network = new NetworkReference
                {
                    Experiment = "topographic-map",
                    Parameters = new Dictionary<string, string> { ["scale"] = "1" },
                    DtMs = 0.1,
                    Seed = 1,
                },
                Steps = 100,
                CheckpointSteps = Step,
                CheckpointFolder = "folder",
            },
            Parts = [new CheckpointPart("part", SampleStorage.FileBytes)],
            Reports = [new CheckpointReports("reports", SampleStorage.FileBytes, "0123456789abcdef")],
            LoopSeconds = 0.5,
        });
        return storage.Manifest;
    }

    private static byte[] WithoutHash(byte[] manifest)
    {
        JsonObject fields = JsonNode.Parse(manifest)!["checkpoint"]!.DeepClone().AsObject();
        fields["schema"] = CheckpointManifest.SchemaWithoutHash;
        fields["reports"] = fields["reports"]![0]!.DeepClone();
        return JsonSerializer.SerializeToUtf8Bytes(fields);
    }
}
