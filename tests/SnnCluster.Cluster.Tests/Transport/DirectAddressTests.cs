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
    [InlineData("hostname = 127.0.0.1", "127.0.0.1")]
    [InlineData("hostname = 127.0.0.2", "127.0.0.2")]
    [InlineData("hostname = 127.0.0.2\npublic-hostname = 127.0.0.3", "127.0.0.2")]
    public async Task Direct_connections_are_listened_for_where_the_node_listens(string settings, string address)
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

            // Others may listen at the same port of another address.
            IPAddress[] everywhere = [IPAddress.Any.MapToIPv6(), IPAddress.IPv6Any];
            Assert.All((int[])[node.Port!.Value, direct], port =>
            {
                Assert.Contains(IPAddress.Parse(address).MapToIPv6(), listening[port]);
                Assert.Empty(listening[port].Intersect(everywhere));
            });
        }
        finally
        {
            await system.Terminate();
        }
    }
}
