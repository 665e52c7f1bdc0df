using System.Text.Json;

namespace SnnCluster.Cli.Tests;

/// <summary>The command <c>sweep</c>: what it refuses, and a tiny sweep.</summary>
public sealed class SweepTests : IDisposable
{
    private static readonly string Tiny = $"{CommandLine.TestAssembly}:TinyExperiment";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Combinations_are_run_and_the_same_command_goes_on()
    {
        string[] arguments = ["sweep", Tiny, "--set", "neurons=4,8", "--rate-hz", "100:200:50", "--seeds", "1:2", "--out", _folder["out"]];
        CommandLine run = CommandLine.Run(arguments);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("meanRateHz.source", run.Output);
        Assert.Equal(13, File.ReadAllLines(_folder["out/runs.csv"]).Length);
        Assert.True(File.Exists(_folder["out/runs/neurons=4_rate-hz=150_seed=2/summary.json"]));
        CommandLine again = CommandLine.Run([.. arguments, "--json", "--quiet"]);
        Assert.Equal(0, again.ExitCode);
        using var sweep = JsonDocument.Parse(again.Output);
        Assert.True(sweep.RootElement.GetProperty("complete").GetBoolean());
        Assert.Equal(12, sweep.RootElement.GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once_and_nothing_is_written()
    {
        CommandLine.Run("sweep", Tiny, "--neurons", "4,x", "--set", "rate-hz=1:2", "--seeds", "a", "--parallel", "0", "--dt-ms", "0").IsRefused(
            6,
            "--out is missing",
            "--parallel is '0': must be a whole number, at least 1",
            "--dt-ms is 0: must be above 0",
            "--set neurons is 'x': must be a whole number",
            "--set rate-hz has '1:2': a range is FROM:TO:STEP",
            "--seeds has 'a'");
        CommandLine.Run("sweep", "tinny", "--out", _folder["out"]).IsRefused(1, "there is no experiment 'tinny'");
        CommandLine.Run("sweep", Tiny, "--neurons", "4", "--set", "neurons=5", "--out", _folder["out"]).IsRefused(1, "give one of them");
        Assert.True(_folder.IsEmpty);
    }

    [Fact]
    public void A_folder_with_something_else_is_refused()
    {
        File.WriteAllText(_folder["mine.txt"], "mine");
        CommandLine.Run("sweep", Tiny, "--out", _folder.Path, "--force").IsRefused(1, "is not a sweep");
    }
}
