using System.Globalization;
using SnnCluster.Cluster.Placement;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Protocol;

/// <summary>
/// The coordinator as a state machine: it takes messages and gives effects, and has no actor, clock or file. One run is
/// on at a time; others wait. A run goes through: place, build (every node builds its partitions), connect (direct
/// connections between nodes), run, release. It is ended early by holding all partitions, then letting them go on to the
/// step that the furthest has reached. Where a node is lost, the run goes back to its last checkpoint and is placed again.
/// </summary>
public sealed partial class CoordinatorProtocol
{
    private readonly Func<NetworkReference, NetworkDescription> _describe;
    private readonly Func<string> _newRunId;
    private readonly RecoveryOptions _recovery;
    private readonly TimeProvider _time;
    private readonly int _keptRuns;
    private readonly SortedDictionary<string, NodeReport> _nodes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unreachable = [];
    private readonly HashSet<string> _suspects = [];
    private readonly List<CoordinatorRun> _runs = [];
    private readonly List<CoordinatorEffect> _effects = [];

    /// <summary>A coordinator that knows no node and no run.</summary>
    /// <param name="describe">Makes networks out of references.</param>
    /// <param name="newRunId">Gives each run, and each attempt at one, a name.</param>
    /// <param name="recovery">How losses are dealt with.</param>
    /// <param name="time">The clock.</param>
    /// <param name="keptRuns">How many runs that are over are kept for fetching.</param>
    public CoordinatorProtocol(
        Func<NetworkReference, NetworkDescription> describe,
        Func<string> newRunId,
        RecoveryOptions recovery,
        TimeProvider time,
        int keptRuns = 8)
    {
        _describe = describe;
        _newRunId = newRunId;
        _recovery = recovery;
        _time = time;
        _keptRuns = keptRuns;
    }

    /// <summary>The nodes that are known, by address.</summary>
    public IReadOnlyCollection<NodeReport> Nodes => _nodes.Values;

    private CoordinatorRun? Active => _runs.Find(run => run.Checkpoints.IsOpening || run.Unreleased.Count > 0
        || (!run.IsOver && run.State != RunState.Waiting));

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    private IReadOnlyList<NodeReport> Usable =>
    [
        .. _nodes.Values.Where(node => node.Devices.Count > 0
            && !_unreachable.Contains(node.Address) && !_suspects.Contains(node.Address)),
    ];

    /// <summary>Takes a message of a node or a client.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sender">Whom to answer.</param>
    /// <returns>What is to be done, in order.</returns>
    public IReadOnlyList<CoordinatorEffect> Receive(IWireMessage message, object sender)
    {
        _effects.Clear();
        switch (message)
        {
            case NodeReport report:
                OnNode(report, sender);
                break;
            case SubmitRun submit:
                OnSubmit(submit, sender);
                break;
            case CancelRun cancel:
                OnCancel(cancel, sender);
                break;
            case ResumeRun resume:
                OnResume(resume, sender);
                break;
            case OrphanedRun orphan:
                OnOrphan(orphan, sender);
                break;
            case NodePrepared prepared when OfAttempt(prepared.RunId) is { State: RunState.Building } run:
                if (run.Prepared(prepared.Node, prepared.Invitations) && run.AllPrepared)
                {
                    Connect(run);
                }

                break;
            case NodeConnected connected when OfAttempt(connected.RunId) is { State: RunState.Building, AllPrepared: true } run:
                if (run.Connected(connected.Node) && run.AllConnected)
                {
                    Start(run);
                }

                break;
            case PartitionHeld held when OfAttempt(held.RunId) is { State: RunState.Stopping } run:
                if (run.Held(held.Partition, held.Step) && run.AllHeld)
                {
                    ToNodes(run, new RunTo { RunId = run.AttemptId, Step = run.MostHeld, IsLast = true });
                }

                break;
            case RunProgressReport progress when OfAttempt(progress.RunId) is { IsOn: true } run:
                run.Progress(progress);
                _effects.Add(new CoordinatorEffect.Changed(run.Id));
                break;
            case ReportPart part when OfAttempt(part.RunId) is { IsOn: true } run && run.HasPartition(part.Partition):
                OnReport(run, part);
                break;
            case RunFailure failure when OfAttempt(failure.RunId) is { IsOn: true } run:
                OnFailure(run, failure);
                break;
            case PartWritten written when OfAttempt(written.RunId) is { IsOn: true } run && run.HasPartition(written.Partition):
                OnWritten(run, written);
                break;
            case NodeReleased released:
                OnReleased(released);
                break;
        }

        return [.. _effects];
    }

    /// <summary>A node cannot be reached, or has left.</summary>
    /// <param name="address">The node, as host:port.</param>
    /// <param name="reason">What was seen.</param>
    /// <param name="isGone">Whether it will not come back under this address by itself.</param>
    public IReadOnlyList<CoordinatorEffect> NodeLost(string address, string reason, bool isGone)
    {
        _effects.Clear();
        _unreachable.Add(address);

        // Of a copy: a run that fails may push an older one out of those that are kept.
        foreach (CoordinatorRun run in _runs.FindAll(run => run.Unreleased.Contains(address)))
        {
            if (run.IsOn)
            {
                int node = run.Placement!.Nodes.ToList().IndexOf(address);
                Lose(run, LostMessage(address, run.LastStepOf(node), reason));
            }

            run.Unreleased.Remove(address);
            run.Left.Add((address, run.AttemptId));
        }

        if (isGone)
        {
            _nodes.Remove(address);
            _unreachable.Remove(address);
            _suspects.Remove(address);
            _runs.ForEach(run => run.Left.RemoveAll(left => left.Address == address));
        }

        StartNext();
        return [.. _effects];
    }

    /// <summary>
    /// The connection to a node broke: messages to it and from it may be lost, and who waits for their answers would wait
    /// forever. Attempts that it takes part in are lost.
    /// </summary>
    /// <param name="address">The node, as host:port.</param>
    public IReadOnlyList<CoordinatorEffect> ConnectionLost(string address)
    {
        _effects.Clear();
        if (!_nodes.ContainsKey(address))
        {
            return [];
        }

        // Nothing is laid out there before it is heard of again, by a connection that is new.
        _suspects.Add(address);
        foreach (CoordinatorRun run in _runs.FindAll(run => run.IsOn && run.Unreleased.Contains(address)))
        {
            int node = run.Placement!.Nodes.ToList().IndexOf(address);
            Lose(run, LostMessage(address, run.LastStepOf(node), "the connection to it broke"));
        }

        StartNext();
        return [.. _effects];
    }

    /// <summary>A node can be reached again: what it still holds of attempts that went on without it is released.</summary>
    /// <param name="address">The node, as host:port.</param>
    public IReadOnlyList<CoordinatorEffect> NodeReachable(string address)
    {
        _effects.Clear();
        if (_unreachable.Remove(address))
        {
            ReleaseAgain(address);
        }

        return [.. _effects];
    }

    /// <summary>What goes on.</summary>
    /// <param name="coordinator">Address of the coordinator's own node.</param>
    public ClusterStatus Status(string coordinator) => new()
    {
        Coordinator = coordinator,
        Nodes =
        [
            .. _nodes.Values.Select(node => new NodeStatus
            {
                Report = node,
                State = _unreachable.Contains(node.Address) ? "unreachable" : "up",
            }),
        ],
        Runs = [.. _runs.Select(StatusOf)],
    };

    /// <summary>Where a run is, without its reports; null where there is no such run.</summary>
    public RunPage? PageOf(string runId) => Find(runId) is CoordinatorRun run
        ? new RunPage
        {
            RunId = run.Id,
            State = run.State,
            PartsThere = 0,
            Step = run.Steps.Length == 0 ? 0 : run.Steps.Min(),
            LoopSeconds = run.LoopSeconds.Length == 0 ? 0 : run.LoopSeconds.Max(),
            Failure = run.Failure,
            FailureIsInput = run.FailureIsInput,
            Specification = run.Specification,
            Placement = run.Placement,
            Seen = run.Version,
            WasCancelled = run.CancelRequested,
            Recoveries = [.. run.Recoveries],
            Checkpoints = run.Checkpoints.Claim is null ? null : run.Checkpoints.Costs,
        }
        : null;

    /// <summary>The run that an attempt is at; null where it is none, an old one, or one that is given up or over.</summary>
    public string? RunOf(string attemptId) => OfAttempt(attemptId) is { IsOn: true } run ? run.Id : null;

    /// <summary>
    /// Whether a part of a report is the next of its partition, and to be kept: one that comes again is not, nor is one
    /// before which another is missing.
    /// </summary>
    public bool IsNext(ReportPart part) => OfAttempt(part.RunId) is { IsOn: true } run && run.HasPartition(part.Partition)
        && (part.Number == 0 || part.Number == run.LastPart(part.Partition) + 1);

    private static RunStatus StatusOf(CoordinatorRun run) => new()
    {
        RunId = run.Id,
        Experiment = run.Specification?.Network.Experiment ?? "",
        State = run.State,
        Steps = run.Specification?.Steps ?? 0,
        Failure = run.Failure,
        Partitions = run.Placement is not RunPlacement placement
            ? []
            :
            [
                .. placement.Partitions.Select((partition, index) => new PartitionStatus
                {
                    Node = placement.Nodes[partition.Node],
                    Device = partition.Device,
                    Step = run.Steps[index],
                    RealTimeFactor = run.Steps[index] == 0
                        ? 0
                        : run.LoopSeconds[index] / (run.Steps[index] * run.Specification!.Network.DtMs / 1000),
                }),
            ],
    };

    private static string LostMessage(string address, int step, string reason) => string.Create(
        CultureInfo.InvariantCulture, $"node {address} was lost: {reason}; it had done {step} steps");

    private static string Describe(CoordinatorRun run, RunFailure failure)
    {
        IReadOnlyList<string> nodes = run.Placement!.Nodes;
        if (run.HasNode(failure.LostNode))
        {
            int step = Math.Max(run.LastStepOf(failure.LostNode), failure.Step);
            return LostMessage(nodes[failure.LostNode], step, failure.Reason);
        }

        string node = run.HasNode(failure.Node) ? $"node {nodes[failure.Node]}" : "a node";
        string where = failure.Partition < 0 ? node : $"partition {failure.Partition} on {node}";
        string when = failure.Step >= 0
            ? string.Create(CultureInfo.InvariantCulture, $" after {failure.Step} steps")
            : "";
        return $"{where} failed{when}: {failure.Reason}";
    }

    private void OnNode(NodeReport report, object sender)
    {
        if (report.ProtocolVersion != WireProtocol.Version)
        {
            _effects.Add(new CoordinatorEffect.ToClient(sender, new NodeRefused
            {
                Reason = string.Create(
                    CultureInfo.InvariantCulture,
                    $"node {report.Address} speaks protocol version {report.ProtocolVersion} (snncluster {report.ProgramVersion}), this cluster speaks version {WireProtocol.Version}: install the same snncluster on all nodes"),
            }));
            return;
        }

        _nodes[report.Address] = report;
        _suspects.Remove(report.Address);
        _effects.Add(new CoordinatorEffect.ToClient(sender, Accepted()));
        ReleaseAgain(report.Address);
    }

    private NodeAccepted Accepted() => new()
    {
        Runs =
        [
            .. _runs.Where(run => !run.IsOver && run.Specification is not null).Select(run => new OrphanedRun
            {
                RunId = run.Id,
                Specification = run.Specification!,
                Nodes = run.Placement?.Nodes.Count ?? 0,
            }),
        ],
    };

    private void OnSubmit(SubmitRun submit, object client)
    {
        if (submit.ProtocolVersion != WireProtocol.Version)
        {
            Refuse(client, VersionMismatch(submit.ProtocolVersion));
            return;
        }

        if (BusyFinding(submit.WaitsIfBusy || submit.IsDryRun) is string finding)
        {
            Refuse(client, finding);
            return;
        }

        // Planned at once even where it has to wait: what is wrong is told to whoever still looks.
        RunPlacement placement;
        try
        {
            placement = Plan(submit.Specification);
        }
        catch (InvalidDescriptionException exception)
        {
            Refuse(client, [.. exception.Findings]);
            return;
        }

        if (submit.IsDryRun)
        {
            _effects.Add(new CoordinatorEffect.ToClient(client, new RunSubmitted { RunId = "", Placement = placement }));
            return;
        }

        var run = new CoordinatorRun(_newRunId()) { Specification = submit.Specification };
        _runs.Add(run);
        bool waits = Active is not null;
        _effects.Add(new CoordinatorEffect.ToClient(
            client, new RunSubmitted { RunId = run.Id, Placement = waits ? null : placement }));
        StartNext();
    }

    private void OnCancel(CancelRun cancel, object client)
    {
        if (Find(cancel.RunId) is not CoordinatorRun run)
        {
            Refuse(client, UnknownRun(cancel.RunId));
            return;
        }

        if (run.IsOver || run.CancelRequested)
        {
            return;
        }

        run.CancelRequested = true;
        if (run.State is RunState.Waiting or RunState.Recovering)
        {
            Fail(
                run,
                run.Loss is RunLoss loss ? $"it was cancelled while it waited for nodes: {loss.Reason}" : "it was cancelled before it started",
                isInput: false);
            StartNext();
        }
        else if (run.State == RunState.Running)
        {
            Hold(run);
        }
    }

    /// <summary>What to say of a run that there is not.</summary>
    public string UnknownRun(string runId) => _runs.Count == 0
        ? $"there is no run '{runId}' in this cluster, nor any other"
        : $"there is no run '{runId}' in this cluster; there are {string.Join(", ", _runs.Select(run => run.Id))}";

    /// <summary>What to say to a client of another version.</summary>
    public static string VersionMismatch(int version) => string.Create(
        CultureInfo.InvariantCulture,
        $"this snncluster speaks protocol version {version}, the cluster speaks version {WireProtocol.Version}: use the same snncluster as its nodes");

    private string? BusyFinding(bool waits) => !waits && _runs.Find(run => !run.IsOver) is CoordinatorRun busy
        ? $"the cluster is busy with run {busy.Id}, and --if-busy is refuse"
        : null;

    private void StartNext()
    {
        while (Active is null && _runs.Find(run => run.State == RunState.Waiting) is CoordinatorRun run)
        {
            if (run.Checkpoints.Claim is null && (run.Resume is not null || run.Specification!.CheckpointFolder.Length > 0))
            {
                Open(run, run.Resume is not null ? FolderUse.Resume : run.Loss is not null ? FolderUse.Adopt : FolderUse.New);
            }
            else
            {
                Launch(run);
            }
        }
    }

    private void OnReleased(NodeReleased released)
    {
        foreach (CoordinatorRun run in _runs)
        {
            run.Left.RemoveAll(left => left == (released.Address, released.RunId));
            if (run.AttemptId == released.RunId)
            {
                run.Unreleased.Remove(released.Address);
            }
        }

        foreach (CoordinatorRun run in _runs.FindAll(run => run.State == RunState.Recovering))
        {
            TryAgain(run);
        }

        StartNext();
    }

    private void Connect(CoordinatorRun run)
    {
        for (int node = 0; node < run.Placement!.Nodes.Count; node++)
        {
            _effects.Add(new CoordinatorEffect.ToNode(run.Placement.Nodes[node], new ConnectRun
            {
                RunId = run.AttemptId,
                Invitations = [.. run.Invitations.Where(invitation => invitation.Connector == node)],
            }));
        }
    }

    private void Start(CoordinatorRun run)
    {
        run.Run(Now);
        if (run.CancelRequested)
        {
            Hold(run);
        }
        else
        {
            ToNodes(run, new RunTo { RunId = run.AttemptId, Step = run.Specification!.Steps, IsLast = true });
        }

        _effects.Add(new CoordinatorEffect.Changed(run.Id));
    }

    private void Hold(CoordinatorRun run)
    {
        run.Become(RunState.Stopping);
        ToNodes(run, new HoldRun { RunId = run.AttemptId });
        _effects.Add(new CoordinatorEffect.Changed(run.Id));
    }

    private void OnReport(CoordinatorRun run, ReportPart part)
    {
        if (!IsNext(part))
        {
            if (part.Number > run.LastPart(part.Partition))
            {
                Lose(run, string.Create(CultureInfo.InvariantCulture, $"a report of partition {part.Partition} was lost on its way"));
            }

            return;
        }

        run.TakePart(part);
        if (part.Kind == ReportKind.Final)
        {
            run.Ending(part.Partition);
            run.Progress(new RunProgressReport
            {
                RunId = run.AttemptId,
                Partitions = [part.Partition],
                Steps = [part.Step],
                LoopSeconds = [ContractBytes.TryRead<PartitionFinal>(part.Data)?.LoopSeconds ?? 0],
            });
        }
        else if (part.Kind == ReportKind.End)
        {
            run.Reported(part.Partition, part.Step);
            if (run.AllFinished)
            {
                run.Finish();
                Release(run);
                ForgetOld(run);
            }
            else
            {
                Commit(run);
            }
        }

        _effects.Add(new CoordinatorEffect.Changed(run.Id));
    }

    private void Fail(CoordinatorRun run, string reason, bool isInput)
    {
        run.Fail(reason, isInput);
        _effects.Add(new CoordinatorEffect.Changed(run.Id));
        Release(run);
        ForgetOld(run);
    }

    private void Release(CoordinatorRun run)
    {
        foreach (string node in run.Unreleased.Except(_unreachable))
        {
            _effects.Add(new CoordinatorEffect.ToNode(node, new ReleaseRun { RunId = run.AttemptId }));
        }
    }

    // Told again until the node says that it holds nothing: either message may be lost on its way.
    private void ReleaseAgain(string address)
    {
        foreach (CoordinatorRun run in _runs.Where(_ => !_unreachable.Contains(address)))
        {
            if (!run.IsOn && run.Unreleased.Contains(address))
            {
                _effects.Add(new CoordinatorEffect.ToNode(address, new ReleaseRun { RunId = run.AttemptId }));
            }

            foreach ((string _, string attempt) in run.Left.Where(left => left.Address == address))
            {
                _effects.Add(new CoordinatorEffect.ToNode(address, new ReleaseRun { RunId = attempt }));
            }
        }
    }

    // Whatever still lies on nodes is not old, nor is the one that has just ended.
    private void ForgetOld(CoordinatorRun ended)
    {
        CoordinatorRun[] over = [.. _runs.Where(run => run.IsOver && run != ended && run.Unreleased.Count == 0)];
        foreach (CoordinatorRun old in over.Take(Math.Max(0, over.Length - _keptRuns + 1)))
        {
            _runs.Remove(old);
            _effects.Add(new CoordinatorEffect.Forget(old.Id));
        }
    }

    // Experiments are other people's code: what they throw is no reason for the cluster to lose its coordinator.
    private RunPlacement Plan(RunSpecification specification)
    {
        NetworkDescription network;
        try
        {
            network = _describe(specification.Network);
        }
        catch (Exception exception) when (exception is not (InvalidDescriptionException or OutOfMemoryException))
        {
            throw new InvalidDescriptionException(
                $"experiment '{specification.Network.Experiment}' makes no network: "
                + $"{exception.GetType().Name}: {exception.Message}");
        }

        return RunPlanner.Plan(network, specification, Usable);
    }

    private CoordinatorRun? Find(string runId) => _runs.Find(run => run.Id == runId);

    private CoordinatorRun? OfAttempt(string attemptId) => _runs.Find(run => run.AttemptId == attemptId);

    private void ToNodes(CoordinatorRun run, IWireMessage message)
    {
        foreach (string node in run.Placement!.Nodes)
        {
            _effects.Add(new CoordinatorEffect.ToNode(node, message));
        }
    }

    private void Refuse(object client, params IReadOnlyList<string> findings) =>
        _effects.Add(new CoordinatorEffect.ToClient(client, new RequestRefused { Findings = findings }));
}
