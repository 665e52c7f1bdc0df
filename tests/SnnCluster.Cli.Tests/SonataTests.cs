using System.Text.Json;

namespace SnnCluster.Cli.Tests;

/// <summary>SONATA circuits on the command line.</summary>
public sealed class SonataTests : IDisposable
{
    private static readonly string Config = Path.Combine(AppContext.BaseDirectory, "Sonata", "mixed", "config.json");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_circuit_runs_as_it_says_and_as_the_description_that_is_written_of_it()
    {
        CommandLine run = CommandLine.Run("run", Config, "--device", "host", "--json", "--out", _folder["run"]);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("9 of 18 delays are no whole number of steps of 0.1 ms: they are rounded", run.Error, StringComparison.Ordinal);
        using var summary = JsonDocument.Parse(run.Output);
        JsonElement root = summary.RootElement;
        Assert.Equal(("mixed", 100.0), (root.GetProperty("experiment").GetString(), root.GetProperty("simulatedMs").GetDouble()));
        Assert.Equal("config.json", root.GetProperty("sonata").GetProperty("config").GetString());
        Assert.True(File.Exists(_folder["run/spikes.parquet"]) && File.Exists(_folder["run/states.parquet"]));

        CommandLine described = CommandLine.Run("describe", Config, "--out", _folder["network.json"]);
        Assert.Equal((0, _folder["network.json"]), (described.ExitCode, described.Output.Trim()));
        Assert.StartsWith("note: ", described.Error, StringComparison.Ordinal);
        CommandLine again = CommandLine.Run("run", _folder["network.json"], "--device", "host", "--json");
        Assert.Equal(root.GetProperty("digest").GetString(), JsonDocument.Parse(again.Output).RootElement.GetProperty("digest").GetString());
    }

    [Fact]
    public void What_is_wrong_is_refused_before_anything_is_written()
    {
        File.WriteAllText(_folder["config.json"], File.ReadAllText(Config).Replace("nodes.h5", "none.h5", StringComparison.Ordinal));
        CommandLine.Run("run", _folder["config.json"], "--out", _folder["out"], "--partitions", "0").IsRefused(3, "none.h5: expected a file that can be read", "edges.h5: expected a file", "--partitions is '0'");
        Assert.False(Directory.Exists(_folder["out"]));
        CommandLine.Run("run", Config, "--models", "x.dll").IsRefused(1, "--models is 'x.dll'");
    }
}
