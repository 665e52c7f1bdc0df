using Akka.Actor;
using Akka.Event;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Actors;

/// <summary>Carries the <see cref="NodeProtocol"/> of a node.</summary>
internal sealed class NodeSupervisor : PeerActor, IWithTimers, INodeHost
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    private readonly NodeProtocol _protocol;
    private readonly IActorRef _coordinatorProxy;
    private readonly INetworkSource _networks;
    private readonly NodeSettings _settings;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<string, IActorRef> _runs = [];

    public NodeSupervisor(
        NodeReport report,
        IActorRef coordinatorProxy,
        INetworkSource networks,
        NodeSettings settings,
        Action accepted,
        Action<string> refused)
    {
        _protocol = new NodeProtocol(report, this);
        _coordinatorProxy = coordinatorProxy;
        _networks = networks;
        _settings = settings;
        Receive<ReportNow>(_ => _protocol.Report());
        Receive<NodeAccepted>(message =>
        {
            _protocol.Accepted(Sender, message.Runs);
            accepted();
        });
        Receive<NodeRefused>(message => refused(message.Reason));
        Receive<PrepareRun>(message => _protocol.Prepare(message, Sender));
        Receive<ReleaseRun>(_protocol.Release);
        Receive<Terminated>(OnTerminated);
        Receive<ConnectRun>(message => _protocol.Forward(message.RunId, message));
        Receive<RunTo>(message => _protocol.Forward(message.RunId, message));
        Receive<HoldRun>(message => _protocol.Forward(message.RunId, message));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    void INodeHost.ToCoordinator(IWireMessage message) => _coordinatorProxy.Tell(message);

    void INodeHost.Answer(object coordinator, IWireMessage message) => ((IActorRef)coordinator).Tell(message);

    void INodeHost.Watch(object coordinator) => Context.Watch((IActorRef)coordinator);

    void INodeHost.Unwatch(object coordinator) => Context.Unwatch((IActorRef)coordinator);

    void INodeHost.StartRun(PrepareRun run, object coordinator, PartitionProgress furthest)
    {
        IActorRef actor = Context.ActorOf(
            NodeRunActor.Props(run, (IActorRef)coordinator, _networks, _settings, furthest), ActorNames.Run(run.RunId));
        _runs.Add(run.RunId, actor);
        Context.Watch(actor);
    }

    void INodeHost.StopRun(string runId) => Context.Stop(_runs[runId]);

    void INodeHost.ToRun(string runId, IWireMessage message) => _runs[runId].Forward(message);

    void INodeHost.Log(string text) => _log.Info(text);

    protected override void PreStart() =>
        Timers.StartPeriodicTimer("report", ReportNow.Instance, TimeSpan.Zero, ReportInterval);

    // A run that was restarted would have lost its partitions, and nobody would know.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(exception =>
    {
        if (RunOf(Sender) is string runId)
        {
            _protocol.RunBroke(runId, exception);
        }

        return Directive.Stop;
    });

    private void OnTerminated(Terminated message)
    {
        if (RunOf(message.ActorRef) is string runId)
        {
            _runs.Remove(runId);
            _protocol.RunStopped(runId);
        }
        else
        {
            _protocol.CoordinatorGone(message.ActorRef);
        }
    }

    private string? RunOf(IActorRef actor) => _runs.FirstOrDefault(run => run.Value.Equals(actor)).Key;

    private sealed class ReportNow
    {
        public static readonly ReportNow Instance = new();
    }
}
