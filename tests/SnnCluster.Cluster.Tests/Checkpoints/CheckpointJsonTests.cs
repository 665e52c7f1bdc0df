using System.Text;
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
        Reports = [new CheckpointReports("reports-3", 5)],
        LoopSeconds = 0.25,
    };

    [Fact]
    public void A_manifest_survives()
    {
        byte[] file = Write(Manifest);
        Assert.Equal(file, Write(Read(file)));
        Assert.True(Read(file).HasHash);
        Assert.Matches("^{\\s*\"schema\": 4,\\s*\"hash\": \"[0-9a-f]{16}\",\\s*\"checkpoint\": {\\s*\"runId\": \"run-1\"", Encoding.UTF8.GetString(file));
    }

    [Fact]
    public void Reports_are_segments_with_a_hash_each()
    {
        CheckpointManifest manifest = Manifest with
        {
            Reports = [new CheckpointReports("reports-3-1", 5, "00ff00ff00ff00ff"), new CheckpointReports("reports-3-2", 7, "0123456789abcdef")],
        };
        Assert.Equal(manifest.Reports, Read(Write(manifest)).Reports);
    }

    // An earlier version wrote fewer of them: what is missing has the value that it has where nobody sets it.
    [Fact]
    public void What_need_not_be_there_has_its_default()
    {
        JsonObject json = WithoutHash(Manifest);
        JsonObject specification = json["specification"]!.AsObject();
        Assert.True(json.Remove("recoveries") && json.Remove("costs"));
        Assert.True(specification.Remove("checkpointReplicas") && specification.Remove("keptCheckpoints")
            && specification.Remove("device") && specification.Remove("record") && specification.Remove("usual"));
        Assert.Equal(Write(Manifest), Write(Read(Bytes(json))));
    }

    [Fact]
    public void A_manifest_of_version_2_is_read_and_known_to_have_no_hash()
    {
        CheckpointManifest read = Read(Bytes(WithoutHash(Manifest)));
        Assert.False(read.HasHash);
        Assert.Equal(Write(Manifest), Write(read));
    }

    [Fact]
    public void A_manifest_whose_reports_are_one_file_is_read_and_its_hash_is_compared()
    {
        JsonObject fields = WithoutHash(Manifest);
        fields.Remove("schema");
        string text = fields.ToJsonString();
        string hash = System.IO.Hashing.XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text)).ToString("x16");
        string file = $$"""{"schema": 3, "hash": "{{hash}}", "checkpoint": {{text}}}""";
        CheckpointManifest read = Read(Encoding.UTF8.GetBytes(file));
        Assert.True(read.HasHash);
        Assert.Equal(Write(Manifest), Write(read));
        string other = file.Replace("\"seed\":7", "\"seed\":5", StringComparison.Ordinal);
        Assert.NotEqual(file, other);
        Assert.Throws<JsonException>(() => Read(Encoding.UTF8.GetBytes(other)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(99)]
    public void Another_version_is_refused_by_its_number(int version)
    {
        JsonObject json = WithoutHash(Manifest);
        json["schema"] = version;
        Assert.Equal(
            $"is of version {version}, this snncluster reads versions 2 to 4",
            Assert.Throws<CheckpointException>(() => Read(Bytes(json))).Message);
    }

    // A seed of 1 that became 3 gave another result, and nobody was told.
    [Fact]
    public void No_bit_of_a_manifest_can_be_flipped_unseen()
    {
        byte[] whole = Write(Manifest);
        for (int bit = 0; bit < 8 * whole.Length; bit++)
        {
            byte[] file = [.. whole];
            file[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                // White space may become other white space.
                Assert.Equal(whole, Write(Read(file)));
            }
            catch (Exception exception) when (exception is JsonException or CheckpointException)
            {
                Assert.NotEmpty(exception.Message);
            }
        }
    }

    private static byte[] Write(CheckpointManifest manifest)
    {
        using var stream = new MemoryStream();
        CheckpointJson.Write(stream, manifest);
        return stream.ToArray();
    }

    private static CheckpointManifest Read(byte[] file) => CheckpointJson.Read(new MemoryStream(file));

    // As version 2 wrote it: the fields beside the version, and all reports in one file.
    private static JsonObject WithoutHash(CheckpointManifest manifest)
    {
        JsonObject fields = JsonNode.Parse(Write(manifest))!["checkpoint"]!.DeepClone().AsObject();
        fields["schema"] = 2;
        JsonObject reports = fields["reports"]![0]!.DeepClone().AsObject();
        reports.Remove("hash");
        fields["reports"] = reports;
        return fields;
    }

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
