using System.Globalization;
using SnnCluster.Benchmarks.WholeRuns;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.TopographicMap;

namespace SnnCluster.Benchmarks.Partitioned;

/// <summary>One way to run the topographic map.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Goal">What it was to reach, as text; empty where nothing was said.</param>
/// <param name="Run">Runs it: real-time factor, and the share of the exchange in the time of the loop.</param>
internal sealed record PartitionCase(string Name, string Goal, Func<(double RealTimeFactor, double ExchangeShare)> Run)
{
    /// <summary>All ways, the first of which the others are compared with.</summary>
    public static PartitionCase[] All(RunSettings settings, int scale, double delayMs, WorkerPair workers)
    {
        var set = new Dictionary<string, string>
        {
            ["scale"] = scale.ToString(CultureInfo.InvariantCulture),
            ["delay-ms"] = delayMs.ToString(CultureInfo.InvariantCulture),
        };
        var options = new RunOptions
        {
            DurationMs = settings.DurationMs,
            Seed = settings.Seed,
            Device = settings.Device,
            Set = set,
        };
        string two = scale >= 16 ? "at least 1.7" : delayMs >= 1 ? "at least 1.6" : "at least 1.3";
        return
        [
            new("one thread, no actors", "", () => Of(options)),
            new("one partition as an actor", "at least 0.97", () => Of(options with { ForcesActors = true })),
            new("two partitions in one process", scale >= 7 ? two : "", () => Of(options with { Partitions = 2 })),
            new(
                "two whole networks at once, no exchange",
                "what two cores of this machine give",
                () => TwoAtOnce(options)),
            new(
                "two processes, direct",
                delayMs < 1 && scale == 7 ? "RTF below 1" : "",
                () => Of(options with { Cluster = workers.Address, Partitions = 2, Transport = "direct" })),
            new(
                "two processes, actors",
                "",
                () => Of(options with { Cluster = workers.Address, Partitions = 2, Transport = "actors" })),
        ];
    }

    private static (double, double) Of(RunOptions options)
    {
        RunSummary summary = ExperimentRunner.Run(new TopographicMapExperiment(), options, null, CancellationToken.None).Summary;
        return (summary.RealTimeFactor, summary.PhaseSeconds["exchange"] / summary.LoopSeconds);
    }

    // Each does the work of both halves: as one partition of two, half of the time of the slower one.
    private static (double, double) TwoAtOnce(RunOptions options)
    {
        (double Factor, double)[] results = new (double, double)[2];
        Thread[] threads =
        [
            .. Enumerable.Range(0, 2).Select(i => new Thread(() => results[i] = Of(options))),
        ];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return (results.Max(result => result.Factor) / 2, 0);
    }
}
