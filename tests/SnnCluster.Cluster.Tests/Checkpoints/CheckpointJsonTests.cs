using System.Text.Json;
using System.Text.Json.Nodes;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Tests.Checkpoints;

/// <summary>Manifests are read and written without looking at types while programs run.</summary>
public sealed class CheckpointJsonTests
{
    private static readonly CheckpointManifest Manifest = new()
    {
        RunId = "run-1",
        Epoch = 3,
        Step = 400,
        DeviceKind = "host",
        Specification = new RunSpecification
        {
            Network = new NetworkReference { Experiment = "topographic-map", DtMs = 0.1, Seed = 7 },
            Steps = 1000,
        },
        Parts = [new CheckpointPart("step/part-0", 17)],
        Reports = new CheckpointReports("reports-3", 5),
        LoopSeconds = 0.25,
    };

    [Fact]
    public void A_manifest_survives()
    {
        string text = Write(Manifest);
        Assert.Equal(text, Write(Read(text)));
        Assert.Contains("\"runId\": \"run-1\"", text);
    }

    // An earlier version wrote fewer of them: what is missing has the value that it has where nobody sets it.
    [Fact]
    public void What_need_not_be_there_has_its_default()
    {
        JsonObject json = JsonNode.Parse(Write(Manifest))!.AsObject();
        JsonObject specification = json["specification"]!.AsObject();
        Assert.True(json.Remove("recoveries") && json.Remove("costs") && json.Remove("schema"));
        Assert.True(specification.Remove("checkpointReplicas") && specification.Remove("keptCheckpoints")
            && specification.Remove("device") && specification.Remove("states"));
        Assert.Equal(Write(Manifest), Write(Read(json.ToJsonString())));
    }

    private static string Write(CheckpointManifest manifest) =>
        JsonSerializer.Serialize(manifest, CheckpointJson.Manifest);

    private static CheckpointManifest Read(string text) =>
        JsonSerializer.Deserialize(text, CheckpointJson.Manifest)!;
}
