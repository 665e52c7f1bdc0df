using System.Text.Json;

namespace SnnCluster.Cli.Tests;

/// <summary>Description files on the command line.</summary>
public sealed class DescriptionTests : IDisposable
{
    private const string Text = """
        {
          "name": "two-cells",
          "network": {
            "dtMs": 0.5,
            "seed": 11,
            "populations": [ { "name": "cells", "size": 2, "model": { "type": "poisson", "rateHz": 50 } } ]
          },
          "run": { "durationMs": 100, "record": ["spikes"], "fullDigest": true }
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_description_runs_as_it_says()
    {
        using var summary = JsonDocument.Parse(Run(Text, "--json", "--out", _folder["results"]).Output);
        JsonElement root = summary.RootElement;
        Assert.Equal(
            ("two-cells", 100.0, 0.5, 11),
            (root.GetProperty("experiment").GetString(), root.GetProperty("simulatedMs").GetDouble(), root.GetProperty("dtMs").GetDouble(), root.GetProperty("seed").GetInt32()));
        Assert.NotEqual("", root.GetProperty("fullDigest").GetString());
        Assert.True(File.Exists(_folder["results/spikes.parquet"]));
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_folder["network.json"]))),
            root.GetProperty("descriptionFile").GetProperty("sha256").GetString());
    }

    [Fact]
    public void The_command_line_says_otherwise()
    {
        using var summary = JsonDocument.Parse(Run(Text, "--json", "--seed", "3", "--dt-ms", "0.1", "--duration-ms", "20", "--digest", "network").Output);
        JsonElement root = summary.RootElement;
        Assert.Equal(
            (20.0, 0.1, 3),
            (root.GetProperty("simulatedMs").GetDouble(), root.GetProperty("dtMs").GetDouble(), root.GetProperty("seed").GetInt32()));
        Assert.Equal(JsonValueKind.Null, root.TryGetProperty("fullDigest", out JsonElement digest) ? digest.ValueKind : JsonValueKind.Null);
    }

    [Fact]
    public void Values_are_put_into_a_description_by_their_place()
    {
        using var set = JsonDocument.Parse(Run(
            Text, "--json", "--set", "populations.cells.size=3", "--set", "populations.cells.model.rateHz=100", "--set", "run.durationMs=50", "--set", "run.recordNeurons=5").Output);
        using var written = JsonDocument.Parse(Run(
            Text.Replace("\"size\": 2", "\"size\": 3", StringComparison.Ordinal).Replace("50", "100", StringComparison.Ordinal), "--json", "--duration-ms", "50").Output);
        Assert.Equal(50, set.RootElement.GetProperty("simulatedMs").GetDouble());
        Assert.Equal(written.RootElement.GetProperty("fullDigest").GetString(), set.RootElement.GetProperty("fullDigest").GetString());
        Assert.NotEqual(DescriptionHash(written), DescriptionHash(set));

        foreach ((string setting, string message) in new[]
        {
            ("populations.cell.size=3", "--set populations.cell.size=3: there is no 'cell' in populations; did you mean 'cells'?"),
            ("populations.cells.size.x=3", "--set populations.cells.size.x=3: size is 2: must be an object"),
            ("populations.cells.size=0", "size of cells is 0: must be at least 1"),
            ("populations.cells.size=many", "size is 'many': must be a whole number"),
            ("populations.cells.sise=3", "has no key 'sise'; did you mean 'size'?"),
            ("populations=3", "--set populations=3: "),
            ("populations=[", "--set populations=[: an object or a list must be whole JSON"),
        })
        {
            Run(Text, "--set", setting).IsRefused(1, message);
        }

        Run(Text.Replace("rateHz", "ratHz", StringComparison.Ordinal), "--set", "populations.cells.size=3").IsRefused(1, "network.json:6:82: poisson has no key 'ratHz'");

        static string? DescriptionHash(JsonDocument summary) => summary.RootElement.GetProperty("descriptionFile").GetProperty("sha256").GetString();
    }

    [Fact]
    public void Mistakes_of_the_file_and_of_the_command_line_are_told_together()
    {
        CommandLine refused = Run(Text.Replace("rateHz", "ratHz", StringComparison.Ordinal), "--partitions", "0", "--models", "none.dll");
        refused.IsRefused(2, "there is no file none.dll", "--partitions is '0'");
        refused = Run(Text.Replace("rateHz", "ratHz", StringComparison.Ordinal), "--partitions", "0");
        refused.IsRefused(2, ":6:82: poisson has no key 'ratHz'; did you mean 'rateHz'?", "--partitions is '0'");
        CommandLine.Run("run", _folder["none.json"]).IsRefused(1, $"there is no file {_folder["none.json"]}");
        CommandLine.Run("run", "brunel", "--models", "x.dll").IsRefused(1, "--models is 'x.dll': only description files have models of other assemblies");
    }

    [Fact]
    public void An_experiment_is_described_and_its_description_runs_to_the_same_digest()
    {
        CommandLine described = CommandLine.Run("describe", "brunel", "--neurons", "250", "--set", "warm-up-ms=0", "--seed", "5", "--duration-ms", "20");
        Assert.Equal((0, ""), (described.ExitCode, described.Error));
        Assert.Equal(Digest(CommandLine.Run("run", "brunel", "--neurons", "250", "--seed", "5", "--duration-ms", "20", "--json")), Digest(Run(described.Output, "--json")));
    }

    [Fact]
    public void Long_lists_are_written_beside_the_description()
    {
        string[] words = ["describe", "dopamine", "--training-ms", "300000", "--out", _folder["d.json"]];
        CommandLine described = CommandLine.Run(words);
        Assert.Equal(0, described.ExitCode);
        Assert.Equal(
            ["d-inputs-stimuli.csv", "d-projections-stimulus-e-connectivity.csv", "d-projections-stimulus-i-connectivity.csv", "d.json"],
            described.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Path.GetFileName(line)).Order(StringComparer.Ordinal));
        Assert.Equal(0, CommandLine.Run("run", _folder["d.json"], "--duration-ms", "5").ExitCode);
        CommandLine.Run(words).IsRefused(1, "d.json is there already: --force replaces it");
        Assert.Equal(0, CommandLine.Run([.. words, "--force"]).ExitCode);
        CommandLine.Run("describe", "brunel", "--out", _folder.Path, "--force").IsRefused(1, $"--out {_folder.Path} is a folder: must be a file");
        CommandLine.Run("describe", "--schema", "--out", _folder.Path).IsRefused(1, $"--out {_folder.Path} is a folder: must be a file");
        CommandLine.Run("describe", "--schema", "--out", "").IsRefused(1, "--out is '': must be a file");
        Assert.Equal(0, CommandLine.Run("describe", "--schema", "--out", _folder["new/folder/schema.json"]).ExitCode);
        CommandLine.Run("describe", "--schema", "--out", _folder["new/folder/schema.json/more.json"]).IsRefused(1, $"{_folder["new/folder/schema.json"]} is a file");
    }

    [Fact]
    public void The_schema_is_printed()
    {
        CommandLine schema = CommandLine.Run("describe", "--schema");
        Assert.Equal(0, schema.ExitCode);
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", JsonDocument.Parse(schema.Output).RootElement.GetProperty("$schema").GetString());
    }

    [Fact]
    public void What_cannot_be_described_is_told()
    {
        CommandLine.Run("describe").IsRefused(1, "EXPERIMENT is missing");
        CommandLine.Run("describe", "brunell").IsRefused(1, "there is no experiment 'brunell'", "did you mean 'brunel'?");
        CommandLine.Run("describe", "brunel", "--schema").IsRefused(1, "--schema and the experiment 'brunel' are given");
        CommandLine.Run("describe", "x.json").IsRefused(1, "x.json is a description already");
        CommandLine.Run("describe", "brunel", "--set", "neurons=-1", "--seed", "x").IsRefused(2, "--set neurons is -1", "--seed is 'x'");
    }

    [Fact]
    public void A_folder_of_files_must_be_there() =>
        CommandLine.Run("node", "--files", _folder["none"]).IsRefused(1, $"--files is '{_folder["none"]}': there is no such folder");

    private static string? Digest(CommandLine run) => JsonDocument.Parse(run.Output).RootElement.GetProperty("digest").GetString();

    private CommandLine Run(string text, params string[] options)
    {
        File.WriteAllText(_folder["network.json"], text);
        return CommandLine.Run(["run", _folder["network.json"], .. options]);
    }
}
