using System.Diagnostics;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Processes.Tests;

/// <summary>Workers that die, hang and leave. Each test takes one away: there are enough for the rest to be a majority.</summary>
[Collection(ClusterTests.Name)]
public sealed class LossTests(LossTests.SixWorkers workers) : IClassFixture<LossTests.SixWorkers>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    public sealed class SixWorkers() : Workers(6);

    [SkippableFact]
    public async Task A_worker_that_dies_ends_the_run_and_the_others_take_the_next()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        string victim = await LosesIn("KILL", (status, run) => PartitionNode(status, run), @"it had done \d+ steps");
        await TakesTheNextRun(victim);
    }

    [SkippableFact]
    public async Task A_worker_that_hangs_ends_the_run_and_is_given_up()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        Command? hanging = null;
        string victim = await LosesIn("STOP", PartitionNode, @"it does not answer; it had done \d+ steps", taken => hanging = taken);
        await TakesTheNextRun(victim);
        await workers.Until(status => status.Nodes.All(node => node.Report.Address != victim));

        // It finds itself put out, and says so: whoever watches over it can start it anew.
        hanging!.Signal("CONT");
        Outcome outcome = await hanging.End();
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains($"error: node {victim} was removed from its cluster", outcome.Error);
        hanging.Dispose();
    }

    [SkippableFact]
    public async Task The_coordinator_that_dies_ends_the_run_and_another_takes_over()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        string coordinator = (await workers.Until(_ => true)).Coordinator;
        string client = workers.Addresses.First(address => address != coordinator);
        using Command run = Command.Start([.. Runs.Endless, "--partitions", "2", "--cluster", client]);
        await workers.Running();
        using Command victim = workers.Take(coordinator);
        var clock = Stopwatch.StartNew();
        victim.Signal("KILL");
        (await run.End()).FailsWith(1, "^error: (the coordinator of run|run) ");
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        await TakesTheNextRun(coordinator);
    }

    [SkippableFact]
    public async Task A_worker_that_is_told_to_end_leaves()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        string coordinator = (await workers.Until(_ => true)).Coordinator;
        string leaving = workers.Addresses.First(address => address != coordinator);
        using Command worker = workers.Take(leaving);
        worker.Signal("TERM");
        var clock = Stopwatch.StartNew();
        Outcome outcome = await worker.End();
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Limit);
        Assert.DoesNotMatch("(?m)^error|Exception", outcome.Error);
        await workers.Until(status => status.Nodes.All(node => node.Report.Address != leaving));
    }

    // The run's first node that does not coordinate.
    private static string PartitionNode(ClusterStatus status, RunStatus run) =>
        run.Partitions.Select(partition => partition.Node).First(node => node != status.Coordinator);

    private async Task<string> LosesIn(
        string signal, Func<ClusterStatus, RunStatus, string> choose, string reason, Action<Command>? keep = null)
    {
        ClusterStatus before = await workers.Until(_ => true);
        using Command client = Command.Start([.. Runs.Endless, "--partitions", "3", "--cluster", before.Coordinator]);
        RunStatus run = await workers.Running();
        string address = choose(before, run);
        Command victim = workers.Take(address);
        var clock = Stopwatch.StartNew();
        victim.Signal(signal);
        (await client.End()).FailsWith(1, $"^error: run {run.RunId} has ended: node {address} was lost: .*{reason}$");
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Limit);
        if (keep is null)
        {
            victim.Dispose();
        }
        else
        {
            keep(victim);
        }

        return address;
    }

    private async Task TakesTheNextRun(string without)
    {
        await workers.Until(status => status.Coordinator != without);
        Outcome next = await Command.Run(
            [.. Runs.Short, "--delay-ms", "1", "--partitions", "3", "--cluster", workers.Address]);
        Assert.Equal(Runs.Digest(delayMs: 1), next.Digest());
    }
}
