using System.Globalization;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Runs;

/// <summary>
/// A node without an actor: tells the coordinator what it offers, and starts and ends the runs that the coordinator gives
/// it, one at a time. Where the coordinator is lost, its run ends, and the next coordinator is told of it.
/// </summary>
/// <param name="report">What it offers.</param>
/// <param name="host">Carries it.</param>
internal sealed class NodeProtocol(NodeReport report, INodeHost host)
{
    private (PrepareRun Run, object Coordinator)? _waiting;
    private readonly HashSet<object> _gone = [];
    private object? _coordinator;
    private PrepareRun? _running;
    private PartitionProgress _furthest = new();
    private readonly Dictionary<string, OrphanedRun> _orphans = [];
    private IReadOnlyList<OrphanedRun> _known = [];

    /// <summary>The attempt that it is at work on; null where there is none.</summary>
    public PrepareRun? Running => _running;

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
        if (_running is null)
        {
            foreach (OrphanedRun orphan in _orphans.Values)
            {
                host.Answer(coordinator, orphan);
            }
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
        if (_running is not null)
        {
            // The run before is on its way out: devices and memory are free when it is gone. Of several that wait for that,
            // the last is the one that the coordinator wants: it has given up the others.
            _waiting = (message, coordinator);
            host.StopRun();
            return;
        }

        Start(message, coordinator);
    }

    /// <summary>A coordinator has no more use for an attempt.</summary>
    public void Release(ReleaseRun message)
    {
        _orphans.Remove(message.RunId);
        if (_waiting?.Run.RunId == message.RunId)
        {
            _waiting = null;
        }

        if (_running?.RunId == message.RunId)
        {
            host.StopRun();
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
        _waiting = null;
        foreach (OrphanedRun run in _known)
        {
            _orphans[run.RunId] = run;
        }

        _known = [];
        if (_running is not null)
        {
            _orphans[_running.Whole] = Orphan(_running) with { Step = _furthest.Step };
            host.StopRun();
        }
    }

    /// <summary>Nothing of the run is left here.</summary>
    public void RunStopped()
    {
        string runId = _running!.RunId;
        host.Log($"run {runId}: nothing of it is left here");
        _running = null;
        Released(runId);
        if (_waiting is (PrepareRun next, object coordinator))
        {
            _waiting = null;
            Start(next, coordinator);
        }
    }

    /// <summary>The node's part of the run broke; nobody else would know.</summary>
    public void RunBroke(Exception exception) => host.ToCoordinator(new RunFailure
    {
        RunId = _running!.RunId,
        Node = _running.Node,
        Reason = $"{exception.GetType().Name}: {exception.Message}",
    });

    /// <summary>A message of the coordinator about an attempt.</summary>
    public void Forward(string runId, IWireMessage message)
    {
        if (_running?.RunId == runId)
        {
            host.ToRun(message);
        }
    }

    // Where the next coordinator is heard of before the end of the last one, that one is gone: what it still says is old,
    // and the run that it gave is an orphan.
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

    private void Start(PrepareRun message, object coordinator)
    {
        host.Log(string.Create(
            CultureInfo.InvariantCulture,
            $"run {message.RunId}: {message.Placement.Partitions.Count(partition => partition.Node == message.Node)} of {message.Placement.Partitions.Count} partitions are here"));
        _running = message;

        // A short one may be over, and its reports not read, before the coordinator tells of it.
        _known = [.. _known.Where(run => run.RunId != message.Whole), Orphan(message)];
        _furthest = new PartitionProgress();
        host.StartRun(message, coordinator, _furthest);
    }

    private static OrphanedRun Orphan(PrepareRun run) => new()
    {
        RunId = run.Whole,
        Specification = run.Specification,
        Nodes = run.Placement.Nodes.Count,
        Token = run.Checkpoints?.Token,
    };

    private void Released(string runId) =>
        host.ToCoordinator(new NodeReleased { RunId = runId, Address = report.Address });
}
