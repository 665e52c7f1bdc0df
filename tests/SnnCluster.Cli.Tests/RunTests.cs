using System.Text.Json;
using System.Text.Json.Nodes;
using SnnCluster.Cli.Tests.Samples;
using SnnCluster.Engine.Devices;

namespace SnnCluster.Cli.Tests;

public sealed class RunTests : IDisposable
{
    private static readonly string Tiny = $"{CommandLine.TestAssembly}:TinyExperiment";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Json_is_all_that_standard_output_has()
    {
        CommandLine run = CommandLine.Run("run", "topographic-map", "--duration-ms", "20", "--seed", "7", "--no-stdp", "--json");
        Assert.Equal(0, run.ExitCode);
        using var summary = JsonDocument.Parse(run.Output);
        Assert.Equal("topographic-map", summary.RootElement.GetProperty("experiment").GetString());
        Assert.Equal(7, summary.RootElement.GetProperty("seed").GetInt32());
        Assert.Equal(20, summary.RootElement.GetProperty("simulatedMs").GetDouble());
        Assert.True(summary.RootElement.GetProperty("complete").GetBoolean());
        Assert.False(summary.RootElement.GetProperty("parameters").GetProperty("stdp").GetBoolean());
        Assert.StartsWith("sha256:", summary.RootElement.GetProperty("digest").GetString());
    }

    [Fact]
    public void The_summary_tells_where_it_comes_from()
    {
        DateTimeOffset before = DateTimeOffset.UtcNow;
        CommandLine run = CommandLine.Run("run", Tiny, "--out", _folder["a folder"], "--sample-interval-ms", "5", "--quiet", "--json");
        JsonElement root = JsonDocument.Parse(run.Output).RootElement;
        Assert.Matches(@"^[0-9]+[.][0-9]+[.][0-9]+", root.GetProperty("version").GetString());
        Assert.Contains(root.GetProperty("commit").ValueKind, new[] { JsonValueKind.String, JsonValueKind.Null });
        Assert.InRange(root.GetProperty("date").GetDateTimeOffset(), before, DateTimeOffset.UtcNow);
        Assert.Equal(
            $"snncluster run {Tiny} --out '{_folder["a folder"]}' --sample-interval-ms 5 --quiet --json",
            root.GetProperty("commandLine").GetString());
        Assert.Equal(Environment.ProcessorCount, root.GetProperty("machine").GetProperty("cores").GetInt32());
        Assert.Equal(["host"], root.GetProperty("machine").GetProperty("devices").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(5, root.GetProperty("sampleIntervalMs").GetDouble());
        Assert.True(root.GetProperty("recordingSeconds").GetDouble() > 0);
    }

    [Fact]
    public void The_table_shows_the_result_and_progress_goes_to_standard_error()
    {
        CommandLine run = CommandLine.Run("run", "topographic-map", "--duration-ms", "20");
        Assert.Equal(0, run.ExitCode);
        Assert.All(
            [
                "feed-forward", "source", "target", "sigma_aff, weighted", "AD", "Real-time factor", "deliver [s]",
                "Digest sha256:",
            ],
            content => Assert.Contains(content, run.Output));
        Assert.Contains("topographic-map: building", run.Error);
        Assert.DoesNotContain("building", run.Output);

        // Of one device alone there is nothing to tell.
        Assert.Equal(DeviceCatalog.AutoHasChoice, run.Error.Contains("auto picked", StringComparison.Ordinal));
        Assert.DoesNotContain("\e[", run.Output + run.Error);
    }

    [Fact]
    public void Quiet_says_nothing_on_standard_error()
    {
        CommandLine run = CommandLine.Run("run", Tiny, "--quiet", "--json");
        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Error);
    }

    [Fact]
    public void An_own_experiment_runs_with_its_parameters_and_shows_its_results()
    {
        CommandLine run = CommandLine.Run("run", Tiny, "--set", "neurons=32", "--set", "rate-hz=5e1", "--set", "offset=-1.5");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"source\s+32", run.Output);
        Assert.Matches(@"answer\s+42", run.Output);
        Assert.DoesNotContain("Map quality", run.Output);
    }

    [Fact]
    public void A_run_leaves_its_summary_and_is_replaced_only_with_force()
    {
        string[] args = ["run", Tiny, "--out", _folder["a/b"], "--quiet"];
        CommandLine first = CommandLine.Run(args);
        Assert.Equal(0, first.ExitCode);
        Assert.Contains($"Files in {_folder["a/b"]}:", first.Output);
        Assert.Contains("summary.json", first.Output);
        string summary = File.ReadAllText(Path.Combine(_folder["a/b"], "summary.json"));

        CommandLine.Run(args).IsRefused(1, "exists and is not empty");
        Assert.Equal(summary, File.ReadAllText(Path.Combine(_folder["a/b"], "summary.json")));

        File.WriteAllText(Path.Combine(_folder["a/b"], "notes.txt"), "mine");
        Assert.Equal(0, CommandLine.Run([.. args, "--force", "--seed", "2"]).ExitCode);
        Assert.NotEqual(summary, File.ReadAllText(Path.Combine(_folder["a/b"], "summary.json")));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(_folder["a/b"], "notes.txt")));
    }

    [Fact]
    public void Figures_can_be_rebuilt_from_a_run()
    {
        CommandLine run = CommandLine.Run("run", "topographic-map", "--duration-ms", "20", "--out", _folder["run"], "--quiet");
        Assert.Equal(0, run.ExitCode);
        CommandLine report = CommandLine.Run("report", _folder["run"]);
        Assert.Equal(0, report.ExitCode);
        string[] files = report.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.True(File.Exists(file), file));
    }

    [Fact]
    public void A_figure_that_fails_is_told_and_takes_neither_the_others_nor_the_run_along()
    {
        string obstacle = Path.Combine(_folder["run"], "rates.png");
        AppContext.SetData(ObstructedExperiment.Obstacle, obstacle);
        CommandLine run = CommandLine.Run(
            "run", $"{CommandLine.TestAssembly}:ObstructedExperiment", "--set", "rate-hz=500", "--record", "spikes", "--out",
            _folder["run"], "--json", "--quiet");
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("warning: the figure rates could not be drawn: ", Assert.Single(run.Error.Trim().Split('\n')));
        run.HasNoStackTrace();
        using var summary = JsonDocument.Parse(run.Output);
        Assert.True(summary.RootElement.GetProperty("complete").GetBoolean());
        Assert.True(File.Exists(Path.Combine(_folder["run"], "spikes.png")));
        Assert.Empty(Directory.GetFiles(_folder["run"], "*.partial"));

        // Of a report, figures are all that is asked for.
        CommandLine report = CommandLine.Run("report", _folder["run"]);
        Assert.Equal(1, report.ExitCode);
        Assert.Contains("error: the figure rates could not be drawn: ", report.Error);
        Assert.Contains("spikes.svg", report.Output);

        Directory.Delete(obstacle);
        Assert.Equal(0, CommandLine.Run("report", _folder["run"]).ExitCode);
    }

    [Fact]
    public void A_run_that_is_cancelled_says_so()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        CommandLine run = CommandLine.Run(cancellation.Token, "run", "topographic-map");
        Assert.Equal(130, run.ExitCode);
        Assert.Contains("Ended", run.Error);
        run.HasNoStackTrace();
    }

    [Fact]
    public void A_dry_run_tells_how_finely_input_is_summed()
    {
        CommandLine line = CommandLine.Run("run", "topographic-map", "--dry-run", "--json");
        Assert.Equal(0, line.ExitCode);
        JsonNode receptor = Assert.Single(JsonNode.Parse(line.Output)!["receptors"]!.AsArray())!;
        Assert.Equal("target", (string)receptor["population"]!);

        // 256 sources and 256 targets with weights up to 0.2: below 2^7, in multiples of 2^(7-51).
        Assert.Equal(512 * (double)0.2f, (double)receptor["largestSum"]!, 1e-9);
        Assert.Equal(Math.ScaleB(1, -44), (double)receptor["resolution"]!);
        Assert.Matches(@"target\s+excitatory\s+102\s+5\.68E-14", CommandLine.Run("run", "topographic-map", "--dry-run").Output);
    }
}
