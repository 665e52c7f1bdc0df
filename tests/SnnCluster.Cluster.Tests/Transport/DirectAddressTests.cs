using System.Net;
using System.Net.NetworkInformation;
using Akka.Actor;
using Akka.Configuration;
using SnnCluster.Cluster.Actors;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Tests.Actors;
using SnnCluster.Cluster.Transport;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Tests.Transport;

/// <summary>Direct connections are no door that the node's own address has not.</summary>
public sealed class DirectAddressTests
{
    [Theory]
    [InlineData("hostname = 127.0.0.1")]
    [InlineData("hostname = 127.0.0.2")]
    [InlineData("hostname = 127.0.0.2\npublic-hostname = 127.0.0.3")]
    public async Task Direct_connections_are_listened_for_where_the_node_listens(string settings)
    {
        Config config = NodeConfiguration.OfNode(new NodeOptions
        {
            Networks = new TestNetworks(),
            Configuration = $"akka.remote.dot-netty.tcp {{ {settings}\nport = 0 }}\nakka.actor.provider = remote",
        });
        ActorSystem system = WireSystems.Create(config, []);
        try
        {
            Address node = ((ExtendedActorSystem)system).Provider.DefaultAddress;
            PrepareRun run = ActorSystems.Prepare("r", "delay-10", 10);
            run = run with { Node = 1, Placement = run.Placement with { Nodes = ["127.0.0.1:1", NodeAddress.Of(node)], Transport = "direct" } };
            using var links = new FrameLinks(run, NodeSettings.Of(config), encryption: null);
            int direct = Assert.Single(links.Listen()).Port;
            Assert.NotEqual(node.Port, direct);
            ILookup<int, IPAddress> listening = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
                .ToLookup(end => end.Port, end => end.Address.MapToIPv6());
            Assert.Equal(Assert.Single(listening[node.Port!.Value]), Assert.Single(listening[direct]));
        }
        finally
        {
            await system.Terminate();
        }
    }
}
