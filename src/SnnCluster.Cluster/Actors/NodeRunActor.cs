using Akka.Actor;
using Akka.Event;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Transport;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Actors;

/// <summary>
/// One run on one node: starts its partitions, connects it with the other nodes, and tells the coordinator what happens.
/// When it stops, nothing of the run is left on the node.
/// </summary>
internal sealed class NodeRunActor : ReceiveActor, IWithTimers
{
    private readonly PrepareRun _run;
    private readonly IActorRef _coordinator;
    private readonly INetworkSource _networks;
    private readonly NodeSettings _settings;
    private readonly FrameLinks _links;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<int, IActorRef> _partitions = [];
    private readonly Dictionary<int, PartitionProgress> _progress = [];
    private readonly HashSet<int> _built = [];
    private FrameExchange? _exchange;
    private int[] _reported = [];

    public NodeRunActor(PrepareRun run, IActorRef coordinator, INetworkSource networks, NodeSettings settings)
    {
        _run = run;
        _coordinator = coordinator;
        _networks = networks;
        _settings = settings;
        _links = new FrameLinks(run, settings, DirectEncryption.Of(Context.System.Settings.Config));
        Receive<Build>(_ => OnBuild());
        Receive<PartitionBuilt>(OnBuilt);
        Receive<ConnectRun>(OnConnect);
        Receive<Connected>(OnConnected);
        Receive<RunTo>(ToPartitions);
        Receive<HoldRun>(ToPartitions);
        Receive<PartitionHeld>(_coordinator.Tell);
        Receive<RunFailure>(OnFailure);
        Receive<FrameEnvelope>(message => _links.Receive(message, _exchange!, Self));
        Receive<FramesAgain>(message => _exchange!.SendAgain(message.Node, message.Interval));
        Receive<LookAtProgress>(_ => OnLook());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(PrepareRun run, IActorRef coordinator, INetworkSource networks, NodeSettings settings) =>
        Akka.Actor.Props.Create(() => new NodeRunActor(run, coordinator, networks, settings));

    protected override void PreStart() => Self.Tell(Build.Instance);

    protected override void PostStop()
    {
        _exchange?.Dispose();
        _links.Dispose();
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(exception =>
    {
        Fail($"{exception.GetType().Name}: {exception.Message}", isInput: false);
        return Directive.Stop;
    });

    private void OnBuild()
    {
        NetworkDescription network;
        try
        {
            network = _networks.Create(_run.Specification.Network);
        }
        catch (InvalidDescriptionException exception)
        {
            Fail(string.Join("; ", exception.Findings), isInput: true);
            return;
        }

        if (FolderFinding() is string finding)
        {
            Fail(finding, isInput: true);
            return;
        }

        ExchangeLayout layout = RunLayouts.LayoutOf(_run, network);
        _exchange = new FrameExchange(layout, _run.Node);
        SamplingPlan sampling = RunSampling.Of(_run.Specification);
        ICheckpointStorage? storage = _run.Checkpoints is null
            ? null
            : new CheckpointDirectory(_run.Specification.CheckpointFolder);
        foreach (int index in layout.PartitionsOf(_run.Node))
        {
            _progress[index] = new PartitionProgress();
            _partitions[index] = Context.ActorOf(
                PartitionActor.Props(new PartitionSetup
                {
                    RunId = _run.RunId,
                    Index = index,
                    Network = network,
                    Slices = layout.Slices[index],
                    Device = _run.Placement.Partitions[index].Device,
                    Exchange = _exchange,
                    Sampling = sampling,
                    Progress = _progress[index],
                    Checkpoints = _run.Checkpoints,
                    Storage = storage,
                }, _coordinator),
                $"partition-{index}");
        }

        _reported = new int[_partitions.Count];
        Timers.StartPeriodicTimer("progress", LookAtProgress.Instance, _settings.ProgressInterval);
    }

    private void OnBuilt(PartitionBuilt built)
    {
        _built.Add(built.Index);
        if (_built.Count < _partitions.Count)
        {
            return;
        }

        try
        {
            _coordinator.Tell(new NodePrepared
            {
                RunId = _run.RunId,
                Node = _run.Node,
                Invitations = _links.Listen(),
            });
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Fail($"it cannot listen for direct connections: {exception.Message}", isInput: false);
        }
    }

    private void OnConnect(ConnectRun message)
    {
        IActorContext context = Context;
        _links.Connect(message.Invitations, _exchange!, context.System, Self).PipeTo(
            Self,
            success: transport => new Connected(transport, null),
            failure: exception => new Connected(null, exception));
    }

    private void OnConnected(Connected message)
    {
        if (message.Failure is not null)
        {
            Fail(message.Failure.GetBaseException().Message, isInput: false, isTransient: true);
            return;
        }

        if (message.Transport is not null)
        {
            _exchange!.Connect(message.Transport);
        }

        _coordinator.Tell(new NodeConnected { RunId = _run.RunId, Node = _run.Node });
    }

    private void ToPartitions(object message)
    {
        foreach (IActorRef partition in _partitions.Values)
        {
            partition.Tell(message);
        }
    }

    private void OnFailure(RunFailure failure)
    {
        _log.Warning("run {0}: partition {1} failed: {2}", failure.RunId, failure.Partition, failure.Reason);
        _coordinator.Tell(failure);
    }

    private void OnLook()
    {
        int[] indexes = [.. _progress.Keys];
        int[] steps = [.. _progress.Values.Select(progress => progress.Step)];
        if (!steps.SequenceEqual(_reported))
        {
            _reported = steps;
            _coordinator.Tell(new RunProgressReport
            {
                RunId = _run.RunId,
                Partitions = indexes,
                Steps = steps,
                LoopSeconds = [.. _progress.Values.Select(progress => progress.LoopSeconds)],
            });
        }

        if (_exchange is not null)
        {
            _links.AskAgain(_exchange, steps.DefaultIfEmpty(0).Min());
        }
    }

    // A folder that is another one on this node would leave checkpoints without this node's part.
    private string? FolderFinding()
    {
        if (_run.Checkpoints is not CheckpointOrder order)
        {
            return null;
        }

        string folder = _run.Specification.CheckpointFolder;
        try
        {
            string token = new CheckpointStore(new CheckpointDirectory(folder), folder).Token();
            return token == order.Token ? null : $"folder of checkpoints {folder} is another one there than at the coordinator";
        }
        catch (CheckpointException exception)
        {
            return exception.Message;
        }
    }

    private void Fail(string reason, bool isInput, bool isTransient = false) => _coordinator.Tell(new RunFailure
    {
        IsTransient = isTransient,
        RunId = _run.RunId,
        Node = _run.Node,
        Reason = reason,
        IsInput = isInput,
    });

    private sealed record Connected(ISpikeTransport? Transport, Exception? Failure);

    private sealed class LookAtProgress
    {
        public static readonly LookAtProgress Instance = new();
    }
}
