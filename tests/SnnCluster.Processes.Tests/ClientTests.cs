using System.Text.Json;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Experiments.Running;

namespace SnnCluster.Processes.Tests;

/// <summary>Clients that go away, give up, or come when another run is on.</summary>
[Collection(ClusterTests.Name)]
public sealed class ClientTests(ThreeWorkers workers)
{
    public const string OnLinux = "signals are those of Linux";

    [SkippableFact]
    public async Task A_run_goes_on_without_its_client_and_its_results_can_be_fetched()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), OnLinux);
        string[] command = ["run", "topographic-map", "--duration-ms", "15000", "--seed", "7", "--json"];
        string expected = (await Command.Run([.. command])).Digest();
        string run;
        using (Command client = Command.Start([.. command, "--cluster", workers.Address]))
        {
            run = (await workers.Running()).RunId;
            client.Signal("KILL");
            Assert.NotEqual(0, (await client.End()).ExitCode);
        }

        Assert.Equal(RunState.Running, (await workers.Until(_ => true)).Runs.Single(one => one.RunId == run).State);
        Outcome fetched = await Command.Run("fetch", run, "--cluster", workers.Address, "--json");
        Assert.Equal(expected, fetched.Digest());

        // Fetching takes nothing away.
        Assert.Equal(expected, (await Command.Run("fetch", run, "--cluster", workers.Address, "--json", "--quiet")).Digest());
    }

    [Fact]
    public async Task A_run_that_there_is_not_cannot_be_fetched() =>
        (await Command.Run("fetch", "nonesuch", "--cluster", workers.Address)).FailsWith(2, "there is no run 'nonesuch'");

    [SkippableTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Interrupting_the_client_ends_the_run_on_all_nodes_with_what_there_is(string signal)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), OnLinux);
        using Command client = Command.Start([.. Runs.Endless, "--cluster", workers.Address]);
        string run = (await workers.Running()).RunId;
        client.Signal(signal);
        Outcome outcome = await client.End();
        JsonElement summary = outcome.Summary(130);
        Assert.False(summary.GetProperty("complete").GetBoolean());
        Assert.InRange(summary.GetProperty("simulatedMs").GetDouble(), 0.1, 1e7 - 1);
        Assert.Contains("Ended early", outcome.Error);
        double simulatedMs = summary.GetProperty("simulatedMs").GetDouble();

        RunStatus status = (await workers.Until(_ => true)).Runs.Single(one => one.RunId == run);
        Assert.Equal((RunState.Finished, "cancelled"), (status.State, ClusterStatusJson.StateOf(status)));
        Assert.All(status.Partitions, partition => Assert.Equal(simulatedMs, partition.Step * 0.1, 6));

        // All partitions have ended at the same step, so the digest is that of a run that was meant to be so long.
        string length = simulatedMs.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        Outcome asLong = await Command.Run("run", "topographic-map", "--duration-ms", length, "--json");
        Assert.Equal(asLong.Digest(), summary.GetProperty("digest").GetString());
        Outcome next = await Command.Run([.. Runs.Short, "--cluster", workers.Address, "--delay-ms", "1"]);
        Assert.Equal(Runs.Digest(delayMs: 1), next.Digest());
    }

    [SkippableFact]
    public async Task A_second_run_waits_or_is_refused()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), OnLinux);
        string[] next = [.. Runs.Short, "--cluster", workers.Address, "--delay-ms", "1"];
        using Command first = Command.Start([.. Runs.Endless, "--cluster", workers.Address]);
        string run = (await workers.Running()).RunId;
        (await Command.Run([.. next, "--if-busy", "refuse"])).FailsWith(
            2, $"the cluster is busy, and --if-busy is refuse: the devices that it needs are held by run {run}");
        using Command second = Command.Start(next);
        await second.Tells("waiting for another run");

        // Whoever hands a run over need not wait for it; whoever fetches it is told its place.
        Outcome detached = await Command.Run([.. next.Where(word => word != "--json"), "--detach"]);
        Assert.Equal(0, detached.ExitCode);
        Assert.Matches("^[0-9a-f]{8}$", detached.Output);
        using Command third = Command.Start("fetch", detached.Output, "--cluster", workers.Address, "--json");
        await third.Tells("waiting for other runs to end, 2 are before it");

        (await Command.Run([.. next, "--if-busy", "refuse"])).FailsWith(2, "the cluster is busy, and --if-busy is refuse: run [0-9a-f]{8} waits for devices and comes first");

        first.Signal("INT");
        Assert.Equal(130, (await first.End()).ExitCode);
        Assert.Equal(Runs.Digest(delayMs: 1), (await second.End()).Digest());
        Assert.Equal(Runs.Digest(delayMs: 1), (await third.End()).Digest());
    }

    [SkippableFact]
    public async Task A_run_that_waits_can_be_given_up()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), OnLinux);
        using Command first = Command.Start([.. Runs.Endless, "--cluster", workers.Address]);
        await workers.Running();
        using Command second = Command.Start([.. Runs.Short, "--cluster", workers.Address]);
        await second.Tells("waiting for another run");
        second.Signal("INT");
        Outcome outcome = await second.End();
        Assert.Equal(130, outcome.ExitCode);
        Assert.Contains("Ended before the run began", outcome.Error);
        first.Signal("INT");
        Assert.Equal(130, (await first.End()).ExitCode);
    }
}
