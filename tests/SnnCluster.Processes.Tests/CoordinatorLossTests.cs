using System.Text.Json;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Processes.Tests;

/// <summary>The node that coordinates dies, and clients do: another node takes the run over, and its results wait.</summary>
[Collection(FaultTests.Name)]
public sealed class CoordinatorLossTests(FaultyWorkers workers)
{
    [SkippableFact]
    public async Task The_coordinator_dies_and_another_begins_the_run_anew()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        ClusterStatus before = await workers.Quiet();
        using var run = new DisturbedRun(DisturbedRun.Long);
        string other = workers.Addresses.First(address => address != before.Coordinator);
        using Command client = run.Start("--partitions", "3", "--cluster", other);
        await workers.Running();
        await Lose(before.Coordinator);
        JsonElement summary = await run.IsAsUndisturbed(await client.End());
        Assert.Equal(0, OfCoordinator(summary).GetProperty("resumedAtStep").GetInt32());
        await workers.StartAnother();
    }

    [SkippableFact]
    public async Task Client_and_coordinator_die_and_the_results_of_another_can_be_fetched()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        ClusterStatus before = await workers.Quiet();
        using var run = new DisturbedRun(DisturbedRun.Long);
        string id;
        using (Command client = run.Start("--cluster", before.Coordinator, "--partitions", "3", "--checkpoint-every-ms", "500"))
        {
            id = (await workers.Running()).RunId;
            await DisturbedRun.Until(() => run.Complete.Length > 0);
            client.Kill();
        }

        await Lose(before.Coordinator);
        await workers.Until(status => status.Coordinator != before.Coordinator && status.Runs.Any(one => one.RunId == id));
        using var fetched = new TemporaryFolder();
        Outcome outcome = await Command.Run("fetch", id, "--cluster", workers.Address, "--json", "--out", fetched["run"]);
        JsonElement summary = await run.IsAsUndisturbed(outcome, fetched["run"]);
        Assert.True(OfCoordinator(summary).GetProperty("resumedAtStep").GetInt32() > 0);
        await workers.StartAnother();
    }

    [SkippableFact]
    public async Task A_worker_that_joins_is_used_from_the_next_loss_on()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        ClusterStatus before = await workers.Quiet();
        string[] others = [.. workers.Addresses.Where(one => one != before.Coordinator)];
        using var folder = new TemporaryFolder();
        using Command client = Command.Start(
            [.. Runs.Endless, "--cluster", before.Coordinator, "--partitions", "3", "--delay-ms", "1",
                "--checkpoint-every-ms", "1000", "--out", folder["run"]]);
        string id = (await workers.Running()).RunId;
        using (Command first = workers.Take(others[0]))
        {
            first.Kill();
        }

        await workers.Until(status => IsOn(status, id, nodes: 2) && status.Nodes.Count == 2);
        string joined = await workers.StartAnother();
        await workers.Until(status => status.Nodes.Count == 3);
        Assert.True(IsOn(await workers.Until(_ => true), id, nodes: 2));
        using (Command second = workers.Take(others[1]))
        {
            second.Kill();
        }

        ClusterStatus after = await workers.Until(status => IsOn(status, id, nodes: 2)
            && status.Runs.Single(run => run.RunId == id).Partitions.Any(partition => partition.Node == joined));
        client.Signal("INT");
        JsonElement summary = (await client.End()).Summary(130);
        Assert.Equal(2, summary.GetProperty("recoveries").GetArrayLength());
        string length = summary.GetProperty("simulatedMs").GetDouble().ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        Outcome asLong = await Command.Run("run", "topographic-map", "--duration-ms", length, "--delay-ms", "1", "--json");
        Assert.Equal(asLong.Digest(), summary.GetProperty("digest").GetString());
        await workers.StartAnother();
    }

    private static bool IsOn(ClusterStatus status, string id, int nodes) => status.Runs.Any(run => run.RunId == id
        && run.State == RunState.Running
        && run.Partitions.Select(partition => partition.Node).Distinct().Count() == nodes);

    private static JsonElement OfCoordinator(JsonElement summary)
    {
        JsonElement recovery = summary.GetProperty("recoveries").EnumerateArray().Last();
        Assert.Contains("coordinated the run was lost", recovery.GetProperty("reason").GetString());
        return recovery;
    }

    private async Task Lose(string address)
    {
        using Command victim = workers.Take(address);
        victim.Kill();
        await workers.Until(status => status.Coordinator != address);
    }
}
