using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using SnnCluster.Cluster.Actors;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Security;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Hosting;

/// <summary>A node of a cluster in this process: what <c>snncluster node</c> starts.</summary>
public sealed class ClusterNode : IAsyncDisposable
{
    private readonly ActorSystem _system;
    private volatile string? _whyEnded;

    private ClusterNode(ActorSystem system, string address, StrayWatch watch)
    {
        _system = system;
        Address = address;
        _ = EndAsStrayAsync(watch);
    }

    /// <summary>Its address, as host:port.</summary>
    public string Address { get; }

    /// <summary>Ends when the node has left the cluster, by itself or because the cluster has given it up.</summary>
    public Task WhenEnded => _system.WhenTerminated;

    /// <summary>Why it has ended by itself; null where the cluster has given it up.</summary>
    public string? WhyEnded => _whyEnded;

    /// <summary>Starts a node and waits until it is in the cluster and the coordinator has taken it.</summary>
    /// <param name="options">What the user said.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidDescriptionException">Something that the user gave is wrong.</exception>
    /// <exception cref="ClusterException">
    /// The port is in use, no seed node answers, or the cluster refuses this node.
    /// </exception>
    public static async Task<ClusterNode> StartAsync(NodeOptions options, CancellationToken cancellation)
    {
        Config config = NodeConfiguration.OfNode(options);
        if (!options.IsInsecure)
        {
            Exposure.Refuse(config);
        }

        Exposure.RefuseWildcard(config);

        NodeSettings settings = NodeSettings.Of(config);
        IReadOnlyList<DeviceOffer> devices = NodeDevices.Of(settings.Devices);
        CheckSeeds(options.SeedNodes);
        ActorSystem system = CreateSystem(config, options.Services);
        try
        {
            var cluster = Akka.Cluster.Cluster.Get(system);
            string address = NodeAddress.Of(cluster.SelfAddress);
            var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            cluster.RegisterOnMemberUp(() => up.TrySetResult());
            await ListenAsync(cluster.SelfAddress, options, settings, config, cancellation).ConfigureAwait(false);
            Join(cluster, options, config, taken);
            Start(system, options, settings, devices, config, address, taken);
            await taken.Task.WaitAsync(settings.JoinTimeout, cancellation).ConfigureAwait(false);

            // Until then it does not count where the others find out whether they are the majority. While a lost node's place
            // is not given up, that takes some seconds; it can be given work before, so nothing fails where it takes longer.
            await Task.WhenAny(up.Task, Task.Delay(settings.JoinTimeout, cancellation)).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            return new ClusterNode(system, address, new StrayWatch(system, SeedsOf(options, config), options.Configuration));
        }
        catch (Exception exception)
        {
            await system.Terminate().ConfigureAwait(false);
            throw exception switch
            {
                TimeoutException => new ClusterException(
                    $"no cluster was joined within {settings.JoinTimeout.TotalSeconds:0.#} s: none of the seed nodes "
                    + $"{string.Join(", ", SeedsOf(options, config))} answered, or there is no node with the role coordinator"),
                _ => exception,
            };
        }
    }

    /// <summary>Leaves the cluster and ends.</summary>
    public async ValueTask DisposeAsync() =>
        await CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance)
            .WaitAsync(TimeSpan.FromSeconds(20)).ConfigureAwait(false);

    private async Task EndAsStrayAsync(StrayWatch watch)
    {
        if (await watch.RunAsync().ConfigureAwait(false) is string reason)
        {
            _whyEnded = reason;
            await CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ClusterLeavingReason.Instance).ConfigureAwait(false);
        }
    }

    private static void CheckSeeds(IReadOnlyList<string> seeds)
    {
        var errors = new ValidationErrors();
        foreach (string seed in seeds)
        {
            if (NodeAddress.Parse(seed) is null)
            {
                errors.Add($"--seed-node is '{seed}': must be HOST:PORT with a port from 1 to 65535");
            }
        }

        errors.ThrowIfAny();
    }

    private static ActorSystem CreateSystem(Config config, IReadOnlyList<NodeService> services)
    {
        try
        {
            return WireSystems.Create(config, services.Select(service => service.Contracts));
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or InvalidDescriptionException))
        {
            string where = $"{config.GetString("akka.remote.dot-netty.tcp.hostname")}:{config.GetInt("akka.remote.dot-netty.tcp.port")}";
            throw SocketErrorOf(exception) switch
            {
                SocketError.AddressAlreadyInUse => new ClusterException(
                    $"{where} is in use by another process: choose another --port, or 0 for any that is free", exception),
                SocketError.AddressNotAvailable or SocketError.HostNotFound => new ClusterException(
                    $"--hostname is '{config.GetString("akka.remote.dot-netty.tcp.hostname")}': must be a name or address of this machine", exception),
                _ => new ClusterException($"a node cannot start on {where}: {exception.GetBaseException().Message}", exception),
            };
        }
    }

    private static SocketError? SocketErrorOf(Exception exception) => exception switch
    {
        SocketException socket => socket.SocketErrorCode,
        AggregateException aggregate => aggregate.InnerExceptions.Select(SocketErrorOf).FirstOrDefault(error => error is not null),
        { InnerException: Exception inner } => SocketErrorOf(inner),
        _ => null,
    };

    private static string[] SeedsOf(NodeOptions options, Config config) => options.SeedNodes.Count > 0
        ? [.. options.SeedNodes]
        : [.. config.GetStringList("akka.cluster.seed-nodes", []).Select(seed => seed[(seed.LastIndexOf('@') + 1)..])];

    // A node that is started again where another one died may find that the others still call the dead one. Where such a
    // call meets a call of its own, Akka's remoting drops one connection and the two sides disagree on which: the new node
    // then never hears the other, and both are put out of the cluster. So it lets the others call first. They do within
    // akka.remote.retry-gate-closed-for and a heartbeat. A port that the system picks has been nobody's.
    private static async Task ListenAsync(
        Address self, NodeOptions options, NodeSettings settings, Config config, CancellationToken cancellation)
    {
        bool callsOthers = SeedsOf(options, config).Any(seed => seed != NodeAddress.Of(self));
        if (callsOthers && config.GetInt("akka.remote.dot-netty.tcp.port") != 0)
        {
            await Task.Delay(settings.ListenBeforeJoin, cancellation).ConfigureAwait(false);
        }
    }

    private static void Join(
        Akka.Cluster.Cluster cluster, NodeOptions options, Config config, TaskCompletionSource taken)
    {
        // Akka's remoting ends the system where a TLS handshake with a seed node fails; the type of that reason is its own.
        cluster.RegisterOnMemberRemoved(() => taken.TrySetException(new ClusterException(
            CoordinatedShutdown.Get(cluster.System).ShutdownReason?.GetType().Name == "TlsHandshakeFailureReason"
                ? "no cluster was joined: a seed node refused the certificate of this node, or this node that of the seed node"
                : "the cluster has removed this node")));
        Address[] seeds = [.. SeedsOf(options, config).Select(seed =>
        {
            (string host, int port) = NodeAddress.Split(seed);
            return cluster.SelfAddress.WithHost(host).WithPort(port);
        })];
        if (seeds.Length == 0)
        {
            cluster.Join(cluster.SelfAddress);
        }
        else
        {
            cluster.JoinSeedNodes(seeds);
        }
    }

    private static void Start(
        ActorSystem system,
        NodeOptions options,
        NodeSettings settings,
        IReadOnlyList<DeviceOffer> devices,
        Config config,
        string address,
        TaskCompletionSource taken)
    {
        const string Role = "coordinator";
        if (Akka.Cluster.Cluster.Get(system).SelfRoles.Contains(Role))
        {
            system.ActorOf(
                ClusterSingletonManager.Props(
                    CoordinatorActor.Props(options.Networks, settings),
                    PoisonPill.Instance,
                    ClusterSingletonManagerSettings.Create(system).WithRole(Role)),
                ActorNames.Coordinator);
        }

        IActorRef proxy = system.ActorOf(
            ClusterSingletonProxy.Props(
                $"/user/{ActorNames.Coordinator}",
                ClusterSingletonProxySettings.Create(system).WithRole(Role)),
            "coordinator-proxy");
        system.ActorOf(Props.Create(() => new GatewayActor(proxy)), ActorNames.Gateway);
        var report = new NodeReport
        {
            ProtocolVersion = WireProtocol.Version,
            Address = address,
            ProgramVersion = options.ProgramVersion,
            Devices = devices,
            Cores = Environment.ProcessorCount,
            MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            Machine = Environment.MachineName,
            UsesTls = config.GetBoolean("akka.remote.dot-netty.tcp.enable-ssl"),
            Models = options.Networks.Models,
        };
        Action accepted = () => taken.TrySetResult();
        Action<string> refused = reason => taken.TrySetException(new ClusterException(reason));
        INetworkSource networks = options.Networks;
        system.ActorOf(
            Props.Create(() => new NodeSupervisor(report, proxy, networks, settings, accepted, refused)),
            ActorNames.Node);
        system.ActorOf(CopiesActor.Props(), ActorNames.Copies);
        system.ActorOf(LiveActor.Props(), ActorNames.Live);
        system.ActorOf(Props.Create(() => new MembershipLog()), "membership-log");
        foreach (NodeService service in options.Services)
        {
            system.ActorOf(service.Props, service.Name);
        }
    }
}
