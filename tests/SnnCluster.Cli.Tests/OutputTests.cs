using System.Text.Json.Nodes;
using SnnCluster.Cli.Output;
using SnnCluster.Experiments.Reports;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;

namespace SnnCluster.Cli.Tests;

public class OutputTests
{
    [Fact]
    public void Lines_of_progress_come_now_and_then()
    {
        var writer = new StringWriter();
        var clock = new ManualClock();
        var progress = new ProgressLines(writer, "map", clock);
        progress.Report(new RunProgress("build", 0, 1000, 0));
        for (int second = 0; second <= 10; second++)
        {
            progress.Report(new RunProgress("run", 50 * second, 1000, second, RecordingSeconds: second > 5 ? 10 : 0));
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        progress.Report(new RunProgress("write", 1000, 1000, 20));

        // 5 s for 250 ms are 20 s for 1000 ms, of which 15 s are left; with 10 s of recording, the other half takes 20 s, too.
        Assert.Equal(
            [
                "map: building",
                "map: running 1000 ms",
                "map: 25 %, RTF 20.0, 15 s left",
                "map: 50 %, RTF 20.0, recording 10.0 s, 20 s left",
                "map: finishing",
            ],
            writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void What_interrupts_a_run_is_told()
    {
        var writer = new StringWriter();
        var progress = new ProgressLines(writer, "map", new ManualClock());
        progress.Report(new RunProgress("recover", 10, 1000, 1, Reason: "step-1 is damaged"));
        Assert.Equal("map: step-1 is damaged; going on from the last checkpoint when there are nodes for it", writer.ToString().TrimEnd());
    }

    [Fact]
    public void A_terminal_gets_a_bar()
    {
        var writer = new StringWriter();
        var context = new CommandContext { Output = new StringWriter(), Error = writer, ErrorIsTerminal = true };
        RunResult result = ProgressDisplay.Show(context, quiet: false, "map", progress =>
        {
            progress!.Report(new RunProgress("build", 0, 1000, 0));
            progress.Report(new RunProgress("run", 500, 1000, 0.1));
            return new RunResult(Summary(), []);
        });
        Assert.Equal("map", result.Summary.Experiment);
    }

    [Fact]
    public void The_table_has_what_the_summary_has()
    {
        var output = new StringWriter();
        ResultTables.Write(new CommandContext { Output = output, Error = TextWriter.Null }, Summary(), outputDirectory: null);
        string text = output.ToString();
        Assert.Matches(@"lateral\s+1,593\s+2,407\s+6\.22\s+9\.40 ", text);
        Assert.Matches(@"lateral\s+5,000\s+4,186\s+600,000 ", text);
        Assert.Matches(@"static\s+10\s+10\s+0\.0391\s+0\.0391 ", text);
        Assert.Matches(@"target\s+256\s+25\.9", text);
        Assert.Matches(@"sigma_aff, weighted\s+3\.05\s+2\.85", text);
        Assert.Matches(@"AD\s+1\.39\s+-", text);
        Assert.Matches(@"Real-time factor\s+0\.00500", text);
        Assert.Matches(@"update \[s\]\s+0\.0500\s+50\.0 %", text);
        Assert.Matches(@"Recording \[s\]\s+0\.250 ", text);
        Assert.Matches(@"other\.value\s+3\.00", text);
        Assert.Matches(@"other\.list\s+2 values", text);
        Assert.Contains("incomplete", text);
        Assert.Contains("Digest sha256:00ff", text);
    }

    [Theory]
    [InlineData(2, 0.049, 0.97, true)]
    [InlineData(2, 0.051, 0.97, false)]
    [InlineData(1, 0.0, 0.0, false)]
    public void Who_waits_more_than_it_computes_is_told(int partitions, double update, double exchange, bool isTold)
    {
        var output = new StringWriter();
        RunSummary summary = Summary() with
        {
            LoopSeconds = 0.1,
            PhaseSeconds = new Dictionary<string, double> { ["update"] = update, ["exchange"] = exchange },
            Partitions = [.. Enumerable.Range(0, partitions).Select(index => new PartitionSummary(index, "host", "a:1", 128))],
        };
        ResultTables.Write(new CommandContext { Output = output, Error = TextWriter.Null, WidthWithoutTerminal = 80 }, summary, outputDirectory: null);
        Assert.Equal(isTold, output.ToString().Contains("partitions wait more than they compute", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.00123456, "0.00123")]
    [InlineData(2.5e-9, "2.50E-9")]
    [InlineData(9.999, "10.0")]
    [InlineData(0.9996, "1.00")]
    [InlineData(-99.97, "-100")]
    [InlineData(1234.6, "1,235")]
    [InlineData(19.96, "20.0")]
    [InlineData(-0.5, "-0.500")]
    [InlineData(123456.7, "123,457")]
    [InlineData(double.NaN, "-")]
    public void Numbers_have_three_significant_digits(double value, string text) =>
        Assert.Equal(text, Numbers.Significant(value));

    // Five digits more in each number than most people will ever see.
    [Fact]
    public void Tables_of_a_run_fit_eighty_columns_without_breaking_a_word_or_a_number()
    {
        RunSummary large = Summary() with
        {
            Synapses = new Dictionary<string, SynapseCounts>
            {
                ["lateral"] = new(13_107_200_000, 13_107_200_000),
                ["static"] = new(13_107_200_000, 13_107_200_000),
            },
            Rewiring = new Dictionary<string, RewiringTotals> { ["lateral"] = new(600_000_000_000, 50_000_000_000, 41_860_000_000) },
            SimulatedMs = 3_600_000.1,
            SynapticEvents = 1_234_567_890_123,
            Checkpoints = new CheckpointSummary(120, 3, 12_345_678_901, 1.25, 20, "the disk is full"),
            Cluster = new ClusterSummary("r1", "direct", 1, 1),
        };
        string narrow = Shown(large, 80);
        Assert.All(narrow.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
        Assert.Equal(Words(Shown(large, 500)), Words(narrow));

        static string Shown(RunSummary summary, int width)
        {
            var output = new StringWriter();
            var context = new CommandContext { Output = output, Error = TextWriter.Null, WidthWithoutTerminal = width };
            ResultTables.Write(context, summary, outputDirectory: null);
            return output.ToString();
        }

        static string[] Words(string text) =>
            [.. text.Split([' ', '\n', '\r', '─'], StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void Files_of_a_kind_are_counted()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["checkpoints/step-1"]);
        string[] names =
        [
            "summary.json", "timeseries.parquet", "connectivity-at-000000005ms.parquet", "connectivity-at-000000010ms.parquet",
            "rates.png", "rates.svg", "spikes.png", "spikes.svg", "checkpoints/token", "checkpoints/step-1/manifest.json",
        ];
        foreach (string name in names)
        {
            File.WriteAllText(folder[name], "");
        }

        // Links to the folder that they lie in.
        foreach (string link in OperatingSystem.IsWindows() ? [] : new[] { "checkpoints/a", "checkpoints/b" })
        {
            Directory.CreateSymbolicLink(folder[link], ".");
        }

        var output = new StringWriter();
        FileListing.Write(output, folder[""]);
        Assert.Equal(
            [
                $"Files in {folder[""]}:",
                "  checkpoints/: 2 files",
                "  connectivity-at-*ms.parquet: 2 files",
                "  *.png: 2 files",
                "  *.svg: 2 files",
                "  summary.json",
                "  timeseries.parquet",
                "10 files in all",
            ],
            output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData(0.2, "1 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(7500, "2 h 5 min")]
    [InlineData(double.NaN, "long")]
    public void Waits_are_in_units_for_people(double seconds, string text) => Assert.Equal(text, Numbers.Wait(seconds));

    private static RunSummary Summary() => new()
    {
        Experiment = "map",
        Parameters = new Dictionary<string, object>(),
        Seed = 1,
        Complete = false,
        DtMs = 0.1,
        Partitions = [new PartitionSummary(0, "host", "local", 512)],
        Populations = [new PopulationSummary("source", 256, 16, 16), new PopulationSummary("target", 256, 16, 16)],
        Projections =
        [
            new ProjectionSummary("lateral", "target", "target", 1),
            new ProjectionSummary("static", "source", "target", 1),
        ],
        Neurons = 512,
        Synapses = new Dictionary<string, SynapseCounts> { ["lateral"] = new(1593, 2407), ["static"] = new(10, 10) },
        Rewiring = new Dictionary<string, RewiringTotals> { ["lateral"] = new(600000, 5000, 4186) },
        SimulatedMs = 20000,
        BuildSeconds = 0.01,
        LoopSeconds = 0.1,
        RecordingSeconds = 0.25,
        RealTimeFactor = 0.005,
        PhaseSeconds = new Dictionary<string, double> { ["deliver"] = 0.05, ["update"] = 0.05 },
        SynapticEvents = 1,
        MeanRateHz = new Dictionary<string, double> { ["source"] = 19.96, ["target"] = 25.95 },
        PeakMemoryBytes = 50_000_000,
        Digest = "sha256:00ff",
        Additional = new Dictionary<string, JsonNode>
        {
            ["mapQuality"] = new JsonObject
            {
                ["initial"] = new JsonObject { ["sigmaAffWeighted"] = 3.05, ["ad"] = 1.39 },
                ["final"] = new JsonObject { ["sigmaAffWeighted"] = 2.85f, ["ad"] = null },
            },
            ["other"] = new JsonObject { ["value"] = 3L, ["list"] = new JsonArray(1, 2) },
        },
    };

    private sealed class ManualClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
