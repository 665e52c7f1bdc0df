using System.Text.RegularExpressions;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Experiments.Running;

namespace SnnCluster.Samples.Tests;

/// <summary>What the document of description files shows and says is true of the files beside it.</summary>
public partial class DescriptionDocumentTests
{
    private const string Document = "docs/description-files.md";

    [Fact]
    public void The_schema_in_the_documents_is_that_of_the_types() => Assert.True(
        DescriptionSchema.Text() == Repository.Read("docs/network-description.schema.json"),
        "write it anew: snncluster describe --schema --out docs/network-description.schema.json --force");

    [Fact]
    public void What_the_document_shows_is_what_the_samples_are()
    {
        Match[] quotes = Quote().Matches(Repository.Read(Document)).ToArray();
        Assert.Equal(2, quotes.Length);
        Assert.All(quotes, quote => Assert.Equal(Repository.Read(quote.Groups["file"].Value), quote.Groups["text"].Value));
    }

    [Fact]
    public void The_document_of_equations_shows_a_part_of_a_sample()
    {
        Match[] quotes = Quote().Matches(Repository.Read("docs/equations.md")).ToArray();
        Assert.NotEmpty(quotes);
        Assert.All(quotes, quote => Assert.Contains(quote.Groups["text"].Value, Repository.Read(quote.Groups["file"].Value), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("balanced")]
    [InlineData("listed")]
    [InlineData("equations")]
    public void A_sample_runs_to_one_digest_in_one_partition_and_in_two(string name)
    {
        var experiment = DescribedExperiment.Read(Path.Combine(Repository.Root, "docs", "samples", "descriptions", $"{name}.json"));
        RunResult[] results = [.. new[] { 1, 2 }.Select(partitions => ExperimentRunner.Run(
            experiment, new RunOptions { Device = "host", Partitions = partitions, DurationMs = 50 }, null, CancellationToken.None))];
        Assert.Equal(results[0].Summary.Digest, results[1].Summary.Digest);
        Assert.True(results[0].Summary.Spikes > 0, "nothing has happened");
    }

    [Fact]
    public void Equations_are_written_as_they_are_read()
    {
        string text = NetworkFile.Parse(System.Text.Encoding.UTF8.GetBytes(Repository.Read("docs/samples/descriptions/equations.json")), "equations").ToJson();
        Assert.Equal(text, NetworkFile.Parse(System.Text.Encoding.UTF8.GetBytes(text), "equations").ToJson());
        Assert.Contains("\"tau_w\": \"8*tau_m\"", text, StringComparison.Ordinal);
        Assert.Matches("\"V_th\": \\{\\s*\"type\": \"normal\"", text);
        Assert.Contains("\"A_plus\": \"0.01\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_mistakes_in_the_document_are_those_of_the_sample()
    {
        string path = Path.Combine(Repository.Root, "docs", "samples", "descriptions", "mistakes.json");
        var findings = Assert.Throws<Model.Networks.InvalidDescriptionException>(() => DescribedExperiment.Read(path)).Findings;
        Assert.All(findings, finding => Assert.Contains($"    {finding.Replace(path, "mistakes.json", StringComparison.Ordinal)}\n", Repository.Read(Document), StringComparison.Ordinal));
        Assert.Equal(6, findings.Count);
    }

    [Fact]
    public void The_document_has_the_name_of_everything_that_can_be_named()
    {
        string text = Repository.Read(Document);
        string[] names = [.. TypeName().Matches(Repository.Read("docs/network-description.schema.json")).Select(match => match.Groups[1].Value).Distinct()];
        Assert.Contains("tsodyks2-per-synapse", names);
        Assert.All(names, name => Assert.Contains($"`{name}`", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Models_of_the_sample_assembly_can_be_named()
    {
        const string Text = """
            { "network": { "dtMs": 0.1,
                "populations": [ { "name": "a", "size": 10, "model": { "type": "adaptive-exponential", "jumpNa": 0.1 }, "receptors": [ { "name": "c", "model": "current-pulse" } ] } ],
                "projections": [ { "name": "s", "source": "a", "target": "a", "connectivity": "all-to-all", "weight": 0.1, "delayMs": 1, "synapse": "soft-bound-stdp" } ],
                "inputs": [ { "type": "sawtooth", "name": "saw", "population": "a", "largest": 2 } ] },
              "run": { "durationMs": 20 } }
            """;
        var catalog = new DescriptionCatalog(typeof(OwnRules.OwnExperiment).Assembly);
        var file = NetworkFile.Parse(System.Text.Encoding.UTF8.GetBytes(Text), "own", catalog: catalog);
        Assert.Equal("AdaptiveExponentialDescription", file.Network.Populations[0].Model.GetType().Name);
        Assert.Equal(file.ToJson(catalog), NetworkFile.Parse(System.Text.Encoding.UTF8.GetBytes(file.ToJson(catalog)), "own", catalog: catalog).ToJson(catalog));
        Assert.Contains("\"input.sawtooth\"", DescriptionSchema.Text(catalog), StringComparison.Ordinal);
        Assert.Throws<Model.Networks.InvalidDescriptionException>(() => NetworkFile.Parse(System.Text.Encoding.UTF8.GetBytes(Text), "own"));
    }

    [GeneratedRegex(@"^<!-- from (?<file>\S+\.json) -->\n```json\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Quote();

    [GeneratedRegex(@"^    ""[a-z-]+\.([a-z0-9-]+)"": \{$", RegexOptions.Multiline)]
    private static partial Regex TypeName();
}
