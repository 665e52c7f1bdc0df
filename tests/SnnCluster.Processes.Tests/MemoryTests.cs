using System.Globalization;
using System.Text.RegularExpressions;
using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.TopographicMap;

namespace SnnCluster.Processes.Tests;

/// <summary>
/// What a run is said to take of memory is what its process holds at its peak, to a factor of 1.5. The estimate holds a
/// constant for the runtime; with 3.3 million synapses, 66 MB for each sample of them, it is at most a third of the whole.
/// </summary>
[Collection(MemoryTests.Name)]
public sealed class MemoryTests : IDisposable
{
    public const string Name = "memory";

    private const double Factor = 1.5;

    private readonly string _folder = Directory.CreateTempSubdirectory("snncluster-processes-").FullName;

    private static readonly Dictionary<string, string> Wide = new()
    {
        ["scale"] = "8",
        ["feed-forward-sigma"] = "12",
        ["lateral-sigma"] = "3",
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData("one partition", "")]
    [InlineData("two partitions as actors", "--partitions 2")]
    [InlineData(
        "probes without connectivity",
        "--out OUT --no-connectivity --record synapses:at=ends,target.V:reduce=statistics,target.rate-histogram,target.cv-isi,spikes")]
    [InlineData("samples and checkpoints", "--out OUT --sample-interval-ms 1 --checkpoint-every-ms 1")]
    public async Task The_estimate_is_what_a_run_holds_at_its_peak(string what, string arguments)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the peak is read from /proc");
        string[] more = arguments.Replace("OUT", Path.Combine(_folder, "run"), StringComparison.Ordinal)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var options = new RunOptions
        {
            DurationMs = 4,
            Device = "host",
            Set = Wide,
            Partitions = more.Contains("2") ? 2 : 0,
            KeepsConnectivity = !more.Contains("--no-connectivity"),
            Record = more.Contains("--record") ? more[Array.IndexOf(more, "--record") + 1].Split(',') : [],
            OutputDirectory = more.Contains("--out") ? Path.Combine(_folder, "run") : null,
            SampleIntervalMs = more.Contains("--sample-interval-ms") ? 1 : null,
            CheckpointEveryMs = more.Contains("--checkpoint-every-ms") ? 1 : null,
        };
        double estimate = ExperimentRunner.EstimateMemory(new TopographicMapExperiment(), options);
        using Command command = Command.Start(
        [
            "run", "topographic-map", "--duration-ms", "4", "--device", "host", "--json",
            .. Wide.SelectMany(parameter => (string[])["--set", $"{parameter.Key}={parameter.Value}"]), .. more,
        ]);
        double peak = 0;
        while (command.IsRunning)
        {
            peak = Math.Max(peak, PeakOf(command.Id));
            await Task.Delay(20);
        }

        (await command.End()).Summary();
        Assert.True(
            peak <= Factor * estimate && estimate <= Factor * peak,
            string.Create(CultureInfo.InvariantCulture, $"{what}: estimated {estimate / 1e6:0} MB, held {peak / 1e6:0} MB"));
    }

    // Grows only, so that the last look before the end is as good as one after it.
    private static double PeakOf(int process)
    {
        try
        {
            Match match = Regex.Match(File.ReadAllText($"/proc/{process}/status"), @"VmHWM:\s+(\d+) kB");
            return match.Success ? 1024 * double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}

/// <summary>Runs alone: other processes would take cores and time, not memory, but the runs are large.</summary>
[CollectionDefinition(MemoryTests.Name, DisableParallelization = true)]
public sealed class MemoryTestsAlone;
