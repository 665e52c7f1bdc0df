using System.Diagnostics;
using System.Text.Json;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Processes.Tests;

/// <summary>Workers that die, hang and leave while they hold partitions: the run goes on by itself to the same results.</summary>
[Collection(FaultTests.Name)]
public sealed class LossTests(FaultyWorkers workers)
{
    private const int MostTries = 15;

    private static readonly string[] EveryHalfSecond = ["--checkpoint-every-ms", "500"];

    [SkippableFact]
    public async Task A_worker_that_dies_while_partitions_are_built()
    {
        JsonElement recovery = await Survives([], IsBuilding);
        Assert.Equal(0, recovery.GetProperty("resumedAtStep").GetInt32());
    }

    [SkippableFact]
    public async Task A_worker_that_dies_while_a_checkpoint_is_written()
    {
        JsonElement recovery = await Survives(
            ["--checkpoint-every-ms", "50", "--keep-checkpoints", "1"],
            async (run, _) =>
            {
                await DisturbedRun.Until(() => run.Complete.LastOrDefault() > 10_000
                    && Directory.EnumerateFiles(run.Checkpoints, "*.unfinished", SearchOption.AllDirectories).Any());
                return true;
            });
        int resumed = recovery.GetProperty("resumedAtStep").GetInt32();
        int lost = recovery.GetProperty("lostAtStep").GetInt32();
        Assert.True(resumed > 10_000 && resumed % 500 == 0, $"it went on from step {resumed}");
        Assert.InRange(lost, resumed, 80_000);
        Assert.Equal(lost - resumed, recovery.GetProperty("stepsRepeated").GetInt32());
    }

    [SkippableFact]
    public async Task A_worker_that_hangs_is_waited_for_and_then_given_up()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        ClusterStatus before = await workers.Quiet();
        using var run = new DisturbedRun();
        using Command client = run.Start(["--partitions", "3", "--cluster", before.Coordinator, .. EveryHalfSecond]);
        string address = PartitionNode(before, await workers.Running());
        using Command victim = workers.Take(address);
        victim.Signal("STOP");
        await Task.Delay(1500);
        victim.Signal("CONT");
        int steps = run.Complete.LastOrDefault();
        await DisturbedRun.Until(() => run.Complete.LastOrDefault() > steps);
        victim.Signal("STOP");

        // Of the two only the second was a loss.
        JsonElement summary = await run.IsAsUndisturbed(await client.End());
        JsonElement recovery = Assert.Single(summary.GetProperty("recoveries").EnumerateArray().ToArray());
        Assert.Matches($"node {address} was lost: it does not answer", recovery.GetProperty("reason").GetString());
        await workers.Until(status => status.Nodes.All(node => node.Report.Address != address));

        // It finds itself put out, or alone beside the others, and says so: whoever watches over it can start it anew.
        victim.Signal("CONT");
        Outcome outcome = await victim.End();
        Assert.Equal(1, outcome.ExitCode);
        Assert.True(
            outcome.Error.Contains("was removed from its cluster", StringComparison.Ordinal)
                || outcome.Error.Contains("is in a cluster of 1 of its own, beside that of", StringComparison.Ordinal),
            outcome.Error);
        await workers.Restart(address);
    }

    [SkippableFact]
    public async Task A_worker_that_is_told_to_end_leaves_and_its_run_goes_on()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        ClusterStatus before = await workers.Quiet();
        using var run = new DisturbedRun(DisturbedRun.Long);
        using Command client = run.Start(["--partitions", "3", "--cluster", before.Coordinator, .. EveryHalfSecond]);
        string leaving = PartitionNode(before, await workers.Running());
        using Command worker = workers.Take(leaving);
        worker.Signal("TERM");
        var clock = Stopwatch.StartNew();
        Outcome outcome = await worker.End();
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.DoesNotMatch("(?m)^error|Exception", outcome.Error);
        JsonElement summary = await run.IsAsUndisturbed(await client.End());
        Assert.Single(summary.GetProperty("recoveries").EnumerateArray().ToArray());
        await workers.Restart(leaving);
    }

    // The run's first node that does not coordinate.
    private static string PartitionNode(ClusterStatus status, RunStatus run) =>
        run.Partitions.Select(partition => partition.Node).First(node => node != status.Coordinator);

    // Partitions are built in a few milliseconds, and whoever looks may come too late.
    private async Task<bool> IsBuilding(DisturbedRun run, ClusterStatus before)
    {
        RunState? seen = null;
        await workers.Until(
            status => (seen = status.Runs.FirstOrDefault(one => before.Runs.All(other => other.RunId != one.RunId))?.State) is not (null or RunState.Waiting),
            lookEveryMs: 1);
        return seen == RunState.Building;
    }

    /// <summary>A run that loses a worker at some moment.</summary>
    /// <param name="options">Options of the run.</param>
    /// <param name="moment">Waits for it, and says whether it came: if not, another run is tried.</param>
    /// <returns>The recovery.</returns>
    private async Task<JsonElement> Survives(
        string[] options, Func<DisturbedRun, ClusterStatus, Task<bool>> moment)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        for (int i = 0; i < MostTries; i++)
        {
            if (await TrySurvive(options, moment) is JsonElement recovery)
            {
                return recovery;
            }
        }

        throw new TimeoutException($"the moment was missed in {MostTries} runs");
    }

    private async Task<JsonElement?> TrySurvive(string[] options, Func<DisturbedRun, ClusterStatus, Task<bool>> moment)
    {
        ClusterStatus before = await workers.Quiet();
        using var run = new DisturbedRun();
        using Command client = run.Start(["--partitions", "3", "--cluster", before.Coordinator, .. options]);
        string address = before.Nodes.Select(node => node.Report.Address).First(node => node != before.Coordinator);
        if (!await moment(run, before))
        {
            await run.IsAsUndisturbed(await client.End());
            return null;
        }

        using Command victim = workers.Take(address);
        victim.Kill();
        JsonElement summary = await run.IsAsUndisturbed(await client.End());
        JsonElement recovery = Assert.Single(summary.GetProperty("recoveries").EnumerateArray().ToArray());
        Assert.Contains($"node {address} ", recovery.GetProperty("reason").GetString());
        Assert.InRange(recovery.GetProperty("seconds").GetDouble(), 0, 60);
        Assert.DoesNotContain(address, summary.GetProperty("partitions").EnumerateArray()
            .Select(partition => partition.GetProperty("node").GetString()));
        Assert.Equal(options.Length > 0, summary.TryGetProperty("checkpoints", out JsonElement checkpoints)
            && checkpoints.ValueKind == JsonValueKind.Object);
        await workers.Restart(address);
        return recovery;
    }
}
