using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests;

public sealed class SummaryFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Keys_are_those_of_the_contract_in_its_order()
    {
        JsonObject root = JsonNode.Parse(SummaryFile.ToJson(SyntheticRun.Summary(16)))!.AsObject();

        string[] contract =
        [
            "schema", "experiment", "parameters", "seed", "complete", "partitions", "neurons", "synapses", "rewiring",
            "simulatedMs", "buildSeconds", "loopSeconds", "realTimeFactor", "phaseSeconds", "synapticEvents", "meanRateHz",
            "peakMemoryBytes", "mapQuality", "digest",
        ];
        string[] keys = [.. root.Select(pair => pair.Key)];
        Assert.Equal(contract, keys.Intersect(contract));
        Assert.Equal(
            [
                "hash", "notes", "dtMs", "sampleIntervalMs", "version", "commit", "date", "commandLine", "machine", "populations", "projections",
                "recordingSeconds", "spikes",
            ],
            keys.Except(contract));
        AssertKeys(
            root["machine"], "processor", "cores", "memoryBytes", "operatingSystem", "dotNet", "snnCluster", "devices");
        AssertKeys(root["partitions"]![0], "index", "device", "node", "neurons");
        AssertKeys(root["synapses"]!["feed-forward"], "initial", "final");
        AssertKeys(root["rewiring"]!["feed-forward"], "attempts", "formed", "eliminated");
        AssertKeys(root["phaseSeconds"], "deliver", "update", "rewire", "exchange", "record");
        AssertKeys(root["populations"]![0], "name", "size", "width", "height");
        AssertKeys(root["projections"]![0], "name", "source", "target", "delaySteps");
        AssertKeys(root["parameters"], "scale", "delay-ms", "rate", "reference-quirks", "note");
        Assert.Equal(18446744073709551615, root["seed"]!.GetValue<ulong>());
    }

    [Fact]
    public void A_summary_comes_back_as_it_was()
    {
        RunSummary summary = SyntheticRun.Summary(16);
        SummaryFile.Write(_folder.Path, summary);

        RunSummary read = SummaryFile.Read(_folder.Path);

        Assert.Equal(summary.Parameters, read.Parameters);
        Assert.Equal(summary.Partitions, read.Partitions);
        Assert.Equal(summary.Populations, read.Populations);
        Assert.Equal(summary.Projections, read.Projections);
        Assert.Equal(summary.Synapses, read.Synapses);
        Assert.Equal(summary.Rewiring, read.Rewiring);
        Assert.Equal(summary.RealTimeFactor, read.RealTimeFactor);
        Assert.Equal(["mapQuality"], read.Additional.Keys);
        Assert.Equal(SummaryFile.ToJson(summary), SummaryFile.ToJson(read));
        Assert.Equal("snncluster run 'my map'", read.Provenance!.CommandLine);
        Assert.True(RunFiles.IsRun(_folder.Path));
    }

    [Fact]
    public void Numbers_that_json_does_not_know_are_null()
    {
        RunSummary summary = SyntheticRun.Summary(16) with
        {
            RealTimeFactor = double.PositiveInfinity,
            MeanRateHz = new Dictionary<string, double> { ["source"] = double.NaN },
            Parameters = new Dictionary<string, object> { ["p"] = double.NegativeInfinity },
            Additional = new Dictionary<string, JsonNode>
            {
                ["extra"] = new JsonObject { ["list"] = new JsonArray(1.5, double.NaN, float.NegativeInfinity) },
            },
        };

        string json = SummaryFile.ToJson(summary);

        JsonNode root = JsonNode.Parse(json)!;
        Assert.Null(root["realTimeFactor"]);
        Assert.Null(root["meanRateHz"]!["source"]);
        Assert.Null(root["parameters"]!["p"]);
        Assert.Equal("[1.5,null,null]", root["extra"]!["list"]!.ToJsonString());
        RunSummary read = SummaryFile.Parse(json);
        Assert.True(double.IsNaN(read.RealTimeFactor));
        Assert.True(double.IsNaN(read.MeanRateHz["source"]));
        Assert.Equal(double.NaN, read.Parameters["p"]);
    }

    [Fact]
    public void A_summary_of_a_version_that_had_fewer_keys_is_read()
    {
        JsonObject root = JsonNode.Parse(SummaryFile.ToJson(SyntheticRun.Summary(16)))!.AsObject();
        foreach (string key in new[] { "hash", "sampleIntervalMs", "version", "commit", "date", "commandLine", "machine", "recordingSeconds" })
        {
            Assert.True(root.Remove(key));
        }

        RunSummary read = SummaryFile.Parse(root.ToJsonString());

        Assert.False(read.HasHash);
        Assert.Null(read.Provenance);
        Assert.Null(read.SampleIntervalMs);
        Assert.Equal(double.NaN, read.RecordingSeconds);
    }

    // A digit of a rate that became another one was shown by the report.
    [Fact]
    public void No_bit_of_a_summary_can_be_flipped_unseen()
    {
        string whole = SummaryFile.ToJson(SyntheticRun.Summary(16));
        byte[] bytes = Encoding.UTF8.GetBytes(whole);
        int refused = 0;

        // Every bit of a byte comes up: 3 has no factor in common with 8.
        for (int bit = 0; bit < 8 * bytes.Length; bit += 3)
        {
            byte[] file = [.. bytes];
            file[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                // White space may become other white space, and a file whose hash goes by another name is as one of before.
                RunSummary read = SummaryFile.Parse(Encoding.UTF8.GetString(file));
                RunSummary ours = read with { Additional = read.Additional.Where(pair => pair.Key == "mapQuality").ToDictionary() };
                Assert.Equal(whole, SummaryFile.ToJson(ours));
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
            {
                refused++;
            }
        }

        Assert.True(refused > bytes.Length);
    }

    [Fact]
    public void White_space_is_no_part_of_what_is_compared()
    {
        string whole = SummaryFile.ToJson(SyntheticRun.Summary(16));
        Assert.True(SummaryFile.Parse(JsonNode.Parse(whole)!.ToJsonString()).HasHash);
        Assert.True(SummaryFile.Parse(whole.Replace("\n", "\r\n  ", StringComparison.Ordinal)).HasHash);
    }

    [Theory]
    [InlineData("date", "\"yesterday\"")]
    [InlineData("machine", "null")]
    [InlineData("machine", "3")]
    [InlineData("version", "null")]
    public void A_summary_whose_origin_is_none_is_refused(string key, string value)
    {
        JsonObject root = JsonNode.Parse(SummaryFile.ToJson(SyntheticRun.Summary(16)))!.AsObject();
        root.Remove("hash");
        root[key] = JsonNode.Parse(value);
        Assert.ThrowsAny<JsonException>(() => SummaryFile.Parse(root.ToJsonString()));
    }

    [Fact]
    public void A_key_of_the_contract_cannot_be_added()
    {
        foreach (string key in new[] { "neurons", "digest", "machine", "hash" })
        {
            RunSummary summary = SyntheticRun.Summary(16) with
            {
                Additional = new Dictionary<string, JsonNode> { [key] = 1 },
            };

            Assert.Throws<ArgumentException>(() => SummaryFile.ToJson(summary));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"schema\": 1}")]
    [InlineData("{\"schema\": 2}")]
    [InlineData("{\"schema\": \"x\"}")]
    [InlineData("{\"schema\": 1, \"experiment\": null}")]
    [InlineData("{\"schema\": 1, \"schema\": 1}")]
    public void A_summary_that_is_none_is_refused(string json)
    {
        string path = _folder[RunFiles.Summary];
        File.WriteAllText(path, json);

        var exception = Assert.Throws<InvalidDescriptionException>(() => SummaryFile.Read(_folder.Path));

        Assert.StartsWith($"{path} cannot be read: ", Assert.Single(exception.Findings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_summary_cut_short_anywhere_is_refused()
    {
        string json = SummaryFile.ToJson(SyntheticRun.Summary(16));
        for (int length = 1; length < json.Length; length += 13)
        {
            Assert.ThrowsAny<JsonException>(() => SummaryFile.Parse(json[..length]));
        }
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertKeys(JsonNode? node, params string[] keys) =>
        Assert.Equal(keys, node!.AsObject().Select(pair => pair.Key));
}
