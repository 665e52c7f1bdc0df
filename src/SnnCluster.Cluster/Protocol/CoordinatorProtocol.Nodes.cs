using System.Globalization;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Protocol;

/// <content>
/// Nodes that come, are lost and come back, and what may still lie on them of attempts that are over.
/// </content>
public sealed partial class CoordinatorProtocol
{
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
            _nodeGone = Now;
            _nodes.Remove(address);
            _unreachable.Remove(address);
            _suspects.Remove(address);
            _gone.Add(address);
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

    /// <summary>A node has joined the cluster, perhaps at the address of one that has left.</summary>
    /// <param name="address">The node, as host:port.</param>
    public void NodeJoined(string address) => _gone.Remove(address);

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

    private static string LostMessage(string address, int step, string reason) => string.Create(
        CultureInfo.InvariantCulture, $"node {address} was lost: {reason}; it had done {step} steps");

    private void OnNode(NodeReport report, object sender)
    {
        // What one that has left said before may be read after: a coordinator that stood still finds it all at once.
        if (_gone.Contains(report.Address))
        {
            return;
        }

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
            // Those that have ended come last: others wait.
            .. _runs.Where(run => (!run.IsOver || IsUnread(run)) && run.Specification is not null).OrderBy(run => run.IsOver).Select(run => new OrphanedRun
            {
                RunId = run.Id,

                // By now its folder of checkpoints may be another run's, which it must not take away.
                Specification = run.IsOver ? run.Specification! with { ReplacesCheckpoints = false } : run.Specification!,
                Nodes = run.Placement?.Nodes.Count ?? 0,
                Devices = run.Devices,
                Token = run.Checkpoints.Claim?.Token,
            }),
        ],
    };

    // What it reported lies here alone. As long as a client reads it, it is not lost with this coordinator: the next one
    // has it computed again. Not where the client ended it: it would have to end it again.
    private bool IsUnread(CoordinatorRun run) => run.State == RunState.Finished && !run.IsRead && !run.CancelRequested
        && Now - run.LastRead <= ReadersPause;

    // Those that have no part of a run may be all that is left to tell of it: they do not wait for their next report.
    private void TellOfRuns(IEnumerable<string> nodes)
    {
        foreach (string node in nodes)
        {
            _effects.Add(new CoordinatorEffect.ToNode(node, Accepted()));
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
}
