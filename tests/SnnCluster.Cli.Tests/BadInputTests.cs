namespace SnnCluster.Cli.Tests;

/// <summary>What a user can get wrong: each is told in one message, with exit code 2, and nothing is written.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--sclae 2", "unknown option --sclae", "did you mean --scale?")]
    [InlineData("--jsonn", "unknown option --jsonn", "did you mean --json?")]
    [InlineData("--frobnicate", "unknown option --frobnicate")]
    [InlineData("-x", "unknown option -x")]
    [InlineData("extra", "unexpected argument 'extra'")]
    [InlineData("--stdp", "unknown option --stdp: that is the default, and --no-stdp turns it off")]
    [InlineData("--connectivity", "unknown option --connectivity: that is the default, and --no-connectivity turns it off")]
    [InlineData("--no-uncorrelated-input", "unknown option --no-uncorrelated-input: that is the default, and --uncorrelated-input turns it on")]
    [InlineData("--json=true", "unexpected argument 'true'")]
    [InlineData("--scale 0", "--scale is 0: must be")]
    [InlineData("--scale -1", "--scale is -1: must be")]
    [InlineData("--scale=-1", "--scale is -1: must be")]
    [InlineData("--scale NaN", "--scale is", "NaN", "must be")]
    [InlineData("--scale Infinity", "--scale is", "Infinity", "must be")]
    [InlineData("--scale many", "--scale is 'many': must be")]
    [InlineData("--scale 1,5", "--scale is '1,5': must be")]
    [InlineData("--dt-ms 0", "--dt-ms is 0: must be above 0")]
    [InlineData("--dt-ms -0.1", "--dt-ms is -0.1: must be above 0")]
    [InlineData("--dt-ms NaN", "--dt-ms is NaN: must be a finite number")]
    [InlineData("--dt-ms short", "--dt-ms is 'short': must be a number")]
    [InlineData("--duration-ms 0", "--duration-ms is 0: must be above 0")]
    [InlineData("--duration-ms 1e999", "--duration-ms is Infinity: must be a finite number")]
    [InlineData("--delay-ms -1", "--delay-ms is -1: must be")]
    [InlineData("--delay-ms 0.04", "--delay-ms 0.04 ms is below dt 0.1 ms")]
    [InlineData("--delay-ms 0.25", "--delay-ms 0.25 ms is not a multiple of dt 0.1 ms")]
    [InlineData("--set delay-ms=1.1 --dt-ms 0.2", "--set delay-ms 1.1 ms is not a multiple of dt 0.2 ms")]
    [InlineData("--partitions 0", "--partitions is '0': must be a whole number, at least 1")]
    [InlineData("--partitions -2", "--partitions is '-2'")]
    [InlineData("--partitions 1.5", "--partitions is '1.5'")]
    [InlineData("--partitions 99999999999", "--partitions is '99999999999'")]
    [InlineData("--partitions 1000", "1000")]
    [InlineData("--seed -1", "--seed is '-1': must be a whole number from 0 to 18446744073709551615")]
    [InlineData("--seed one", "--seed is 'one'")]
    [InlineData("--seed", "--seed needs a value")]
    [InlineData("--seed 1 --seed 2", "--seed is given 2 times")]
    [InlineData("--seed --json", "--seed needs a value: '--json' is an option")]
    [InlineData("--device tpu", "--device is 'tpu': must be auto, host, cuda, opencl or ilgpu-cpu")]
    [InlineData("--device cudda", "did you mean 'cuda'?")]
    [InlineData("--device cuda:first", "--device is 'cuda:first'")]
    [InlineData("--device cuda:99", "cuda:99", "host")]
    [InlineData("--set sclae=2", "the experiment has no parameter 'sclae'; did you mean 'scale'?")]
    [InlineData("--set scale=0", "--set scale is 0: must be")]
    [InlineData("--set stdp=maybe", "--set stdp is 'maybe': must be true or false")]
    [InlineData("--set scale", "--set is 'scale': must be NAME=VALUE")]
    [InlineData("--set =2", "--set is '=2': must be NAME=VALUE")]
    [InlineData("--set", "--set needs a value")]
    [InlineData("--set dt-ms=1", "is no parameter of the experiment but an option, --dt-ms")]
    [InlineData("--set scale=1 --set scale=2", "--set scale is given more than once")]
    [InlineData("--scale 1 --set scale=1", "--set scale is '1', and --scale sets the same parameter")]
    [InlineData("--no-stdp --set stdp=true", "--set stdp is 'true', and --no-stdp sets the same parameter")]
    [InlineData("--record spkies", "--record is 'spkies': must be one of spikes, rates, ", "did you mean 'spikes'?")]
    [InlineData("--record spikes,,connectivity", "--record has an empty item")]
    [InlineData("--record target.W", "'target.W'")]
    [InlineData("--record target.V:evry-ms=2", "--record target.V:evry-ms=2 has the option evry-ms; did you mean 'every-ms'?")]
    [InlineData("--record target.V:every-ms", "--record target.V:every-ms has 'every-ms': options are NAME=VALUE")]
    [InlineData("--record target.V::", "--record target.V:: has '': options are NAME=VALUE")]
    [InlineData("--detach --cluster 127.0.0.1:9", "with --detach nothing is written, 'snncluster fetch NAME --out DIR' does that")]
    [InlineData("--record-neurons 0", "--record-neurons is '0': must be a whole number, at least 1")]
    [InlineData("--record-interval-ms 0", "--record-interval-ms is 0: must be above 0")]
    [InlineData("--sample-interval-ms often", "--sample-interval-ms is 'often': must be a number")]
    public void Options_are_refused(string options, params string[] contents)
    {
        string[] args = ["run", "topographic-map", "--out", _folder["out"], .. options.Split(' ')];
        CommandLine.Run(args).IsRefused(1, contents);
        Assert.True(_folder.IsEmpty);
    }

    [Theory]
    [InlineData("--seed")]
    [InlineData("--set")]
    [InlineData("--device")]
    [InlineData("--record")]
    public void Long_arguments_are_not_told_whole(string option)
    {
        CommandLine run = CommandLine.Run("run", "topographic-map", option, new string('9', 1_000_000));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("characters left out", run.Errors[0]);
        Assert.InRange(run.Error.Length, 1, 4000);
    }

    [Theory]
    [InlineData("--detach", "--detach needs --cluster HOST:PORT")]
    [InlineData("--detach --dry-run --cluster 127.0.0.1:9", "--detach and --dry-run are given")]
    [InlineData("--detach --checkpoint-every-ms 1 --cluster 127.0.0.1:9", "with --detach it needs --checkpoint-folder DIR")]
    public void A_run_that_cannot_be_detached_is_refused(string options, string content) =>
        CommandLine.Run(["run", "topographic-map", .. options.Split(' ')]).IsRefused(1, content);

    [Fact]
    public void A_network_that_does_not_fit_in_memory_is_refused()
    {
        CommandLine.Run("run", "topographic-map", "--scale", "1000", "--out", _folder["out"]).IsRefused(1, "memory");
        Assert.True(_folder.IsEmpty);
    }

    [Fact]
    public void Everything_is_told_at_once()
    {
        const string Line = "run topographic-map --scale 0 --dt-ms x --seed -1 --set stpd=false --out /dev/null/x";
        CommandLine.Run(Line.Split(' '))
            .IsRefused(5, "--scale is 0", "--dt-ms is 'x'", "--seed is '-1'", "did you mean 'stdp'?", "--out /dev/null/x");
    }

    [Theory]
    [InlineData("topograhic-map", "there is no experiment 'topograhic-map'", "did you mean 'topographic-map'?")]
    [InlineData("banana", "there is no experiment 'banana'", "there are brunel, ")]
    public void An_unknown_experiment_is_refused(string name, params string[] contents)
    {
        CommandLine.Run("run", name).IsRefused(1, contents);
        CommandLine.Run("run", name, "--list-parameters").IsRefused(1, contents);
    }

    [Theory]
    [InlineData("", "a command is missing; there are run, resume, sweep, study, experiments, describe, devices, report")]
    [InlineData("run brunel --no-stdp", "unknown option --no-stdp")]
    [InlineData("run brunel --neuron 10", "unknown option --neuron; did you mean --neurons?")]
    [InlineData("rnu topographic-map", "unknown command 'rnu'; did you mean 'run'?")]
    [InlineData("--jsno", "unknown option --jsno")]
    [InlineData("run", "EXPERIMENT is missing")]
    [InlineData("report", "DIR is missing")]
    [InlineData("devices --jsno", "unknown option --jsno; did you mean --json?")]
    [InlineData("experiments all", "unexpected argument 'all'")]
    public void Command_lines_without_sense_are_refused(string line, string content)
    {
        CommandLine run = CommandLine.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        run.IsRefused(1, content, "Try 'snncluster");
    }

    [Theory]
    [InlineData("run brunel --regime xi", "--regime is 'xi': must be one of ai, sr, si-fast, si-slow; did you mean 'ai'?")]
    [InlineData("run microcircuit --n-scaling 0", "--n-scaling is 0: must be above 0, at most 1")]
    [InlineData("run microcircuit --k-scaling 1.5", "--k-scaling is 1.5: must be above 0, at most 1")]
    [InlineData("run vogels-abbott --neurons 100 --in-degree 200", "in-degree is 200: must be at most 100, the number of neurons")]
    [InlineData("run brunel --neurons 20 --set neurons=30", "--set neurons is '30', and --neurons sets the same parameter to '20'")]
    [InlineData("run microcircuit --n-scaling 1 --input ac", "--input is 'ac': must be one of poisson, dc")]
    public void Parameters_that_cannot_be_are_refused(string line, string content) =>
        CommandLine.Run(line.Split(' ')).IsRefused(1, content);

    [Fact]
    public void An_option_for_a_parameter_that_the_experiment_does_not_have_is_refused()
    {
        string tiny = $"{CommandLine.TestAssembly}:TinyExperiment";
        CommandLine.Run("run", tiny, "--scale", "2").IsRefused(1, "unknown option --scale");
        CommandLine.Run("run", tiny, "--no-stdp").IsRefused(1, "unknown option --no-stdp");
        CommandLine.Run("run", "tpographic-map", "--scale", "2").IsRefused(2, "did you mean 'topographic-map'?", "unknown option --scale");
        CommandLine.Run("run", tiny, "--set", "neurons=1.5").IsRefused(1, "--set neurons is '1.5': must be a whole number");
        CommandLine.Run("run", tiny, "--set", "neurons=1001").IsRefused(1, "--set neurons is 1001: must be from 1 to 1000");
    }

    [Fact]
    public void Recording_needs_a_folder() =>
        CommandLine.Run("run", "topographic-map", "--record", "spikes").IsRefused(1, "--record", "--out");

    [Fact]
    public void A_folder_with_something_in_it_is_refused()
    {
        File.WriteAllText(_folder["mine.txt"], "mine");
        string[] args = ["run", "topographic-map", "--out", _folder.Path];
        CommandLine.Run(args).IsRefused(1, $"--out {_folder.Path} exists and is not empty", "--force");
        CommandLine.Run([.. args, "--force"]).IsRefused(1, $"--out {_folder.Path} exists and is not a run");
        Assert.Equal([_folder["mine.txt"]], Directory.GetFileSystemEntries(_folder.Path));
        Assert.Equal("mine", File.ReadAllText(_folder["mine.txt"]));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_refused()
    {
        File.WriteAllText(_folder["file"], "mine");
        CommandLine.Run("run", "topographic-map", "--out", _folder["file"])
            .IsRefused(1, $"--out {_folder["file"]} cannot be written", "is a file");
        CommandLine.Run("run", "topographic-map", "--out", Path.Combine(_folder["file"], "a", "b"))
            .IsRefused(1, "cannot be written", $"{_folder["file"]} is a file");
        CommandLine.Run("run", "topographic-map", "--out", "").IsRefused(1, "--out is ''");
        Assert.Equal("mine", File.ReadAllText(_folder["file"]));
    }

    [Fact]
    public void A_report_needs_a_run()
    {
        File.WriteAllText(_folder["summary.json"], "{ \"total\": 3 }");
        CommandLine.Run("report", _folder["nowhere"]).IsRefused(1, "there is no such folder");
        CommandLine.Run("report", _folder["summary.json"]).IsRefused(1, "is a file");
        CommandLine.Run("report", _folder.Path).IsRefused(1, "is not a run, it has no summary.json of ours");
        Assert.Equal([_folder["summary.json"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void What_nobody_expected_is_one_line_and_exit_code_1()
    {
        CommandLine run = CommandLine.Run("run", $"{CommandLine.TestAssembly}:FailingExperiment", "--out", _folder["out"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error: InvalidOperationException: the sample fails\n", run.Error);
        Assert.Contains("SNNCLUSTER_DEBUG=1 shows the details.", run.Error);
        run.HasNoStackTrace();
        Assert.True(_folder.IsEmpty);
    }
}
