using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using SnnCluster.Cluster.Protocol;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Actors;

/// <summary>
/// Carries the <see cref="CoordinatorProtocol"/>: brings it messages and news of members, does what it wants done, and
/// keeps the reports of runs. One of it lives in a cluster at a time.
/// </summary>
internal sealed class CoordinatorActor : ReceiveActor, IWithTimers
{
    // A client that sees nothing new is answered after this time all the same, so that it knows that the cluster lives.
    private static readonly TimeSpan AnswerAfter = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(250);

    private readonly CoordinatorProtocol _protocol;
    private readonly NodeSettings _settings;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<string, IActorRef> _nodes = [];
    private readonly Dictionary<string, RunLog> _logs = [];
    private readonly Dictionary<string, CheckpointStore> _stores = [];
    private readonly Dictionary<string, RunState> _told = [];
    private readonly List<(IActorRef Client, ReadRun Request)> _readers = [];

    public CoordinatorActor(INetworkSource networks, NodeSettings settings)
    {
        _settings = settings;
        _protocol = new CoordinatorProtocol(
            networks.Create, NewRunId, settings.Recovery, TimeProvider.System, settings.KeptRuns);
        Receive<NodeReport>(message =>
        {
            _nodes[message.Address] = Sender;
            Handle(message);
        });
        Receive<ReportPart>(OnReport);
        Receive<ReadRun>(OnRead);
        Receive<GetStatus>(OnStatus);
        Receive<AnswerReaders>(_ => Answer(_ => true));
        Receive<Tick>(_ => Do(_protocol.Tick()));
        Receive<Opened>(OnOpened);
        Receive<Committed>(message => Do(_protocol.Committed(message.RunId, message.Failure, message.IsTakenOver)));
        Receive<IWireMessage>(Handle);
        Receive<ClusterEvent.UnreachableMember>(message =>
            OnLost(message.Member, "it does not answer", isGone: false));
        Receive<ClusterEvent.ReachableMember>(message => Do(_protocol.NodeReachable(NodeAddress.Of(message.Member.Address))));
        Receive<ClusterEvent.MemberRemoved>(message => OnLost(message.Member, "it has left the cluster", isGone: true));
        Receive<ClusterEvent.IMemberEvent>(_ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(INetworkSource networks, NodeSettings settings) =>
        Akka.Actor.Props.Create(() => new CoordinatorActor(networks, settings));

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
                typeof(ClusterEvent.MemberRemoved));
        }
    }

    protected override void PostStop()
    {
        if (IsClustered)
        {
            Akka.Cluster.Cluster.Get(Context.System).Unsubscribe(Self);
        }

        foreach (RunLog log in _logs.Values)
        {
            log.Dispose();
        }
    }

    private static bool IsClustered => Context.System.Settings.ProviderClass.Contains("Cluster", StringComparison.Ordinal);

    private static string NewRunId() => Convert.ToHexStringLower(Guid.NewGuid().ToByteArray().AsSpan(0, 4));

    private void Handle(IWireMessage message) => Do(_protocol.Receive(message, Sender));

    private void OnLost(Member member, string reason, bool isGone)
    {
        string address = NodeAddress.Of(member.Address);
        Do(_protocol.NodeLost(address, reason, isGone));
    }

    private void OnReport(ReportPart part)
    {
        Sender.Tell(new ReportTaken { Parts = 1 });

        // What an attempt still says that was given up would only be said again.
        if (_protocol.RunOf(part.RunId) is string runId)
        {
            Log(runId, part);
            Handle(part);
        }
    }

    private void Log(string runId, ReportPart part)
    {
        try
        {
            if (!_logs.TryGetValue(runId, out RunLog? log))
            {
                log = RunLog.Temporary(_settings.SpoolDirectory);
                _logs.Add(runId, log);
            }

            log.Add(part);
        }
        catch (IOException exception)
        {
            Do(_protocol.ReportsLost(runId, exception.Message));
        }
    }

    private void OnOpened(Opened message)
    {
        OpenedArchive archive = message.Archive;
        if (archive.Log is RunLog log)
        {
            if (_logs.Remove(message.RunId, out RunLog? before))
            {
                before.Dispose();
            }

            _logs.Add(message.RunId, log);
        }

        if (archive.Last is CheckpointManifest last)
        {
            _log.Info("run {0}: its checkpoint of step {1} is there", message.RunId, last.Step);
        }

        Do(_protocol.Opened(message.RunId, archive.Claim, archive.Last, archive.Failure));
    }

    // Disks are slow, and folders may hang: neither holds up the cluster.
    private void Open(CoordinatorEffect.OpenCheckpoints open)
    {
        var store = new CheckpointStore(new CheckpointDirectory(open.Folder), open.Folder);
        _stores[open.RunId] = store;
        Task.Run(() => new Opened(open.RunId, RunArchive.Open(store, open.Use, open.Below))).PipeTo(
            Self,
            failure: exception => new Opened(open.RunId, new OpenedArchive(null, null, null, exception.Message)));
    }

    private void Commit(CoordinatorEffect.Commit commit)
    {
        RunLog log = _logs[commit.RunId];
        CheckpointStore store = _stores[commit.RunId];
        CheckpointManifest manifest = commit.Manifest with
        {
            Reports = new CheckpointReports(CheckpointNames.Reports(commit.Manifest.Epoch), log.Bytes),
        };
        Task.Run(() =>
        {
            store.Commit(manifest);
            return new Committed(commit.RunId, null, false);
        }).PipeTo(
            Self,
            failure: exception => new Committed(
                commit.RunId, exception.Message, (exception as CheckpointException)?.IsTakenOver == true));
    }

    private void Flush(CoordinatorEffect.Commit commit)
    {
        try
        {
            _logs[commit.RunId].Flush();
            Commit(commit);
        }
        catch (IOException exception)
        {
            Do(_protocol.Committed(commit.RunId, exception.Message));
        }
    }

    private void OnRead(ReadRun message)
    {
        if (message.ProtocolVersion != WireProtocol.Version)
        {
            Refuse(CoordinatorProtocol.VersionMismatch(message.ProtocolVersion));
        }
        else if (_protocol.PageOf(message.RunId) is not RunPage page)
        {
            Refuse(_protocol.UnknownRun(message.RunId));
        }
        else
        {
            _readers.Add((Sender, message));
            Answer(reader => reader.Request == message && (page.Seen != message.Seen || CountOf(message.RunId) > message.From));
        }
    }

    private void OnStatus(GetStatus message)
    {
        if (message.ProtocolVersion != WireProtocol.Version)
        {
            Refuse(CoordinatorProtocol.VersionMismatch(message.ProtocolVersion));
            return;
        }

        Address self = ((ExtendedActorSystem)Context.System).Provider.DefaultAddress;
        Sender.Tell(_protocol.Status(self.Host is null ? "local" : NodeAddress.Of(self)));
    }

    private void Do(IReadOnlyList<CoordinatorEffect> effects)
    {
        foreach (CoordinatorEffect effect in effects)
        {
            switch (effect)
            {
                case CoordinatorEffect.ToNode toNode when _nodes.TryGetValue(toNode.Address, out IActorRef? node):
                    node.Tell(toNode.Message);
                    break;
                case CoordinatorEffect.ToClient toClient:
                    ((IActorRef)toClient.Client).Tell(toClient.Message);
                    break;
                case CoordinatorEffect.Changed changed:
                    Tell(_protocol.PageOf(changed.RunId));
                    Answer(reader => reader.Request.RunId == changed.RunId);
                    break;
                case CoordinatorEffect.OpenCheckpoints open:
                    Open(open);
                    break;
                case CoordinatorEffect.BeginAttempt begin:
                    Log(begin.RunId, new ReportPart
                    {
                        RunId = begin.RunId,
                        Partition = -1,
                        Step = begin.Start.Step,
                        Kind = ReportKind.Attempt,
                        Data = ContractBytes.Of(begin.Start),
                    });
                    break;
                case CoordinatorEffect.Commit commit:
                    Flush(commit);
                    break;
                case CoordinatorEffect.Forget forget:
                    _told.Remove(forget.RunId);
                    _stores.Remove(forget.RunId);
                    if (_logs.Remove(forget.RunId, out RunLog? log))
                    {
                        log.Dispose();
                    }

                    break;
            }
        }
    }

    // Where something is new: a run has been placed, or is over.
    private void Tell(RunPage? page)
    {
        if (page is null || (_told.TryGetValue(page.RunId, out RunState told) && told == page.State))
        {
            return;
        }

        _told[page.RunId] = page.State;
        if (page is { State: RunState.Building, Placement: RunPlacement placement })
        {
            _log.Info("run {0} begins: {1}, {2} partitions on {3} nodes",
                page.RunId, page.Specification!.Network.Experiment, placement.Partitions.Count, placement.Nodes.Count);
        }
        else if (page.State == RunState.Recovering)
        {
            _log.Warning("run {0} lost a node, and goes on when it can", page.RunId);
        }
        else if (page.State == RunState.Failed)
        {
            _log.Warning("run {0} has ended: {1}", page.RunId, page.Failure);
        }
        else if (page.State == RunState.Finished)
        {
            _log.Info("run {0} has ended{1}", page.RunId, page.WasCancelled ? ": it was cancelled" : "");
        }
    }

    private void Answer(Predicate<(IActorRef Client, ReadRun Request)> which)
    {
        foreach ((IActorRef client, ReadRun request) in _readers.FindAll(which))
        {
            if (_protocol.PageOf(request.RunId) is RunPage page)
            {
                client.Tell(page with
                {
                    Parts = _logs.TryGetValue(request.RunId, out RunLog? log) ? log.Read(request.From) : [],
                    PartsThere = CountOf(request.RunId),
                    Log = log?.Name ?? "",
                });
            }
            else
            {
                client.Tell(new RequestRefused { Findings = [_protocol.UnknownRun(request.RunId)] });
            }
        }

        _readers.RemoveAll(which);
    }

    private long CountOf(string runId) => _logs.TryGetValue(runId, out RunLog? log) ? log.Count : 0;

    private void Refuse(string finding) => Sender.Tell(new RequestRefused { Findings = [finding] });

    private sealed record Opened(string RunId, OpenedArchive Archive);

    private sealed record Committed(string RunId, string? Failure, bool IsTakenOver);

    private sealed class Tick
    {
        public static readonly Tick Instance = new();
    }

    private sealed class AnswerReaders
    {
        public static readonly AnswerReaders Instance = new();
    }
}
