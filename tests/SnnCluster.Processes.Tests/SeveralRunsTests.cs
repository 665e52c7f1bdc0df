using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.Sweeps;
using SnnCluster.Experiments.TopographicMap;

namespace SnnCluster.Processes.Tests;

/// <summary>Several runs at once on one cluster, each on devices of its own.</summary>
[Collection(FaultTests.Name)]
public sealed class SeveralRunsTests(FaultyWorkers workers)
{
    [SkippableFact]
    public async Task A_run_gets_over_the_loss_of_a_worker_beside_another_that_does_not_notice()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        ClusterStatus before = await workers.Quiet();

        // Half a minute at least, and no longer than that where this test fails before it is ended.
        using Command beside = Command.Start(
            "run", "topographic-map", "--duration-ms", "5e6", "--json", "--partitions", "1", "--cluster", before.Coordinator);
        RunStatus other = await workers.Running();
        using var run = new DisturbedRun(DisturbedRun.Long);
        using Command client = run.Start("--partitions", "2", "--cluster", before.Coordinator, "--checkpoint-every-ms", "500");
        ClusterStatus both = await workers.Until(status => status.Runs.Count(Workers.IsStepping) == 2, lookEveryMs: 20);
        string[] nodes = [.. both.Runs.Where(Workers.IsStepping).SelectMany(one => one.Partitions.Select(partition => partition.Node))];
        Assert.Equal(3, nodes.Distinct().Count());

        string victim = nodes.First(node => node != both.Coordinator && node != other.Partitions[0].Node);
        using Command worker = workers.Take(victim);
        worker.Kill();
        Assert.Single((await run.IsAsUndisturbed(await client.End())).GetProperty("recoveries").EnumerateArray().ToArray());

        RunStatus after = await workers.Running();
        Assert.Equal(other.RunId, after.RunId);
        Assert.True(after.Partitions[0].Step > both.Runs.Single(one => one.RunId == other.RunId).Partitions[0].Step);
        beside.Signal("INT");
        Assert.Equal(130, (await beside.End()).ExitCode);
        await workers.Restart(victim);
    }

    [SkippableFact]
    public async Task A_sweep_on_a_cluster_gives_the_digests_of_runs_alone()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        await workers.Quiet();
        using var folder = new TemporaryFolder();
        using Command sweep = Command.Start(
            "sweep", "topographic-map", "--duration-ms", "300", "--seeds", "1:6", "--cluster", workers.Address, "--out", folder["sweep"], "--json");
        Outcome outcome = await sweep.End();
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        SweepResult alone = SweepRunner.Run(
            SweepPlan.Create(
                new TopographicMapExperiment(),
                new SweepOptions
                {
                    Run = new RunOptions { DurationMs = 300, Device = "host", OutputDirectory = folder["alone"] },
                    Values = new Dictionary<string, string>(),
                    Seeds = "1:6",
                }),
            null,
            CancellationToken.None);
        Assert.Equal(6, alone.Table.Rows);
        Assert.Equal(DigestsIn(folder["alone"]), DigestsIn(folder["sweep"]));
    }

    private static IEnumerable<string> DigestsIn(string folder)
    {
        string[][] rows = [.. File.ReadLines(Path.Combine(folder, SweepFiles.Csv)).Select(line => line.Split(','))];
        int column = Array.IndexOf(rows[0], "digest");
        return [.. rows.Skip(1).Select(row => row[column])];
    }
}
