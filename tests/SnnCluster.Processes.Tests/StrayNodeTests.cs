using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using SnnCluster.Cluster.Hosting;

namespace SnnCluster.Processes.Tests;

/// <summary>A node that finds nobody, because the others stand still, and begins a cluster of its own.</summary>
[Collection(WaitingTests.Name)]
public sealed class StrayNodeTests : IDisposable
{
    // As short as processes bear that start beside others.
    private const string Settings = """
        snncluster.listen-before-join = 100ms
        akka.cluster {
          seed-node-timeout = 1s
          split-brain-resolver { stable-after = 4s, down-all-when-unstable = 20s }
        }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly string[] _addresses;
    private readonly List<Command> _nodes = [];

    public StrayNodeTests()
    {
        File.WriteAllText(_folder["node.hocon"], Settings);
        TcpListener[] free = [.. Enumerable.Range(0, 3).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        Array.ForEach(free, listener => listener.Start());
        _addresses = [.. free.Select(listener => $"{listener.LocalEndpoint}")];
        Array.ForEach(free, listener => listener.Stop());
    }

    public void Dispose()
    {
        foreach (Command node in _nodes)
        {
            if (node.IsRunning)
            {
                node.Kill();
            }

            node.Dispose();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task A_node_that_began_a_cluster_of_its_own_ends_when_the_others_go_on_and_joins_them_started_again()
    {
        Command first = await Start(_addresses[0]);
        Command[] others = [await Start(_addresses[1]), await Start(_addresses[2])];
        await Lists(_addresses[1], _addresses);
        first.Kill();
        Array.ForEach(others, node => node.Signal("STOP"));
        Command stray = await Start(_addresses[0]);
        Array.ForEach(others, node => node.Signal("CONT"));

        Assert.True(
            await Task.Run(() => stray.EndsWithin(Patience)),
            string.Join("\n--\n", others.Prepend(stray).Select(node => $"{(node.IsRunning ? "" : "it has ended: ")}{node.Error}")));
        Outcome ended = await stray.End();
        Assert.Equal(1, ended.ExitCode);

        // It names those that reach each other by then, one or both; or they have put it out before it asked.
        Assert.Matches(
            $"error: node {Regex.Escape(_addresses[0])} (has ended: it is in a cluster of 1 of its own, beside that of ({Regex.Escape(_addresses[1])}|{Regex.Escape(_addresses[2])})|was removed from its cluster)",
            ended.Error);
        Assert.All(others, node => Assert.True(node.IsRunning));

        await Start(_addresses[0]);
        await Lists(_addresses[1], _addresses);
    }

    private async Task<Command> Start(string address)
    {
        var node = Command.Start(
        [
            "node", "--devices", "host", "--config", _folder["node.hocon"], "--port", address.Split(':')[1],
            .. _addresses.SelectMany(seed => new[] { "--seed-node", seed }),
        ]);
        _nodes.Add(node);
        await node.Says("^ready ");
        return node;
    }

    private static async Task Lists(string asked, string[] addresses)
    {
        using var limit = new CancellationTokenSource(Patience);
        await using RunClient client = await RunClients.OfClusterAsync(asked);
        while (!(await client.StatusAsync()).Nodes.Where(node => node.State == "up").Select(node => node.Report.Address)
            .Order().SequenceEqual(addresses.Order()))
        {
            await Task.Delay(200, limit.Token);
        }
    }
}
