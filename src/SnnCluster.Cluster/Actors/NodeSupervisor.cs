using Akka.Actor;
using Akka.Event;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Actors;

/// <summary>
/// A node: tells the coordinator what it offers, and starts and ends the runs that the coordinator gives it. Where the
/// coordinator is lost, its run ends, and it looks for the next coordinator.
/// </summary>
internal sealed class NodeSupervisor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    private readonly NodeReport _report;
    private readonly IActorRef _coordinatorProxy;
    private readonly INetworkSource _networks;
    private readonly NodeSettings _settings;
    private readonly Action<string> _refused;
    private readonly Action _accepted;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly List<(PrepareRun Run, IActorRef Coordinator)> _waiting = [];
    private IActorRef? _coordinator;
    private IActorRef? _run;
    private PrepareRun? _running;
    private OrphanedRun? _orphan;

    public NodeSupervisor(
        NodeReport report,
        IActorRef coordinatorProxy,
        INetworkSource networks,
        NodeSettings settings,
        Action accepted,
        Action<string> refused)
    {
        _report = report;
        _coordinatorProxy = coordinatorProxy;
        _networks = networks;
        _settings = settings;
        _accepted = accepted;
        _refused = refused;
        Receive<ReportNow>(_ => _coordinatorProxy.Tell(_report));
        Receive<NodeAccepted>(_ => OnAccepted());
        Receive<NodeRefused>(message => _refused(message.Reason));
        Receive<PrepareRun>(OnPrepare);
        Receive<ReleaseRun>(OnRelease);
        Receive<Terminated>(OnTerminated);
        Receive<ConnectRun>(message => ToRun(message.RunId, message));
        Receive<RunTo>(message => ToRun(message.RunId, message));
        Receive<HoldRun>(message => ToRun(message.RunId, message));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    // It goes on telling: a coordinator that has moved to another node, or thought this one lost, learns of it again.
    protected override void PreStart() =>
        Timers.StartPeriodicTimer("report", ReportNow.Instance, TimeSpan.Zero, ReportInterval);

    // A run that was restarted would have lost its partitions, and nobody would know.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(exception =>
    {
        _coordinatorProxy.Tell(new RunFailure
        {
            RunId = _running!.RunId,
            Node = _running.Node,
            Reason = $"{exception.GetType().Name}: {exception.Message}",
        });
        return Directive.Stop;
    });

    private void OnAccepted()
    {
        if (!Sender.Equals(_coordinator))
        {
            if (_coordinator is not null)
            {
                Context.Unwatch(_coordinator);
            }

            _coordinator = Sender;
            Context.Watch(Sender);
        }

        // Told again until the coordinator has taken note: it may be lost on the way.
        if (_orphan is not null && _run is null)
        {
            Sender.Tell(_orphan);
        }

        _accepted();
    }

    private void OnPrepare(PrepareRun message)
    {
        _orphan = null;
        if (_run is not null)
        {
            // The run before is on its way out: devices and memory are free when it is gone.
            _waiting.Add((message, Sender));
            Context.Stop(_run);
            return;
        }

        StartRun(message, Sender);
    }

    private void StartRun(PrepareRun message, IActorRef coordinator)
    {
        _log.Info("run {0}: {1} of {2} partitions are here", message.RunId,
            message.Placement.Partitions.Count(partition => partition.Node == message.Node), message.Placement.Partitions.Count);
        _running = message;
        _run = Context.ActorOf(
            NodeRunActor.Props(message, coordinator, _networks, _settings), ActorNames.Run(message.RunId));
        Context.Watch(_run);
    }

    private void OnRelease(ReleaseRun message)
    {
        if (_orphan?.RunId == message.RunId)
        {
            _orphan = null;
        }

        if (_run is not null && _running!.RunId == message.RunId)
        {
            Context.Stop(_run);
        }
        else
        {
            _waiting.RemoveAll(waiting => waiting.Run.RunId == message.RunId);
            Released(message.RunId);
        }
    }

    private void OnTerminated(Terminated message)
    {
        if (message.ActorRef.Equals(_coordinator))
        {
            _log.Info("the coordinator is gone; the next one is awaited");
            _coordinator = null;
            _waiting.Clear();
            if (_run is not null)
            {
                _orphan = new OrphanedRun
                {
                    RunId = _running!.Whole,
                    Specification = _running.Specification,
                    Nodes = _running.Placement.Nodes.Count,
                };
                Context.Stop(_run);
            }
        }
        else if (message.ActorRef.Equals(_run))
        {
            string runId = _running!.RunId;
            _log.Info("run {0}: nothing of it is left here", runId);
            _run = null;
            _running = null;
            Released(runId);
            if (_waiting.Count > 0)
            {
                (PrepareRun next, IActorRef coordinator) = _waiting[0];
                _waiting.RemoveAt(0);
                StartRun(next, coordinator);
            }
        }
    }

    private void Released(string runId) =>
        _coordinatorProxy.Tell(new NodeReleased { RunId = runId, Address = _report.Address });

    private void ToRun(string runId, object message)
    {
        if (_running?.RunId == runId)
        {
            _run!.Forward(message);
        }
    }

    private sealed class ReportNow
    {
        public static readonly ReportNow Instance = new();
    }
}
