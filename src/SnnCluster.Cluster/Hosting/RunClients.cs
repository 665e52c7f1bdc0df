using System.Diagnostics;
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
        system.ActorOf(LiveActor.Props(), ActorNames.Live);
        using var ready = new ManualResetEventSlim();
        Action accepted = ready.Set;
        Action<string> refused = static _ => { };
        system.ActorOf(
            Props.Create(() => new NodeSupervisor(report, coordinator, networks, settings, accepted, refused)),
            ActorNames.Node);
        ready.Wait();
        return new RunClient(system, coordinator);
    }

    /// <summary>A client of a cluster.</summary>
    /// <param name="address">Any of its nodes, as host:port.</param>
    /// <param name="configuration">Text of a configuration file in HOCON, for TLS; may be empty.</param>
    /// <exception cref="InvalidDescriptionException">The address is none.</exception>
    /// <exception cref="ClusterException">Nothing listens there, or nothing that answers as a node does.</exception>
    public static Task<RunClient> OfClusterAsync(string address, string configuration = "") =>
        OfClusterAsync(address, configuration, [], RunClient.Patience);

    /// <summary>A client of a cluster, with contracts beside this library's.</summary>
    /// <param name="address">Any of its nodes, as host:port.</param>
    /// <param name="configuration">Text of a configuration file in HOCON, for TLS; may be empty.</param>
    /// <param name="contracts">Assemblies with wire contracts.</param>
    /// <param name="patience">How long a node may take to answer.</param>
    /// <exception cref="InvalidDescriptionException">The address is none.</exception>
    /// <exception cref="ClusterException">Nothing listens there, or nothing that answers as a node does.</exception>
    internal static async Task<RunClient> OfClusterAsync(
        string address, string configuration, IReadOnlyList<Assembly> contracts, TimeSpan patience)
    {
        if (NodeAddress.Parse(address) is not (string host, int port))
        {
            throw new InvalidDescriptionException(
                $"--cluster is '{address}': must be HOST:PORT of any node, with a port from 1 to 65535");
        }

        string self;
        try
        {
            self = (await NodeContacts.OwnAddressTowards(host, port).ConfigureAwait(false)).ToString();
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            throw new ClusterException($"no node of a cluster listens at {address}: {exception.Message}", exception);
        }

        // A node that stood still while a connection came about may never answer over it, though both sides hold it: another try
        // has actors, and so a connection, of its own. Each waits longer, as a node may just be busy.
        TimeSpan limit = patience / 3;
        for (long began = Stopwatch.GetTimestamp(); ; limit *= 2)
        {
            ActorSystem system = WireSystems.Create(NodeConfiguration.OfClient(self, configuration), contracts);
            try
            {
                NodeContacts node = await NodeContacts.OpenAsync(system, address, limit).ConfigureAwait(false);
                if (node.HasAnswered)
                {
                    return new RunClient(system, node, patience);
                }

                // One that has taken the connection is a node, and gets more time.
                TimeSpan waited = Stopwatch.GetElapsedTime(began);
                if (waited >= (node.IsOpen ? 2 * patience : patience))
                {
                    throw new ClusterException(node.IsOpen
                        ? $"the node at {address} does not answer within {waited.TotalSeconds:0} s: it goes by another name, which it "
                            + "printed after 'ready', or it is overloaded"
                        : $"what listens at {address} does not answer as a snncluster node within {waited.TotalSeconds:0} s: it is "
                            + "none, or it hangs or is overloaded");
                }
            }
            catch
            {
                await system.Terminate().ConfigureAwait(false);
                throw;
            }

            await system.Terminate().ConfigureAwait(false);
        }
    }
}
