using System.Globalization;
using SnnCluster.Cluster.Placement;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Runs;

/// <summary>
/// A node without an actor: tells the coordinator what it offers, and starts and ends the runs that the coordinator gives
/// it, each on devices of its own. Where the coordinator is lost, its runs end, and the next coordinator is told of them.
/// </summary>
/// <param name="report">What it offers.</param>
/// <param name="host">Carries it.</param>
internal sealed class NodeProtocol(NodeReport report, INodeHost host)
{
    private readonly Dictionary<string, Attempt> _attempts = [];
    private readonly List<(PrepareRun Run, object Coordinator)> _waiting = [];
    private readonly HashSet<object> _gone = [];
    private readonly Dictionary<string, OrphanedRun> _orphans = [];
    private object? _coordinator;
    private IReadOnlyList<OrphanedRun> _known = [];

    /// <summary>The attempts that it is at work on.</summary>
    public IEnumerable<PrepareRun> Running => _attempts.Values.Select(attempt => attempt.Run);

    /// <summary>
    /// To be called now and then: it goes on telling, so that a coordinator that has moved to another node, or thought this
    /// one lost, learns of it again.
    /// </summary>
    public void Report() => host.ToCoordinator(report);

    /// <summary>A coordinator has taken this node.</summary>
    /// <param name="coordinator">The coordinator.</param>
    /// <param name="runs">Runs that it has, which are not lost where it is.</param>
    public void Accepted(object coordinator, IReadOnlyList<OrphanedRun> runs)
    {
        if (!Follow(coordinator))
        {
            return;
        }

        _known = runs;

        // Told again until the coordinator has taken note: it may be lost on the way.
        foreach (OrphanedRun orphan in _orphans.Values.Where(orphan => Running.All(run => run.Whole != orphan.RunId)))
        {
            host.Answer(coordinator, orphan);
        }
    }

    /// <summary>A coordinator wants its part of an attempt built.</summary>
    public void Prepare(PrepareRun message, object coordinator)
    {
        if (!Follow(coordinator))
        {
            return;
        }

        _orphans.Remove(message.Whole);
        if (message.Placement.Partitions.Any(IsNotHere))
        {
            Refuse(message, "its partitions are on devices that this node does not offer");
            return;
        }

        // What is in its way is on its way out: devices are free when it is gone. Of several that wait for that, the last is the
        // one that the coordinator wants: it has given up the others.
        _waiting.RemoveAll(waiting => AreInEachOthersWay(waiting.Run, message));
        foreach (Attempt attempt in _attempts.Values.Where(attempt => AreInEachOthersWay(attempt.Run, message)))
        {
            Stop(attempt);
        }

        _waiting.Add((message, coordinator));
        StartWaiting();

        bool IsNotHere(PartitionPlacement partition) => partition.Node == message.Node
            && ((uint)partition.DeviceIndex >= (uint)report.Devices.Count || report.Devices[partition.DeviceIndex].Name != partition.Device);
    }

    /// <summary>A coordinator has no more use for an attempt.</summary>
    public void Release(ReleaseRun message)
    {
        _orphans.Remove(message.RunId);
        _waiting.RemoveAll(waiting => waiting.Run.RunId == message.RunId);
        if (_attempts.TryGetValue(message.RunId, out Attempt? attempt))
        {
            Stop(attempt);
        }
        else
        {
            Released(message.RunId);
        }
    }

    /// <summary>A coordinator is gone for good.</summary>
    public void CoordinatorGone(object coordinator)
    {
        if (!coordinator.Equals(_coordinator))
        {
            return;
        }

        host.Log("the coordinator is gone; the next one is awaited");
        _gone.Add(coordinator);
        _coordinator = null;
        _waiting.Clear();
        foreach (OrphanedRun run in _known)
        {
            _orphans[run.RunId] = run;
        }

        _known = [];
        foreach (Attempt attempt in _attempts.Values)
        {
            _orphans[attempt.Run.Whole] = Orphan(attempt.Run) with { Step = attempt.Furthest.Step };
            Stop(attempt);
        }
    }

    /// <summary>Nothing of an attempt is left here.</summary>
    public void RunStopped(string runId)
    {
        host.Log($"run {runId}: nothing of it is left here");
        _attempts.Remove(runId);
        Released(runId);
        StartWaiting();
    }

    /// <summary>The node's part of an attempt broke; nobody else would know.</summary>
    public void RunBroke(string runId, Exception exception) =>
        Refuse(_attempts[runId].Run, $"{exception.GetType().Name}: {exception.Message}");

    /// <summary>A message of the coordinator about an attempt.</summary>
    public void Forward(string runId, IWireMessage message)
    {
        if (_attempts.ContainsKey(runId))
        {
            host.ToRun(runId, message);
        }
    }

    // Where the next coordinator is heard of before the end of the last one, that one is gone: what it still says is old,
    // and the runs that it gave are orphans.
    private bool Follow(object coordinator)
    {
        if (_gone.Contains(coordinator))
        {
            return false;
        }

        if (!coordinator.Equals(_coordinator))
        {
            if (_coordinator is object last)
            {
                host.Unwatch(last);
                CoordinatorGone(last);
            }

            _coordinator = coordinator;
            host.Watch(coordinator);
        }

        return true;
    }

    private static bool AreInEachOthersWay(PrepareRun a, PrepareRun b) => a.Whole == b.Whole || DevicesOf(a).Intersect(DevicesOf(b)).Any();

    private static IEnumerable<int> DevicesOf(PrepareRun run) => PartsOf(run).Select(partition => partition.DeviceIndex);

    private static IEnumerable<PartitionPlacement> PartsOf(PrepareRun run) =>
        run.Placement.Partitions.Where(partition => partition.Node == run.Node);

    private void StartWaiting()
    {
        foreach ((PrepareRun run, object coordinator) in _waiting.ToArray())
        {
            if (_attempts.Values.Any(attempt => AreInEachOthersWay(attempt.Run, run)))
            {
                continue;
            }

            // The coordinator counts memory, but does not know of what another one, or it itself before a cut, has left here.
            bool fits = Fits(run);
            if (!fits && _attempts.Values.Any(attempt => attempt.IsStopping))
            {
                continue;
            }

            _waiting.Remove((run, coordinator));
            if (fits || _attempts.Count == 0)
            {
                Start(run, coordinator);
            }
            else
            {
                Refuse(run, $"its memory is taken by {string.Join(", ", _attempts.Keys.Select(id => $"run {id}"))}", isTransient: true);
            }
        }
    }

    private bool Fits(PrepareRun run)
    {
        var ledger = new DeviceLedger();
        foreach (PrepareRun other in Running.Append(run))
        {
            ledger.Enter(other.RunId, other.Placement, report);
        }

        return PartsOf(run).All(partition =>
            ledger.MemoryIn(DeviceLedger.Pool(report, partition.DeviceIndex)) <= report.Devices[partition.DeviceIndex].MemoryBytes);
    }

    private void Start(PrepareRun message, object coordinator)
    {
        host.Log(string.Create(
            CultureInfo.InvariantCulture,
            $"run {message.RunId}: {PartsOf(message).Count()} of {message.Placement.Partitions.Count} partitions are here"));
        var attempt = new Attempt(message);
        _attempts[message.RunId] = attempt;

        // A short one may be over, and its reports not read, before the coordinator tells of it.
        _known = [.. _known.Where(run => run.RunId != message.Whole), Orphan(message)];
        host.StartRun(message, coordinator, attempt.Furthest);
    }

    private void Stop(Attempt attempt)
    {
        if (!attempt.IsStopping)
        {
            attempt.IsStopping = true;
            host.StopRun(attempt.Run.RunId);
        }
    }

    private static OrphanedRun Orphan(PrepareRun run) => new()
    {
        RunId = run.Whole,
        Specification = run.Specification,
        Nodes = run.Placement.Nodes.Count,
        Devices = run.Placement.CountDevices(),
        Token = run.Checkpoints?.Token,
    };

    private void Refuse(PrepareRun run, string reason, bool isTransient = false) => host.ToCoordinator(new RunFailure
    {
        RunId = run.RunId,
        Node = run.Node,
        Reason = reason,
        IsTransient = isTransient,
    });

    private void Released(string runId) =>
        host.ToCoordinator(new NodeReleased { RunId = runId, Address = report.Address });

    private sealed class Attempt(PrepareRun run)
    {
        public PrepareRun Run { get; } = run;

        public PartitionProgress Furthest { get; } = new();

        public bool IsStopping { get; set; }
    }
}
