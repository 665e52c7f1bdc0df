using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Akka.Actor;
using SnnCluster.Cluster.Actors;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Hosting;

/// <summary>Opens <see cref="RunClient"/>s.</summary>
public static class RunClients
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

    /// <summary>A client of actors in this process: a coordinator and one node, with no network.</summary>
    /// <param name="networks">Makes networks.</param>
    /// <param name="devices">Devices, as for a node.</param>
    public static RunClient OfProcess(INetworkSource networks, string devices)
    {
        IReadOnlyList<DeviceOffer> offers = NodeDevices.Of(devices);
        ActorSystem system = ProcessActors.Create();
        var settings = new NodeSettings { ProgressInterval = TimeSpan.FromMilliseconds(50) };
        IActorRef coordinator = system.ActorOf(CoordinatorActor.Props(networks, settings), ActorNames.Coordinator);
        var report = new NodeReport
        {
            ProtocolVersion = WireProtocol.Version,
            Address = "local",
            ProgramVersion = "",
            Devices = offers,
            Cores = Environment.ProcessorCount,
            MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            Machine = Environment.MachineName,
        };
        using var ready = new ManualResetEventSlim();
        Action accepted = ready.Set;
        Action<string> refused = static _ => { };
        system.ActorOf(
            Props.Create(() => new NodeSupervisor(report, coordinator, networks, settings, accepted, refused)),
            ActorNames.Node);
        ready.Wait();
        return new RunClient(system, coordinator, "local");
    }

    /// <summary>A client of a cluster.</summary>
    /// <param name="address">Any of its nodes, as host:port.</param>
    /// <param name="configuration">Text of a configuration file in HOCON, for TLS; may be empty.</param>
    /// <exception cref="InvalidDescriptionException">The address is none.</exception>
    /// <exception cref="ClusterException">Nothing listens there.</exception>
    public static async Task<RunClient> OfClusterAsync(string address, string configuration = "")
    {
        (ActorSystem system, ActorSelection gateway) = await ConnectAsync(address, configuration, []).ConfigureAwait(false);
        return new RunClient(system, gateway, address);
    }

    /// <summary>The actors of a client of a cluster, and the way to its coordinator.</summary>
    /// <param name="address">Any of its nodes, as host:port.</param>
    /// <param name="configuration">Text of a configuration file in HOCON, for TLS; may be empty.</param>
    /// <param name="contracts">Assemblies with wire contracts beside this library's.</param>
    /// <exception cref="InvalidDescriptionException">The address is none.</exception>
    /// <exception cref="ClusterException">Nothing listens there.</exception>
    internal static async Task<(ActorSystem System, ActorSelection Gateway)> ConnectAsync(
        string address, string configuration, IReadOnlyList<Assembly> contracts)
    {
        if (NodeAddress.Parse(address) is not (string host, int port))
        {
            throw new InvalidDescriptionException(
                $"--cluster is '{address}': must be HOST:PORT of any node, with a port from 1 to 65535");
        }

        string self;
        try
        {
            self = await OwnAddressTowards(host, port).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            throw new ClusterException($"no node of a cluster listens at {address}: {exception.Message}", exception);
        }

        ActorSystem system = WireSystems.Create(NodeConfiguration.OfClient(self, configuration), contracts);
        return (system, system.ActorSelection(NodeAddress.In(system, address) / "user" / ActorNames.Gateway));
    }

    // The cluster answers over a connection of its own, so the client needs an address that the node can reach: the one
    // that this machine uses towards it.
    private static async Task<string> OwnAddressTowards(string host, int port)
    {
        using var limit = new CancellationTokenSource(ConnectLimit);
        using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await probe.ConnectAsync(host, port, limit.Token).ConfigureAwait(false);
        IPAddress own = ((IPEndPoint)probe.LocalEndPoint!).Address;
        return (own.IsIPv4MappedToIPv6 ? own.MapToIPv4() : own).ToString();
    }
}
