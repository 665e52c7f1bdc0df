using System.Text.Json.Nodes;
using ParquetSharp;
using SnnCluster.Engine.Devices;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.Sweeps;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Experiments.Tests.Sweeps;

public sealed class SweepTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cuda", "cuda:0,cuda:1")]
    [InlineData("opencl", "opencl:1")]
    [InlineData("opencl:0", "opencl:0")]
    [InlineData("cuda:1", "cuda:1")]
    [InlineData("other", "")]
    public void Runs_go_to_all_devices_of_their_kind(string device, string expected)
    {
        DeviceInfo[] there =
        [
            new("host", "host", "", 1), new("cuda:0", "cuda", "", 1), new("cuda:1", "cuda", "", 1), new("opencl:0", "opencl", "a processor", 1, IsProcessor: true),
            new("opencl:1", "opencl", "", 1),
        ];
        Assert.Equal(expected, string.Join(',', SweepSlots.DevicesOf(there, device)));
        Assert.Equal(Environment.ProcessorCount, SweepSlots.DevicesOf(there, "host").Count);
    }

    [Fact]
    public void A_GPU_has_several_small_networks_as_far_as_they_fit()
    {
        DeviceInfo[] gpus = [new("cuda:0", "cuda", "", 1000), new("cuda:1", "cuda", "", 500)];
        int cores = Environment.ProcessorCount;
        Assert.Equal(Math.Min(2, cores), SweepSlots.RunsPerGpu(DeviceCatalog.AutoNeurons / 2.0, 10, gpus, null));
        Assert.Equal(cores, SweepSlots.RunsPerGpu(100, 10 / (double)cores, gpus, null));
        Assert.Equal(1, SweepSlots.RunsPerGpu(DeviceCatalog.AutoNeurons, 10, gpus, null));
        Assert.Equal(1, SweepSlots.RunsPerGpu(100, 300, gpus, null));
        Assert.Equal(1, SweepSlots.RunsPerGpu(100, 600, gpus, 8));
        Assert.Equal(4, SweepSlots.RunsPerGpu(DeviceCatalog.AutoNeurons, 10, gpus, 7));
        Assert.Equal(1, SweepSlots.RunsPerGpu(100, 10, [], 8));
    }

    [Fact]
    public void Each_combination_is_a_run_with_the_digest_that_it_has_alone()
    {
        SweepResult result = Run(Options("rate", "100,200", "word", "a,b") with { Seeds = "1:2,7" });
        Assert.True(result.Complete);
        Assert.Equal(12, result.Table.Rows);
        Assert.Equal(["run", "rate", "word", "seed"], result.Table.Columns.Take(4));
        Assert.Equal("rate=100_word=a_seed=1", result.Table[0, "run"]);
        Assert.Equal(200.0, result.Table[11, "rate"]);
        Assert.Equal("b", result.Table[11, "word"]);
        Assert.Equal(7.0, result.Table[11, "seed"]);
        for (int row = 0; row < result.Table.Rows; row++)
        {
            SweepCase one = result.Plan.Cases[row];
            RunSummary alone = ExperimentRunner.Run(new Noisy(), one.Options, null, CancellationToken.None).Summary;
            Assert.Equal(alone.Digest, result.Table[row, "digest"]);
            Assert.Equal(alone.MeanRateHz["all"], result.Table.Number(row, "meanRateHz.all"));
            Assert.Equal(2 * result.Table.Number(row, "rate"), result.Table.Number(row, "own.twice"));
        }

        string[] lines = File.ReadAllLines(_folder["sweep/runs.csv"]);
        Assert.Equal(13, lines.Length);
        Assert.StartsWith("rate=200_word=b_seed=7,200,b,7,", lines[12]);
        using var reader = new ParquetFileReader(_folder["sweep/runs.parquet"]);
        Assert.Equal(12, reader.FileMetaData.NumRows);
        Assert.Equal(result.Table.Columns, Enumerable.Range(0, reader.FileMetaData.NumColumns).Select(i => reader.FileMetaData.Schema.Column(i).Name));
        Assert.True(File.Exists(_folder["sweep/meanRateHz.all.png"]));
    }

    [Fact]
    public void What_is_whole_is_left_out_and_what_failed_is_told_and_tried_again()
    {
        SweepResult first = Run(Options("rate", "100,200,300", "word", "a"), new Noisy { FailsAt = 200 });
        Assert.False(first.Complete);
        SweepFailure failure = Assert.Single(first.Failures);
        Assert.Equal(("rate=200_seed=1", "it fails at 200"), (failure.Run, failure.Reason));
        Assert.Equal(2, first.Table.Rows);
        JsonNode sweep = JsonNode.Parse(File.ReadAllText(_folder["sweep/sweep.json"]))!;
        Assert.False(sweep["complete"]!.GetValue<bool>());
        Assert.Equal("it fails at 200", sweep["failures"]![0]!["reason"]!.GetValue<string>());

        DateTime[] before = Times();
        SweepResult second = Run(Options("rate", "100,200,300,400", "word", "a"));
        Assert.True(second.Complete);
        Assert.Equal(["rate=100_seed=1", "rate=300_seed=1"], second.Plan.Whole.Order());
        Assert.Subset(Times().ToHashSet(), before.ToHashSet());
        Assert.Equal(4, second.Table.Rows);

        DateTime[] Times() => [.. Directory.EnumerateFiles(_folder["sweep/runs"], "summary.json", SearchOption.AllDirectories).Select(File.GetLastWriteTimeUtc).Order()];
    }

    [Fact]
    public void A_sweep_that_is_cancelled_goes_on_where_it_was()
    {
        using var source = new CancellationTokenSource();
        SweepPlan plan = SweepPlan.Create(new Noisy(), Options("rate", "10:100:10", "word", "a") with { Parallel = 1 });
        SweepResult first = SweepRunner.Run(plan, new Progress(value =>
        {
            if (value.Done == 3)
            {
                source.Cancel();
            }
        }), source.Token);
        Assert.False(first.Complete);
        Assert.Equal(3, first.Table.Rows);
        Assert.Empty(first.Failures);
        SweepResult second = Run(Options("rate", "10:100:10", "word", "a"));
        Assert.Equal(3, second.Plan.Whole.Count);
        Assert.True(second.Complete);
    }

    [Fact]
    public void Runs_record_what_they_are_asked_for()
    {
        SweepOptions options = Options("rate", "100,200", "word", "a");
        Run(options with { Run = options.Run with { Record = ["spikes"] } });
        Assert.True(File.Exists(_folder["sweep/runs/rate=100_seed=1/spikes.parquet"]));
        Assert.Equal(2, Directory.EnumerateFiles(_folder["sweep/runs"], "summary.json", SearchOption.AllDirectories).Count());

        // What was recorded of other runs does not stay beside summaries of these.
        Run(options with { Run = options.Run with { Force = true }, Values = new Dictionary<string, string> { ["rate"] = "100,200", ["word"] = "b" } });
        Assert.Equal(["summary.json"], Directory.EnumerateFiles(_folder["sweep/runs/rate=100_seed=1"]).Select(Path.GetFileName));

        // And a sweep that records is not whole because one was that did not.
        SweepResult recorded = Run(options with
        {
            Run = options.Run with { Record = ["spikes"] },
            Values = new Dictionary<string, string> { ["rate"] = "100,200", ["word"] = "b" },
        });
        Assert.Empty(recorded.Plan.Whole);
        Assert.True(File.Exists(_folder["sweep/runs/rate=100_seed=1/spikes.parquet"]));
    }

    [Fact]
    public void Figures_are_of_columns_that_are_there()
    {
        SweepResult result = Run(Options("rate", "100,200", "word", "a,b") with { Figures = ["spikes:word", "spikse", "digest"] });
        Assert.True(File.Exists(_folder["sweep/spikes-word.svg"]));
        Assert.Equal(
            ["--figure has 'spikse': there is no such column; did you mean 'spikes'?", "--figure is 'digest': the column holds no numbers"],
            result.Figures.Failures.Select(failure => failure.Cause.Message));
        var refused = Assert.Throws<InvalidDescriptionException>(
            () => SweepPlan.Create(new Noisy(), Options("rate", "100,200", "word", "a,b") with { Figures = ["spikes:rate,seed"] }));
        Assert.Equal(["--figure has 'seed': there is no such swept parameter; there are rate, word"], refused.Findings);
    }

    [Theory]
    [InlineData("0.1:0.5:0.1", "0.1,0.2,0.3,0.4,0.5")]
    [InlineData("5:1:-2", "5,3,1")]
    [InlineData("1e-3:2e-3:1e-3, 7", "0.001,0.002,7")]
    [InlineData("a,b", "a,b")]
    [InlineData("3:3:1", "3")]
    public void Lists_have_values_and_ranges(string text, string values)
    {
        var errors = new ValidationErrors();
        Assert.Equal(values.Split(','), SweepValues.Of("--set x", text, errors));
        Assert.Empty(errors.Messages);
    }

    [Theory]
    [InlineData("rate", "1:2", "1", "--set rate has '1:2': a range is FROM:TO:STEP with three numbers, such as 0.1:0.5:0.1")]
    [InlineData("rate", "1:2:0", "1", "--set rate has '1:2:0': the step of a range must lead from 1 to 2")]
    [InlineData("rate", "1:2:-1", "1", "--set rate has '1:2:-1': the step of a range must lead from 1 to 2")]
    [InlineData("rate", "1:2:1e-9", "1", "--set rate has '1:2:1e-9': a range has at most 100000 values")]
    [InlineData("rate", "1,,2", "1", "--set rate is '1,,2': has an empty item between commas")]
    [InlineData("rate", "1,2,1", "1", "--set rate is '1,2,1': has 1 2 times")]
    [InlineData("rate", "1,x", "1", "--set rate is 'x': must be a number such as 1.5 or 1e-3, from 0 to 1000 Hz")]
    [InlineData("raet", "1,2", "1", "--set raet is '1,2': the experiment has no parameter 'raet'; did you mean 'rate'?")]
    [InlineData("rate", "1,2", "-1", "--seeds has '-1': must be whole numbers from 0 to 18446744073709551615, or ranges of them such as 1:10")]
    [InlineData("rate", "0:999:0.01", "1:20", "the sweep has 1,998,020 runs: at most 100000 can be")]
    [InlineData("rate", "0,77", "1", "77 is no rate of this network (run rate=77_seed=1)")]
    public void What_makes_no_sense_is_refused_and_nothing_written(string name, string list, string seeds, string finding)
    {
        var refused = Assert.Throws<InvalidDescriptionException>(() => SweepPlan.Create(new Noisy(), Options(name, list) with { Seeds = seeds }));
        Assert.Equal([finding], refused.Findings);
        Assert.False(Directory.Exists(_folder["sweep"]));
    }

    [Fact]
    public void Folders_of_others_and_runs_of_another_length_are_refused()
    {
        Run(Options("rate", "100,200"));
        SweepOptions longer = Options("rate", "100,200");
        longer = longer with { Run = longer.Run with { DurationMs = 40 } };
        var refused = Assert.Throws<InvalidDescriptionException>(() => SweepPlan.Create(new Noisy(), longer));
        Assert.Contains("holds another run, of 20 ms", refused.Findings[0]);
        Assert.Equal(2, Run(longer with { Run = longer.Run with { Force = true } }).Table.Number(0, "simulatedMs") / 20);

        Directory.CreateDirectory(_folder["mine"]);
        File.WriteAllText(_folder["mine/notes.txt"], "");
        refused = Assert.Throws<InvalidDescriptionException>(() => SweepPlan.Create(
            new Noisy(), longer with { Run = longer.Run with { OutputDirectory = _folder["mine"] } }));
        Assert.EndsWith("exists and is not a sweep (it has no sweep.json): name another folder", refused.Findings[0]);
    }

    private SweepResult Run(SweepOptions options, Noisy? experiment = null) =>
        SweepRunner.Run(SweepPlan.Create(experiment ?? new Noisy(), options), null, CancellationToken.None);

    private SweepOptions Options(params string[] values) => new()
    {
        Run = new RunOptions { DurationMs = 20, Device = "host", OutputDirectory = _folder["sweep"] },
        Values = values.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]),
    };

    private sealed class Progress(Action<SweepProgress> report) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => report(value);
    }

    /// <summary>Driven neurons, some of whose runs fail.</summary>
    private sealed class Noisy : Experiment
    {
        public double FailsAt { get; init; } = double.NaN;

        public override string Name => "noisy";

        public override string Description => "driven neurons";

        public override IReadOnlyList<Parameter> Parameters { get; } =
        [
            new("rate", "Hz", 10.0, "rate of the drive", Minimum: 0, Maximum: 1000), new("word", "", "a", "a word") { Choices = ["a", "b"] },
        ];

        public override NetworkDescription Describe(ExperimentSettings settings) => settings.Number("rate") == 77
            ? throw new InvalidDescriptionException("77 is no rate of this network")
            : new()
            {
                DtMs = settings.DtMs,
                Seed = settings.Seed,
                Populations =
                [
                    new()
                    {
                        Name = "all",
                        Size = 20,
                        Model = new LifDescription { RestingPotentialMv = 0, ResetPotentialMv = 0, ThresholdMv = 1, RefractoryPeriodMs = 1, InitialPotentialMv = 0 },
                        Receptors = [new("jumps", new DeltaDescription())],
                    },
                ],
                Projections = [],
                Inputs = [new PoissonDrive { Name = "drive", Population = "all", RateHz = settings.Number("rate"), Weight = settings.Word("word") == "a" ? 2 : 3 }],
            };

        public override IReadOnlyDictionary<string, JsonNode> Analyze(NetworkDescription network, RunObservations observations)
        {
            double rate = ((PoissonDrive)network.Inputs[0]).RateHz;
            return rate == FailsAt
                ? throw new InvalidOperationException($"it fails at {rate}")
                : new Dictionary<string, JsonNode> { ["own"] = new JsonObject { ["twice"] = 2 * rate } };
        }
    }
}
