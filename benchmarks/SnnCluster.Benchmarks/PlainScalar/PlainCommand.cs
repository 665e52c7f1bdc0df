using System.CommandLine;
using System.Diagnostics;
using SnnCluster.Benchmarks.WholeRuns;

namespace SnnCluster.Benchmarks.PlainScalar;

/// <summary><c>plain</c>: one run of the plain scalar version.</summary>
internal static class PlainCommand
{
    // What the reference implementation has after 20 s at scale 1, and some four standard deviations.
    private const int LateralExpected = 2400;
    private const int LateralTolerance = 100;
    private const int FeedForwardExpected = 4460;
    private const int FeedForwardTolerance = 150;

    public static Command Create()
    {
        Option<string> scale = RunOptionSet.Text("--scale", "1", "INTEGER", "Layers of (16*scale)^2 neurons");
        Option<string> durationMs = RunOptionSet.Text("--duration-ms", "10000", "INTEGER", "Simulated time [ms]");
        Option<string> seed = RunOptionSet.Text("--seed", "1", "INTEGER", "Seed of all random numbers");
        Option<bool> check = new("--check")
        {
            Description = "Run 20 s at scale 1 and compare the numbers of synapses with the reference implementation's.",
        };
        var command = new Command("plain", "One run of the plain scalar version; prints a line of JSON.") { scale, durationMs, seed, check };
        command.SetAction(parsed =>
        {
            ulong seedValue = (ulong)RunOptionSet.Integer("--seed", parsed.GetRequiredValue(seed), 0, int.MaxValue);
            if (parsed.GetValue(check))
            {
                return Check(seedValue);
            }

            Console.WriteLine(Run(
                RunOptionSet.Integer("--scale", parsed.GetRequiredValue(scale), 1, 1024),
                RunOptionSet.Integer("--duration-ms", parsed.GetRequiredValue(durationMs), 1, 100_000_000),
                seedValue).Measurement.ToJson());
            return 0;
        });
        return command;
    }

    private static (Measurement Measurement, PlainTopographicMap Map) Run(int scale, int durationMs, ulong seed)
    {
        long start = Stopwatch.GetTimestamp();
        var map = new PlainTopographicMap(scale, seed);
        double buildSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        map.Run(durationMs * 10);
        double loopSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        (double deliver, double update, double rewire) = map.PhaseShares;
        double perNeuronSecond = 1000.0 / durationMs / (map.Neurons / 2);
        return (
            new Measurement(Programs.Plain, scale, durationMs, map.Neurons, loopSeconds)
            {
                SourceRateHz = map.SourceSpikes * perNeuronSecond,
                TargetRateHz = map.TargetSpikes * perNeuronSecond,
                Synapses = map.FeedForward.Count + map.Lateral.Count,
                DeliverSeconds = deliver * loopSeconds,
                UpdateSeconds = update * loopSeconds,
                RewireSeconds = rewire * loopSeconds,
                SynapticEvents = map.FeedForward.SynapticEvents + map.Lateral.SynapticEvents,
                Attempts = map.Attempts,
                BuildSeconds = buildSeconds,
            },
            map);
    }

    private static int Check(ulong seed)
    {
        (Measurement measurement, PlainTopographicMap map) = Run(1, 20000, seed);
        bool lateral = Math.Abs(map.Lateral.Count - LateralExpected) <= LateralTolerance;
        bool feedForward = Math.Abs(map.FeedForward.Count - FeedForwardExpected) <= FeedForwardTolerance;
        Console.WriteLine(
            $"lateral synapses: {map.Lateral.Count}, expected {LateralExpected} ± {LateralTolerance}: {(lateral ? "ok" : "wrong")}");
        Console.WriteLine(
            $"feed-forward synapses: {map.FeedForward.Count}, expected {FeedForwardExpected} ± {FeedForwardTolerance}: {(feedForward ? "ok" : "wrong")}");
        Console.WriteLine(
            $"mean rates: source {Markdown.Number(measurement.SourceRateHz)} Hz, target {Markdown.Number(measurement.TargetRateHz)} Hz");
        return lateral && feedForward ? 0 : 1;
    }
}
