using System.Text.Json.Nodes;
using SnnCluster.Cli.Output;
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
            progress.Report(new RunProgress("run", 50 * second, 1000, second));
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        progress.Report(new RunProgress("write", 1000, 1000, 20));

        // 5 s for 250 ms are 20 s for 1000 ms, of which 15 s are left.
        Assert.Equal(
            [
                "map: building",
                "map: running 1000 ms",
                "map: 25 %, RTF 20.0, 15 s left",
                "map: 50 %, RTF 20.0, 10 s left",
                "map: finishing",
            ],
            writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
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
        Assert.Matches(@"lateral\s+1,593\s+2,407\s+6\.22\s+9\.40\s+5,000\s+4,186\s+600,000", text);
        Assert.Matches(@"static\s+10\s+10\s+0\.0391\s+0\.0391\s+-\s+-\s+-", text);
        Assert.Matches(@"target\s+256\s+25\.9", text);
        Assert.Matches(@"sigma_aff, weighted\s+3\.05\s+2\.85", text);
        Assert.Matches(@"AD\s+1\.39\s+-", text);
        Assert.Matches(@"Real-time factor\s+0\.00500", text);
        Assert.Matches(@"update \[s\]\s+0\.0500\s+50 %", text);
        Assert.Matches(@"other\.value\s+3\.00", text);
        Assert.Matches(@"other\.list\s+2 values", text);
        Assert.Contains("incomplete", text);
        Assert.Contains("Digest sha256:00ff", text);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.00123456, "0.00123")]
    [InlineData(2.5e-9, "2.5E-9")]
    [InlineData(19.96, "20.0")]
    [InlineData(-0.5, "-0.500")]
    [InlineData(123456.7, "123457")]
    [InlineData(double.NaN, "-")]
    public void Numbers_have_three_significant_digits(double value, string text) =>
        Assert.Equal(text, Numbers.Significant(value));

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
