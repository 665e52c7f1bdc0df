using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.TopographicMap;

namespace SnnCluster.Processes.Tests;

/// <summary>Short runs of the topographic map, with rewiring.</summary>
internal static class Runs
{
    public const double DurationMs = 300;

    public static readonly string[] Short = ["run", "topographic-map", "--duration-ms", "300", "--json"];

    // Much longer than any test: it is always on when something happens to it.
    public static readonly string[] Endless = ["run", "topographic-map", "--duration-ms", "1e7", "--json"];

    private static readonly Dictionary<(int, double), Lazy<string>> Digests = [];

    /// <summary>The digest of a short run, here: in one process with so many partitions.</summary>
    public static string Digest(int partitions = 1, double delayMs = 0.1)
    {
        lock (Digests)
        {
            if (!Digests.TryGetValue((partitions, delayMs), out Lazy<string>? digest))
            {
                digest = new Lazy<string>(() => Digest(new RunOptions { Partitions = partitions }, delayMs));
                Digests.Add((partitions, delayMs), digest);
            }

            return digest.Value;
        }
    }

    /// <summary>The digest of a short run.</summary>
    public static string Digest(RunOptions options, double delayMs)
    {
        RunOptions all = options with
        {
            DurationMs = DurationMs,
            Device = "host",
            Set = new Dictionary<string, string> { ["delay-ms"] = delayMs == 0.1 ? "0.1" : "1" },
        };
        RunResult result = ExperimentRunner.Run(new TopographicMapExperiment(), all, null, CancellationToken.None);
        Assert.True(result.Summary.Complete);
        Assert.True(result.Summary.Rewiring.Values.Sum(totals => totals.Formed) > 0);
        return result.Summary.Digest;
    }
}
