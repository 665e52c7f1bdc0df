using System.Text.Json;

namespace SnnCluster.Processes.Tests;

/// <summary>The field's networks come to the same in three processes as in one.</summary>
[Collection(ClusterTests.Name)]
public sealed class NetworkTests(ThreeWorkers workers)
{
    [SkippableTheory]
    [InlineData("brunel", "neurons=2500", 200)]
    [InlineData("brunel-stdp", "neurons=2250 in-degree=225", 100)]
    [InlineData("microcircuit", "n-scaling=0.02 k-scaling=0.02", 100)]
    [InlineData("microcircuit", "n-scaling=0.05 k-scaling=0.1 input=dc", 300)]
    [InlineData("vogels-abbott", "synapses=coba", 300)]
    [InlineData("vogels-abbott", "synapses=cuba", 300)]
    [InlineData("izhikevich", "", 500)]
    [InlineData("inhibitory-plasticity", "neurons=2000", 300)]
    [InlineData("dopamine", "", 3000)]
    [InlineData("homeostasis", "update-interval-ms=500", 22_000)]
    [InlineData("homeostasis", "update-interval-ms=500 partner=gaussian", 22_000)]
    public async Task It_has_one_digest_in_three_processes_and_in_one(string experiment, string set, int durationMs)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        string[] arguments = Arguments(experiment, set, durationMs);
        Outcome alone = await Command.Run([.. arguments, "--partitions", "1"]);
        Outcome cut = await Command.Run([.. arguments, "--partitions", "3", "--cluster", workers.Address]);
        JsonElement[] summaries = [alone.Summary(), cut.Summary()];
        Assert.Equal(FullDigest(summaries[0]), FullDigest(summaries[1]));
        Assert.Equal(3, summaries[1].GetProperty("partitions").EnumerateArray().Select(partition => partition.GetProperty("node").GetString()).Distinct().Count());
        Assert.True(summaries[0].GetProperty("synapticEvents").GetInt64() > 1000, "nothing has happened");
    }

    private static string[] Arguments(string experiment, string set, int durationMs) =>
    [
        "run", experiment, "--duration-ms", $"{durationMs}", "--digest", "full", "--json",
        .. set.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(one => new[] { "--set", one }),
    ];

    private static string FullDigest(JsonElement summary) => summary.GetProperty("fullDigest").GetString()!;
}
