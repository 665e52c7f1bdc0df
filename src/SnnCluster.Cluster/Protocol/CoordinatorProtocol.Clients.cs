using System.Globalization;
using SnnCluster.Cluster.Placement;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Protocol;

/// <content>
/// Clients that submit runs, end them, and ask where they are.
/// </content>
public sealed partial class CoordinatorProtocol
{
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
    public RunPage? PageOf(string runId) => Find(runId) is CoordinatorRun run && !IsElsewhere(run)
        ? new RunPage
        {
            RunId = run.Id,

            // It waits for its own folder then, and for no other run.
            State = run is { State: RunState.Waiting, Checkpoints.IsOpening: true } ? RunState.Building : run.State,
            PartsThere = 0,
            Step = run.Steps.Length == 0 ? 0 : run.Steps.Min(),
            LoopSeconds = run.LoopSeconds.Length == 0 ? 0 : run.LoopSeconds.Max(),
            Failure = run.Failure ?? run.Loss?.Reason,
            FailureIsInput = run.FailureIsInput,
            Specification = run.Specification,
            Placement = run.Placement,
            Seen = run.Version,
            WasCancelled = run.CancelRequested,
            Recoveries = [.. run.Recoveries],
            Checkpoints = run.Checkpoints.Claim is null ? null : run.Checkpoints.Costs,
            Ahead = run.State == RunState.Waiting ? _runs.TakeWhile(other => other != run).Count(other => !other.IsOver) : 0,
            Notes = run.Checkpoints.Notes,
            CheckpointStep = run.Checkpoints.Last?.Step ?? 0,
        }
        : null;

    /// <summary>A client reads a run: as long as it does, the run is not forgotten.</summary>
    public IReadOnlyList<CoordinatorEffect> Read(string runId) => Read(runId, isWhole: false);

    /// <summary>A client has all that a run which has finished has reported: should this coordinator die, nobody needs it again.</summary>
    public IReadOnlyList<CoordinatorEffect> ReadWhole(string runId) => Read(runId, isWhole: true);

    private IReadOnlyList<CoordinatorEffect> Read(string runId, bool isWhole)
    {
        _effects.Clear();
        if (Find(runId) is CoordinatorRun run)
        {
            bool isNews = run.IsRead != isWhole && run.IsOver;
            (run.LastRead, run.IsRead) = (Now, isWhole);
            if (isNews)
            {
                TellOfRuns(_nodes.Keys);
            }
        }

        return [.. _effects];
    }

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

    private void OnSubmit(SubmitRun submit, object client)
    {
        if (submit.ProtocolVersion != WireProtocol.Version)
        {
            Refuse(client, VersionMismatch(submit.ProtocolVersion));
            return;
        }

        // Planned at once even where it has to wait: what is wrong is told to whoever still looks.
        RunPlacement placement;
        try
        {
            placement = Plan(Observe(submit.Specification), submit.Specification, [.. _nodes.Values], new DeviceLedger())!;
        }
        catch (InvalidDescriptionException exception)
        {
            Refuse(client, [.. exception.Findings]);
            return;
        }

        int there = _nodes.Keys.Count(node => !_unreachable.Contains(node));
        if (submit.Specification.CheckpointReplicas is int copies && (copies < 1 || copies > there))
        {
            Refuse(client, string.Create(
                CultureInfo.InvariantCulture,
                $"--checkpoint-replicas is {copies}: must be 1 to {there}, the nodes of the cluster"));
            return;
        }

        if (submit.IsDryRun)
        {
            _effects.Add(new CoordinatorEffect.ToClient(client, new RunSubmitted { RunId = "", Placement = placement }));
            return;
        }

        var run = new CoordinatorRun(_newRunId()) { Specification = submit.Specification, WaitsIfBusy = submit.WaitsIfBusy };
        if (IsFolderInUse(run) && !submit.Specification.ReplacesCheckpoints)
        {
            Refuse(client, $"another run uses the folder of checkpoints {run.CheckpointFolder}: name another folder");
            return;
        }

        Queue(run, client);
    }

    private void Queue(CoordinatorRun run, object client)
    {
        if (!run.WaitsIfBusy && BusyFinding(run) is string finding)
        {
            Refuse(client, $"the cluster is busy, and --if-busy is refuse: {finding}");
            return;
        }

        // The client hears of it before anybody else does.
        _runs.Add(run);
        int first = _effects.Count;
        StartNext();
        _effects.Insert(first, new CoordinatorEffect.ToClient(client, new RunSubmitted { RunId = run.Id, Placement = run.Placement }));
        if (run.Placement is null)
        {
            TellOfRuns(_nodes.Keys);
        }
    }

    private void OnCancel(CancelRun cancel, object client)
    {
        if (Find(cancel.RunId) is not CoordinatorRun run)
        {
            Refuse(client, UnknownRun(cancel.RunId));
            return;
        }

        if (run.IsOver || run.IsConcluding || run.CancelRequested)
        {
            return;
        }

        run.CancelledAt = Now;
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

    /// <summary>What to say of a run that there is not, or that goes on elsewhere.</summary>
    public string UnknownRun(string runId) => Find(runId) is CoordinatorRun run && IsElsewhere(run)
        ? $"run {runId} goes on elsewhere: {run.Failure}"
        : _runs.Count == 0
        ? $"there is no run '{runId}' in this cluster, nor any other"
        : $"there is no run '{runId}' in this cluster; there are {string.Join(", ", _runs.Select(run => run.Id))}";

    // Where there is any other node, one of those coordinates it: whoever follows it asks them.
    private bool IsElsewhere(CoordinatorRun run) => run.IsTakenOver && _nodes.Count > 1;

    /// <summary>What to say to a client of another version.</summary>
    public static string VersionMismatch(int version) => string.Create(
        CultureInfo.InvariantCulture,
        $"this snncluster speaks protocol version {version}, the cluster speaks version {WireProtocol.Version}: use the same snncluster as its nodes");

    private string? BusyFinding(CoordinatorRun run)
    {
        if (_runs.Find(other => other.State is RunState.Waiting or RunState.Recovering) is CoordinatorRun first)
        {
            return $"run {first.Id} waits for devices and comes first";
        }

        return IsFolderInUse(run) ? $"another run uses the folder of checkpoints {run.CheckpointFolder}" : HoldersInTheWay(run);
    }

    private void Refuse(object client, params IReadOnlyList<string> findings) =>
        _effects.Add(new CoordinatorEffect.ToClient(client, new RequestRefused { Findings = findings }));
}
