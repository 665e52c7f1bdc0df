using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Akka.Remote;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Protocol;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Actors;

/// <summary>
/// Carries the <see cref="CoordinatorDesk"/>: brings it messages and news of members, and takes its messages to nodes. One
/// of it lives in a cluster at a time.
/// </summary>
internal sealed class CoordinatorActor : PeerActor, IWithTimers, ICoordinatorHost
{
    // A client that sees nothing new is answered after this time all the same, so that it knows that the cluster lives.
    private static readonly TimeSpan AnswerAfter = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(250);

    private readonly CoordinatorProtocol _protocol;
    private readonly CoordinatorDesk _desk;
    private readonly NodeSettings _settings;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<string, IActorRef> _nodes = [];

    public CoordinatorActor(INetworkSource networks, NodeSettings settings)
    {
        _settings = settings;
        _protocol = new CoordinatorProtocol(
            networks, NewRunId, settings.Recovery, TimeProvider.System, settings.KeptRuns, LargestMessage);
        _desk = new CoordinatorDesk(_protocol, this);
        Receive<NodeReport>(message =>
        {
            _nodes[message.Address] = Sender;
            _desk.Receive(message, Sender);
        });
        Receive<GetStatus>(OnStatus);
        Receive<AnswerReaders>(_ => _desk.AnswerAll());
        Receive<Tick>(_ => _desk.Tick());
        Receive<Done>(message => message.Then());
        Receive<IWireMessage>(message => _desk.Receive(message, Sender));
        Receive<ClusterEvent.UnreachableMember>(message => _desk.NodeLost(
            NodeAddress.Of(message.Member.Address), "it does not answer", isGone: false));
        Receive<ClusterEvent.ReachableMember>(message => _desk.NodeReachable(NodeAddress.Of(message.Member.Address)));
        Receive<ClusterEvent.MemberRemoved>(message => _desk.NodeLost(
            NodeAddress.Of(message.Member.Address), "it has left the cluster", isGone: true));
        Receive<ClusterEvent.IMemberEvent>(message => _desk.NodeJoined(NodeAddress.Of(message.Member.Address)));
        Receive<DisassociatedEvent>(message => OnBroken(message.RemoteAddress));
        Receive<AssociationErrorEvent>(message => OnBroken(message.RemoteAddress));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(INetworkSource networks, NodeSettings settings) =>
        Akka.Actor.Props.Create(() => new CoordinatorActor(networks, settings));

    void ICoordinatorHost.ToNode(string address, IWireMessage message)
    {
        if (_nodes.TryGetValue(address, out IActorRef? node))
        {
            node.Tell(message);
        }
    }

    void ICoordinatorHost.ToClient(object client, IWireMessage message) => ((IActorRef)client).Tell(message);

    // It may wait for other nodes: a thread of its own keeps those of the pool free for their answers.
    void ICoordinatorHost.Beside(Func<Action> work) => Task.Factory.StartNew(
        () => new Done(work()), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).PipeTo(Self);

    ICheckpointDisk ICoordinatorHost.Folder(string path) => new CheckpointDirectory(path);

    ICheckpointPeers ICoordinatorHost.Peers(string path) => ClusterPeers.Of(Context.System, path);

    RunLog ICoordinatorHost.NewLog() => RunLog.Temporary(_settings.SpoolDirectory);

    void ICoordinatorHost.Log(string text, bool isWarning) =>
        _log.Log(isWarning ? LogLevel.WarningLevel : LogLevel.InfoLevel, text);

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer("answer", AnswerReaders.Instance, AnswerAfter);
        Timers.StartPeriodicTimer("tick", Tick.Instance, TickInterval);
        if (IsClustered)
        {
            Akka.Cluster.Cluster.Get(Context.System).Subscribe(
                Self,
                ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
                typeof(ClusterEvent.IReachabilityEvent),
                typeof(ClusterEvent.MemberJoined),
                typeof(ClusterEvent.MemberWeaklyUp),
                typeof(ClusterEvent.MemberUp),
                typeof(ClusterEvent.MemberRemoved));

            // What is on its way when a connection breaks is lost, and Akka tells nobody else.
            Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));
            Context.System.EventStream.Subscribe(Self, typeof(AssociationErrorEvent));
        }
    }

    protected override void PostStop()
    {
        if (IsClustered)
        {
            Akka.Cluster.Cluster cluster = Akka.Cluster.Cluster.Get(Context.System);
            if (!cluster.State.Members.Any(member => member.UniqueAddress != cluster.SelfUniqueAddress && Stays(member)))
            {
                _desk.End("all nodes of its cluster have been told to end");
            }

            cluster.Unsubscribe(Self);
            Context.System.EventStream.Unsubscribe(Self);
        }

        _desk.Dispose();
    }

    private static bool IsClustered => Context.System.Settings.ProviderClass.Contains("Cluster", StringComparison.Ordinal);

    // Another coordinator can live on it.
    private static bool Stays(Member member) => member.Status is MemberStatus.Joining or MemberStatus.WeaklyUp or MemberStatus.Up;

    // Within a process messages are objects, of any size.
    private static long LargestMessage => IsClustered
        ? Context.System.Settings.Config.GetByteSize("akka.remote.dot-netty.tcp.maximum-frame-size") ?? long.MaxValue
        : long.MaxValue;

    private static string NewRunId() => Convert.ToHexStringLower(Guid.NewGuid().ToByteArray().AsSpan(0, 4));

    private void OnBroken(Address? remote)
    {
        if (remote?.Host is not null)
        {
            _desk.ConnectionLost(NodeAddress.Of(remote));
        }
    }

    private void OnStatus(GetStatus message)
    {
        if (message.ProtocolVersion != WireProtocol.Version)
        {
            Sender.Tell(new RequestRefused { Findings = [CoordinatorProtocol.VersionMismatch(message.ProtocolVersion)] });
            return;
        }

        Address self = ((ExtendedActorSystem)Context.System).Provider.DefaultAddress;
        Sender.Tell(_protocol.Status(self.Host is null ? "local" : NodeAddress.Of(self)));
    }

    private sealed record Done(Action Then);

    private sealed class Tick
    {
        public static readonly Tick Instance = new();
    }

    private sealed class AnswerReaders
    {
        public static readonly AnswerReaders Instance = new();
    }
}
