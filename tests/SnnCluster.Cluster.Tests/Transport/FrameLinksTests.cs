using SnnCluster.Cluster.Actors;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Tests.Actors;
using SnnCluster.Cluster.Transport;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Tests.Transport;

/// <summary>Nodes are connected with those that they have something to say to, and wait for no others.</summary>
public sealed class FrameLinksTests
{
    [Fact]
    public async Task Only_peers_are_connected()
    {
        // A chain of three nodes, and one that has nothing to do with them.
        int[][] peers = [[1], [0, 2], [1], []];
        FrameLinks[] links = [.. Enumerable.Range(0, peers.Length).Select(Links)];
        var inboxes = new Inbox[peers.Length];
        try
        {
            DirectInvitation[] invitations = [.. links.SelectMany(each => each.Listen())];
            Assert.Equal(6, invitations.Length);
            ISpikeTransport?[] transports = await Task.WhenAll(links.Select((each, node) => each.Connect(
                [.. invitations.Where(invitation => invitation.Connector == node && peers[node].Contains(invitation.Listener))],
                peers[node],
                inboxes[node] = new Inbox(),
                system: null!,
                self: null!))).WaitAsync(DirectPair.Limit);
            Assert.Equal([true, true, true, false], transports.Select(transport => transport is not null));
            transports[0]!.Send(1, [7]);
            transports[2]!.Send(1, [9]);
            inboxes[1].Await((DirectTransport)transports[1]!, 2);
            Assert.Equal([Inbox.Hash([7])], inboxes[1].From(0));
            Assert.Equal([Inbox.Hash([9])], inboxes[1].From(2));
            Assert.ThrowsAny<ArgumentException>(() => transports[0]!.Send(2, [7]));
        }
        finally
        {
            Array.ForEach(links, each => each.Dispose());
        }
    }

    private static FrameLinks Links(int node) => new(
        new PrepareRun
        {
            RunId = "r",
            Whole = "r",
            Node = node,
            Specification = TestNetworks.Run("delay-1", steps: 1, partitions: 4),
            Placement = new RunPlacement { Nodes = ["127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3", "127.0.0.1:4"], Transport = "direct", Partitions = [] },
        },
        new NodeSettings(),
        encryption: null);
}
