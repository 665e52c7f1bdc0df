using System.Globalization;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Placement;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Probes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Protocol;

/// <summary>
/// The coordinator as a state machine: it takes messages and gives effects, and has no actor, clock or file. Runs start in
/// the order in which they came, each as soon as the devices that it needs are free; none overtakes another. A run goes
/// through: place, build (every node builds its partitions), connect (direct connections between nodes), run, release. It is
/// ended early by holding all partitions, then letting them go on to the step that the furthest has reached. Where a node
/// is lost, the run goes back to its last checkpoint and is placed again.
/// </summary>
public sealed partial class CoordinatorProtocol
{
    // As long as a client waits for an answer before it gives up.
    private static readonly TimeSpan ReadersPause = TimeSpan.FromMinutes(1);

    // So many times as many runs are kept while clients read them.
    private const int MostRead = 8;

    private readonly INetworkSource _networks;
    private readonly Func<string> _newRunId;
    private readonly RecoveryOptions _recovery;
    private readonly TimeProvider _time;
    private readonly int _keptRuns;
    private readonly long _largestMessage;
    private readonly SortedDictionary<string, NodeReport> _nodes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unreachable = [];
    private readonly HashSet<string> _suspects = [];
    private readonly HashSet<string> _gone = [];
    private readonly List<CoordinatorRun> _runs = [];
    private readonly List<CoordinatorEffect> _effects = [];
    private DateTime _nodeGone;

    /// <summary>A coordinator that knows no node and no run.</summary>
    /// <param name="networks">Makes networks out of references.</param>
    /// <param name="newRunId">Gives each run, and each attempt at one, a name.</param>
    /// <param name="recovery">How losses are dealt with.</param>
    /// <param name="time">The clock.</param>
    /// <param name="keptRuns">How many runs that are over are kept for fetching.</param>
    /// <param name="largestMessage">The most bytes of a message to a node: a larger one would be dropped on its way.</param>
    public CoordinatorProtocol(
        INetworkSource networks,
        Func<string> newRunId,
        RecoveryOptions recovery,
        TimeProvider time,
        int keptRuns = 8,
        long largestMessage = long.MaxValue)
    {
        _networks = networks;
        _newRunId = newRunId;
        _recovery = recovery;
        _time = time;
        _keptRuns = keptRuns;
        _largestMessage = largestMessage;
        _nodeGone = Now;
    }

    /// <summary>The nodes that are known, by address.</summary>
    public IReadOnlyCollection<NodeReport> Nodes => _nodes.Values;

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
        Note(message);
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
                OnPrepared(run, prepared);

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

    /// <summary>The run that an attempt is at; null where it is none, an old one, or one that is given up or over.</summary>
    public string? RunOf(string attemptId) => OfAttempt(attemptId) is { IsOn: true } run ? run.Id : null;

    /// <summary>
    /// Whether a part of a report is the next of its partition, and to be kept: one that comes again is not, nor is one
    /// before which another is missing.
    /// </summary>
    public bool IsNext(ReportPart part) => OfAttempt(part.RunId) is { IsOn: true } run && run.HasPartition(part.Partition)
        && (part.Number == 0 || part.Number == run.LastPart(part.Partition) + 1);

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

    // Runs that recover come before those that wait, and of these the first comes first.
    private void StartNext()
    {
        while (!_runs.Exists(ComesFirst) && _runs.Find(run => run.State == RunState.Waiting) is { Checkpoints.IsOpening: false } run
            && !IsFolderInUse(run))
        {
            if (Now - run.Loss?.Time < _recovery.ReplacementWait)
            {
                // Nodes tell a new coordinator one after the other which runs there are: those that had begun come first.
                return;
            }

            if (run.Checkpoints.Claim is null && run.CheckpointFolder.Length > 0)
            {
                if (HoldersInTheWay(run) is null)
                {
                    Open(run, run.Resume is not null ? FolderUse.Resume : run.Loss is not null ? FolderUse.Adopt : FolderUse.New);
                }

                return;
            }

            if (!Launch(run) && run.State == RunState.Waiting)
            {
                return;
            }
        }
    }

    // One that waits for its own nodes or its own folder keeps nobody from what is free for longer than it must.
    private bool ComesFirst(CoordinatorRun run) => run.State == RunState.Recovering
        && (run.CouldGoOn || Now - run.Loss!.Time < _recovery.GiveUpAfter);

    // Two runs must not claim one folder: what the one writes would be the other's.
    private bool IsFolderInUse(CoordinatorRun run) => run.CheckpointFolder.Length > 0
        && _runs.Exists(other => other != run && other.UsesFolder && other.CheckpointFolder == run.CheckpointFolder);

    private DeviceLedger HeldByOthers(CoordinatorRun run)
    {
        var ledger = new DeviceLedger();
        foreach (CoordinatorRun other in _runs.Where(other => other != run))
        {
            other.EnterInto(ledger, _nodes);
        }

        return ledger;
    }

    // Says who holds what a run needs; null where nothing is in its way. Of one that goes on from a checkpoint it is not
    // known what it needs before that is read, but for the kind of its devices.
    private string? HoldersInTheWay(CoordinatorRun run)
    {
        DeviceLedger held = HeldByOthers(run);
        try
        {
            bool isFree = run.Specification is not null
                ? Plan(run, held) is not null
                : RunPlanner.HasDevice(run.Resume!.Device, UsableFor(run).Select(held.FreeOf));
            return isFree ? null : HeldText(held);
        }
        catch (InvalidDescriptionException)
        {
            // It fails for another reason than that it would have to wait; or there is no node for the moment.
            return IsWithoutNodes(run) ? "nodes that could take it are not there" : null;
        }
    }

    // Whether a run that waits may go on waiting for nodes: some that are known cannot be reached for the moment, or it is not long
    // ago that one has left, or that this coordinator has begun.
    private bool IsWithoutNodes(CoordinatorRun run)
    {
        string device = run.Specification?.Device ?? run.Resume!.Device;
        return !RunPlanner.HasDevice(device, UsableFor(run))
            && (RunPlanner.HasDevice(device, _nodes.Values) || Now - _nodeGone < _recovery.GiveUpAfter);
    }

    private static string HeldText(DeviceLedger held) => held.IsEmpty
        ? "nodes that could take it are not there"
        : $"the devices that it needs are held by {string.Join(", ", held.Holders.Select(run => $"run {run}"))}";

    private void OnPrepared(CoordinatorRun run, NodePrepared prepared)
    {
        if (run.HasNode(prepared.Node) && RunLayouts.Wrong(run.Placement!, prepared.Takers, node => node == prepared.Node) is string wrong)
        {
            OnFailure(run, new RunFailure { RunId = prepared.RunId, Node = prepared.Node, Reason = $"what it says of its partitions cannot be: {wrong}" });
        }
        else if (run.Prepared(prepared) && run.AllPrepared)
        {
            Connect(run);
        }
    }

    private void Connect(CoordinatorRun run)
    {
        int[] nodeOfPartition = [.. run.Placement!.Partitions.Select(partition => partition.Node)];
        for (int node = 0; node < run.Placement!.Nodes.Count; node++)
        {
            _effects.Add(new CoordinatorEffect.ToNode(run.Placement.Nodes[node], new ConnectRun
            {
                RunId = run.AttemptId,
                Invitations = [.. run.Invitations.Where(invitation => invitation.Connector == node)],
                Takers = [.. SpikeSubscriptions.ToTell(nodeOfPartition, node, run.Takers).Select(RunLayouts.ContractOf)],
            }));
        }
    }

    private void Start(CoordinatorRun run)
    {
        run.Run(Now);
        run.LastNews = Now;
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
        run.LastNews = Now;
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
                Conclude(run);
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
        run.Observation = null;
        if (run.Placement is null && run.Checkpoints.Claim is CheckpointClaim claim)
        {
            // It has not begun, and keeps nobody from its folder.
            run.Checkpoints.Claim = null;
            _effects.Add(new CoordinatorEffect.WithdrawClaim(run.Id, claim));
        }

        run.LastNews = Now;
        _effects.Add(new CoordinatorEffect.Changed(run.Id));
        Release(run);
        TellOfRuns(_nodes.Keys);
        ForgetOld(run);
    }

    // Whatever still lies on nodes is not old, nor is the one that has just ended, nor what a client still reads: of many that
    // wait, one may come to its results long after its run. But each takes a file, and short runs may end by the dozen a second.
    private void ForgetOld(CoordinatorRun ended)
    {
        CoordinatorRun[] over = [.. _runs.Where(run => run.IsOver && run != ended && run.Unreleased.Count == 0 && run.Left.Count == 0)];

        // Of a cluster with many devices as many may end at once.
        int tooMany = over.Length - Math.Max(MostRead * _keptRuns, 2 * _nodes.Values.Sum(node => node.Devices.Count));
        foreach (CoordinatorRun old in over.Take(Math.Max(0, over.Length - _keptRuns + 1))
            .Where((run, i) => i < tooMany || Now - run.LastRead > ReadersPause))
        {
            _runs.Remove(old);
            _effects.Add(new CoordinatorEffect.Forget(old.Id));
        }
    }

    // A run stays with one kind of device: only then is its answer what it would have been.
    private RunPlacement? Plan(CoordinatorRun run, DeviceLedger held)
    {
        IReadOnlyList<NodeReport> nodes = UsableFor(run);
        RunSpecification specification = run.Specification!;
        if (nodes.Count > 0 && !held.IsEmpty && !RunPlanner.HasDevice("auto", nodes.Select(held.FreeOf)))
        {
            return null;
        }

        bool isKept = specification.Device == "auto" && run.DeviceKind is not null && run.Resume?.AllowsOtherDevice != true;
        return Plan(
            run.Observation ??= Observe(specification),
            isKept ? specification with { Device = run.DeviceKind! } : specification,
            nodes,
            held,
            run.Devices > 0 ? run.Devices : int.MaxValue,
            takesFewer: run.Devices > 0);
    }

    private RunPlacement? Plan(
        ObservationPlan observation,
        RunSpecification specification,
        IReadOnlyList<NodeReport> nodes,
        DeviceLedger held,
        int mostDevices = int.MaxValue,
        bool takesFewer = false)
    {
        RunPlacement? placement = RunPlanner.Plan(observation, specification, nodes, held, mostDevices, takesFewer);
        if (placement is not null)
        {
            RequireMessage(specification, placement);
        }

        return placement;
    }

    // Experiments are other people's code: what they throw is no reason for the cluster to lose its coordinator.
    private ObservationPlan Observe(RunSpecification specification)
    {
        try
        {
            return RunChecks.Observe(specification, _networks);
        }
        catch (Exception exception) when (exception is not (InvalidDescriptionException or OutOfMemoryException))
        {
            throw new InvalidDescriptionException(
                $"experiment '{specification.Network.Experiment}' makes no network: "
                + $"{exception.GetType().Name}: {exception.Message}");
        }
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
}
