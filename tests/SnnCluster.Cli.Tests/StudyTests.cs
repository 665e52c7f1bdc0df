using System.Text.Json;

namespace SnnCluster.Cli.Tests;

/// <summary>The command <c>study</c>: what it refuses, and tiny studies.</summary>
public sealed class StudyTests : IDisposable
{
    private static readonly string Tiny = $"{CommandLine.TestAssembly}:TinyExperiment";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("speed-vs-size --sizes ", "--sizes is empty: a study needs at least one case")]
    [InlineData("speed-vs-size --sizes 0,1", "--sizes is 0: must be from 1 to 2048")]
    [InlineData("speed-vs-size --sizes 1,2,1", "--sizes has 1 2 times: name each size once")]
    [InlineData("speed-vs-size --sizes 1,,2", "--sizes has '': must be a number")]
    [InlineData("speed-vs-size --sizes 1;2", "--sizes has '1;2': must be a number")]
    [InlineData("speed-vs-size --sizes 1.5", "--sizes is '1.5': must be a whole number")]
    [InlineData("speed-vs-size --seeds 1.5", "--seeds is '1.5': must be a whole number, at least 1")]
    [InlineData("speed-vs-size --seeds 0", "--seeds is '0': must be a whole number, at least 1")]
    [InlineData("speed-vs-size --partitions 2", "unknown option --partitions")]
    [InlineData("speed-vs-size --warm-up-ms -1", "--warm-up-ms is -1: must be at least 0")]
    [InlineData("speed-vs-size --warm-up-ms 0.25", "--warm-up-ms 0.25 ms is not a multiple of dt 0.1 ms")]
    [InlineData("speed-vs-size --warm-up-ms short", "--warm-up-ms is 'short': must be a number")]
    [InlineData("speed-vs-size --duration-ms 0", "--duration-ms is 0: must be above 0")]
    [InlineData("speed-vs-size --set scale=2", "scale is set to '2': --sizes sets the same parameter")]
    [InlineData("speed-vs-size --set stpd=false", "the experiment has no parameter 'stpd'; did you mean 'stdp'?")]
    [InlineData("speed-vs-size --device tpu", "--device is 'tpu'")]
    [InlineData("speed-vs-size --predict-nodes 0,8", "--predict-nodes has 0: must be at least 1")]
    [InlineData("speed-vs-size --predict-nodes 1.5", "--predict-nodes has '1.5': must be a whole number")]
    [InlineData("strong-scaling --size 0", "--size is 0: must be from 1 to 2048")]
    [InlineData("strong-scaling --size 1 --partitions 1,0", "--partitions has 0: must be at least 1")]
    [InlineData("strong-scaling --size 1 --partitions 2,2", "--partitions has 2 2 times")]
    [InlineData("strong-scaling --size 1 --partitions 1,1000", "--partitions is 1000: must be from 1 to 256")]
    [InlineData("strong-scaling --size 1000 --partitions 1", "memory")]
    [InlineData("weak-scaling --size-per-partition 0", "--size-per-partition is 0: must be from 1 to 2048")]
    [InlineData("weak-scaling --sizes 1", "unknown option --sizes")]
    public void Options_are_refused(string options, string content)
    {
        CommandLine.Run(["study", .. options.Split(' '), "--experiment", "topographic-map", "--out", _folder["out"]]).IsRefused(1, content);
        Assert.True(_folder.IsEmpty);
    }

    [Theory]
    [InlineData("", "a command is missing; there are speed-vs-size, strong-scaling, weak-scaling, exchange", "snncluster study --help")]
    [InlineData("speed-vs-siez", "did you mean 'speed-vs-size'?", "snncluster study --help")]
    [InlineData("weak-scaling --jsno", "did you mean --json?", "snncluster study weak-scaling --help")]
    [InlineData("weak-scaling 4", "unexpected argument '4'", "snncluster study weak-scaling --help")]
    public void Command_lines_without_sense_are_refused(string line, string content, string help) =>
        CommandLine.Run(["study", .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)])
            .IsRefused(1, content, $"Try '{help}'.");

    [Fact]
    public void A_study_needs_a_folder_and_everything_is_told_at_once()
    {
        CommandLine.Run("study", "speed-vs-size").IsRefused(2, "--experiment is missing: must be one of ", "--out is missing");
        CommandLine.Run("study", "speed-vs-size", "--experiment", "topograhic-map", "--out", _folder["out"])
            .IsRefused(1, "did you mean 'topographic-map'?");
        CommandLine.Run("study", "speed-vs-size", "--experiment", "topographic-map", "--sizes", "", "--seeds", "x", "--dt-ms", "0")
            .IsRefused(4, "--out is missing", "--sizes is empty", "--seeds is 'x'", "--dt-ms is 0");
    }

    [Fact]
    public void An_experiment_without_scale_is_refused()
    {
        string[] folder = ["--out", _folder["out"]];
        CommandLine.Run(["study", "speed-vs-size", "--experiment", Tiny, .. folder])
            .IsRefused(1, "--sizes cannot be varied: the experiment tiny declares no parameter as its size");
        CommandLine.Run(["study", "strong-scaling", "--experiment", Tiny, "--size", "2", .. folder])
            .IsRefused(1, "--size cannot be varied");
        Assert.True(_folder.IsEmpty);
    }

    [Fact]
    public void A_folder_with_something_in_it_is_refused()
    {
        File.WriteAllText(_folder["mine.txt"], "mine");
        string[] args = ["study", "speed-vs-size", "--experiment", "topographic-map", "--sizes", "1", "--out", _folder.Path];
        CommandLine.Run(args).IsRefused(1, "exists and is not empty", "replace a study with --force");
        CommandLine.Run([.. args, "--force"]).IsRefused(1, "is not a study");
        Assert.Equal("mine", File.ReadAllText(_folder["mine.txt"]));
    }

    [Fact]
    public void Json_is_all_that_standard_output_has()
    {
        CommandLine run = CommandLine.Run(
            "study", "speed-vs-size", "--experiment", "topographic-map", "--sizes", "1,2", "--seeds", "2", "--duration-ms", "20", "--out", _folder["out"],
            "--set", "stdp=false", "--json");
        Assert.Equal(0, run.ExitCode);
        using var study = JsonDocument.Parse(run.Output);
        JsonElement root = study.RootElement;
        Assert.Equal("speed-vs-size", root.GetProperty("study").GetString());
        Assert.Equal(4, root.GetProperty("measurements").GetArrayLength());
        Assert.Equal("false", root.GetProperty("plan").GetProperty("parameters").GetProperty("stdp").GetString());
        Assert.StartsWith("snncluster study speed-vs-size --experiment topographic-map --sizes 1,2", root.GetProperty("commandLine").GetString());
        Assert.Equal(File.ReadAllText(Path.Combine(_folder["out"], "study.json")).TrimEnd(), run.Output.TrimEnd());
        Assert.Contains("speed-vs-size: warming up", run.Error);
        Assert.Contains("speed-vs-size: run 4 of 4: scale 1, seed 2", run.Error);
        Assert.True(File.Exists(Path.Combine(_folder["out"], "report.html")));
    }

    [Fact]
    public void The_tables_show_speed_up_and_predictions_and_quiet_is_quiet()
    {
        CommandLine run = CommandLine.Run(
            "study", "strong-scaling", "--experiment", "topographic-map", "--size", "1", "--partitions", "1,2", "--seeds", "1", "--duration-ms", "20", "--out",
            _folder["out"], "--quiet");
        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Error);
        Assert.All(
            ["Speed-up", "Efficiency", "scale 1, 2 partitions", "Cost of a step", "Prediction, not measured", "report.html"],
            content => Assert.Contains(content, run.Output));
    }

    [Fact]
    public void A_study_that_is_cancelled_at_once_writes_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        CommandLine run = CommandLine.Run(
            cancellation.Token, "study", "speed-vs-size", "--experiment", "topographic-map", "--sizes", "1", "--out", _folder["out"]);
        Assert.Equal(130, run.ExitCode);
        Assert.Contains("Ended before the run began: nothing was written.", run.Error);
        run.HasNoStackTrace();
        Assert.True(_folder.IsEmpty);
    }

    [Fact]
    public void A_study_of_an_experiment_that_fails_says_so_in_one_line()
    {
        CommandLine run = CommandLine.Run(
            "study", "strong-scaling", "--experiment", $"{CommandLine.TestAssembly}:FailingExperiment", "--out", _folder["out"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error: InvalidOperationException: the sample fails\n", run.Error);
        Assert.True(_folder.IsEmpty);
    }
}
