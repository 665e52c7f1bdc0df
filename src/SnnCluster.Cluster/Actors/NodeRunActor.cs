using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Transport;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Actors;

/// <summary>Carries the <see cref="NodeRun"/> of one run. When it stops, nothing of the run is left on the node.</summary>
internal sealed class NodeRunActor : PeerActor, IWithTimers, INodeRunHost
{
    private readonly NodeRun _run;
    private readonly IActorRef _coordinator;
    private readonly NodeSettings _settings;
    private readonly FrameLinks _links;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly List<IActorRef> _partitions = [];
    private readonly LiveRuns _live = LiveRuns.Of(Context.System);
    private readonly string _attempt;

    public NodeRunActor(
        PrepareRun run, IActorRef coordinator, INetworkSource networks, NodeSettings settings, PartitionProgress furthest)
    {
        _run = new NodeRun(run, networks, settings.AskAgainAfter, furthest, this);
        _coordinator = coordinator;
        _attempt = run.RunId;
        _settings = settings;
        _links = new FrameLinks(run, settings, DirectEncryption.Of(Context.System.Settings.Config));
        Receive<Build>(_ => _run.Build());
        Receive<PartitionBuilt>(_run.Built);
        Receive<ConnectRun>(_run.Connect);
        Receive<Connected>(message => _run.Connected(message.Transport, message.Failure?.GetBaseException().Message));
        Receive<RunTo>(ToPartitions);
        Receive<HoldRun>(ToPartitions);
        Receive<PartitionHeld>(_coordinator.Tell);
        Receive<RunFailure>(_run.Failed);
        Receive<FrameEnvelope>(_run.Receive);
        Receive<FramesAgain>(_run.Again);
        Receive<LookAtProgress>(_ => _run.Look(Stopwatch.GetElapsedTime(0)));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(
        PrepareRun run, IActorRef coordinator, INetworkSource networks, NodeSettings settings, PartitionProgress furthest) =>
        Akka.Actor.Props.Create(() => new NodeRunActor(run, coordinator, networks, settings, furthest));

    void INodeRunHost.ToCoordinator(IWireMessage message) => _coordinator.Tell(message);

    void INodeRunHost.ToPeer(int peer, IWireMessage message) => _links.Tell(peer, message, Self);

    public void ToPartitions(IWireMessage message)
    {
        foreach (IActorRef partition in _partitions)
        {
            partition.Tell(message);
        }
    }

    void INodeRunHost.StartPartition(PartitionSetup setup) =>
        _partitions.Add(Context.ActorOf(PartitionActor.Props(setup with { Live = _live.Begin(setup) }, _coordinator), $"partition-{setup.Index}"));

    void INodeRunHost.BeginLooking() =>
        Timers.StartPeriodicTimer("progress", LookAtProgress.Instance, _settings.ProgressInterval);

    ICheckpointDisk INodeRunHost.Folder(string path) => new CheckpointDirectory(path);

    ICheckpointPeers INodeRunHost.Peers(string path) => ClusterPeers.Of(Context.System, path);

    IReadOnlyList<DirectInvitation> INodeRunHost.Listen() => _links.Listen();

    void INodeRunHost.Connect(IReadOnlyList<DirectInvitation> invitations, FrameExchange exchange) =>
        _links.Connect(invitations, exchange.Peers, exchange, Context.System, Self).PipeTo(
            Self,
            success: transport => new Connected(transport, null),
            failure: exception => new Connected(null, exception));

    void INodeRunHost.Warn(string text) => _log.Warning(text);

    protected override void PreStart() => Self.Tell(Build.Instance);

    protected override void PostStop()
    {
        _live.End(_attempt);
        _run.Dispose();
        _links.Dispose();
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(exception =>
    {
        _run.Fail($"{exception.GetType().Name}: {exception.Message}", isInput: false);
        return Directive.Stop;
    });

    private sealed record Connected(ISpikeTransport? Transport, Exception? Failure);

    private sealed class LookAtProgress
    {
        public static readonly LookAtProgress Instance = new();
    }
}
