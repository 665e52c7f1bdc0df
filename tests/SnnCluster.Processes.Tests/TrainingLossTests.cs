using System.Text.Json;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Processes.Tests;

/// <summary>Workers are lost in the middle of <c>snncluster train --cluster</c>.</summary>
[Collection(FaultTests.Name)]
public sealed class TrainingLossTests(FaultyWorkers workers)
{
    // Epochs take a tenth of a second or more, and a loss is wanted after the second of them.
    private static readonly string[] What =
    [
        "train", "--examples", "300", "--input-steps", "40", "--hidden", "48", "--recurrent", "--input-density", "0.3",
        "--recurrent-density", "0.2", "--deep-r", "--l1", "0.5", "--batch", "64", "--chunk", "16", "--epochs", "20", "--json",
    ];

    private static readonly string[] SameFiles = ["batches.parquet", "rewiring.parquet", "confusion.parquet", "network.msgpack"];

    private static readonly Lazy<Task<Undisturbed>> Expected = new(RunUndisturbed);

    [SkippableTheory]
    [InlineData("KILL")]
    [InlineData("STOP")]
    public async Task A_training_that_loses_a_worker_leaves_what_one_process_does(string signal)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        ClusterStatus before = await workers.Quiet();
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["client.hocon"], "snncluster.recovery.replacement-wait = 1s");
        Undisturbed alone = await Expected.Value;

        // The node that was named is the one that is lost.
        string address = workers.Addresses.First(one => one != before.Coordinator);
        using Command client = Command.Start(
            [.. What, "--out", folder["lossy"], "--cluster", address, "--config", folder["client.hocon"]]);
        await client.Tells("^epoch 2/20");
        using Command victim = workers.Take(address);
        victim.Signal(signal);
        Outcome outcome = await client.End();
        victim.Kill();

        JsonElement summary = outcome.Summary();
        Assert.True(summary.GetProperty("complete").GetBoolean());
        Assert.Equal(alone.Digest, summary.GetProperty("digest").GetString());
        foreach (string file in SameFiles)
        {
            Assert.Equal(alone.Files[file], File.ReadAllBytes(Path.Combine(folder["lossy"], file)));
        }

        // Where cores are few, one that lives may be taken for lost as well.
        JsonElement recovery = summary.GetProperty("recoveries").EnumerateArray()
            .First(one => one.GetProperty("reason").GetString()!.Contains($"node {address} was lost: "));
        Assert.Equal(
            recovery.GetProperty("lostAtStep").GetInt64() - recovery.GetProperty("resumedAtStep").GetInt64(),
            recovery.GetProperty("batchesRepeated").GetInt64());
        Assert.Contains("learnt once more", outcome.Error);
        Assert.InRange(summary.GetProperty("workers").GetInt32(), 1, 2);

        await workers.Until(status => status.Nodes.All(node => node.Report.Address != address));

        // Those that are left hold nothing of it that would be in the way.
        JsonElement again = (await Command.Run([.. What, "--cluster", workers.Address])).Summary();
        Assert.Equal(alone.Digest, again.GetProperty("digest").GetString());
        await workers.StartAnother();
    }

    private static async Task<Undisturbed> RunUndisturbed()
    {
        using var folder = new TemporaryFolder();
        string digest = (await Command.Run([.. What, "--out", folder["alone"]])).Digest();
        return new Undisturbed(digest, SameFiles.ToDictionary(file => file, file => File.ReadAllBytes(Path.Combine(folder["alone"], file))));
    }

    private sealed record Undisturbed(string Digest, IReadOnlyDictionary<string, byte[]> Files);
}
