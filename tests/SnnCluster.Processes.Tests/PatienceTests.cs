using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Processes.Tests;

/// <summary>Clients wait for nodes that are only slow, and for none that is gone.</summary>
[Collection(WaitingTests.Name)]
public sealed class PatienceTests
{
    // A client counts on a coordinator's answer within 10 s, and asks again after that.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(12);

    [SkippableFact]
    public async Task A_node_that_stands_still_for_a_while_is_waited_for()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        using Command node = Command.Start("node", "--port", "0", "--devices", "host");
        string address = (await node.Says("^ready (.+)$")).Groups[1].Value;
        Outcome handed = await Command.Run("run", "topographic-map", "--duration-ms", "300", "--cluster", address, "--detach");
        Assert.True(handed.ExitCode == 0, handed.Error);
        node.Signal("STOP");
        using Command status = Command.Start("status", "--cluster", address);
        using Command fetch = Command.Start("fetch", handed.Output, "--cluster", address, "--json");
        using Command run = Command.Start([.. Runs.Short, "--cluster", address]);
        await Task.Delay(Pause);
        node.Signal("CONT");
        Assert.Equal(0, (await status.End()).ExitCode);
        Assert.Equal(Runs.Digest(), (await fetch.End()).Digest());
        Assert.Equal(Runs.Digest(), (await run.End()).Digest());
    }
}

/// <summary>Three workers that are told to end.</summary>
[Collection(WaitingTests.Name)]
public sealed class EndTests() : Workers(3), IAsyncLifetime
{
    [SkippableFact]
    public async Task A_client_hears_that_all_nodes_were_told_to_end()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        using Command client = Command.Start([.. Runs.Endless, "--cluster", Address]);
        RunStatus run = await Running();
        foreach (string address in Addresses.ToArray())
        {
            Command worker = Take(address);
            worker.Signal("TERM");
            GiveBack(address, worker);
        }

        (await client.End()).FailsWith(
            1, $"run {run.RunId} (has ended: all nodes of its cluster have been told to end|is lost with its cluster: nothing listens)");
    }
}
