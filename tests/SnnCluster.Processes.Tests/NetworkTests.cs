using System.Text.Json;
using SnnCluster.Experiments;
using SnnCluster.Experiments.Descriptions;

namespace SnnCluster.Processes.Tests;

/// <summary>The field's networks come to the same in three processes, as description files, as in one, as experiments.</summary>
[Collection(ClusterTests.Name)]
public sealed class NetworkTests(ThreeWorkers workers)
{
    [SkippableTheory]
    [InlineData("topographic-map", "delay-ms=1", 100)]
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
        using var folder = new TemporaryFolder();
        string description = folder["network.json"];
        Describe(experiment, set, description);
        string[] common = ["--duration-ms", $"{durationMs}", "--digest", "full", "--json"];
        Outcome alone = await Command.Run(["run", experiment, .. Sets(set).SelectMany(one => new[] { "--set", one }), .. common, "--partitions", "1"]);
        Outcome cut = await Command.Run(["run", description, .. common, "--partitions", "3", "--cluster", workers.Address]);
        JsonElement[] summaries = [alone.Summary(), cut.Summary()];
        Assert.Equal(FullDigest(summaries[0]), FullDigest(summaries[1]));
        Assert.Equal(3, summaries[1].GetProperty("partitions").EnumerateArray().Select(partition => partition.GetProperty("node").GetString()).Distinct().Count());
        Assert.True(summaries[0].GetProperty("synapticEvents").GetInt64() > 1000, "nothing has happened");
    }

    private static string[] Sets(string set) => set.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    // In this process, since each command takes time to start.
    private static void Describe(string name, string set, string path)
    {
        Experiment experiment = typeof(Experiment).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(Experiment)) && type.GetConstructor(Type.EmptyTypes) is not null)
            .Select(type => (Experiment)Activator.CreateInstance(type)!).Single(one => one.Name == name);
        var parameters = Sets(set).Select(one => one.Split('=')).ToDictionary(one => one[0], one => one[1]);
        DescriptionFolder.Write(path, NetworkFile.Of(experiment, ExperimentSettings.Of(experiment, parameters)));
    }

    private static string FullDigest(JsonElement summary) => summary.GetProperty("fullDigest").GetString()!;
}
