using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Faults.World;

/// <summary>Plays the supervisor of a node, and the proxy by which it finds the coordinator.</summary>
internal sealed class SimNode : SimActor, INodeHost
{
    private readonly NodeProtocol _protocol;
    private readonly List<IWireMessage> _unsent = [];
    private readonly Dictionary<string, SimNodeRun> _runs = [];
    private SimActor? _watched;

    public SimNode(Cluster world, Process process)
        : base(process, "node")
    {
        World = world;
        _protocol = new NodeProtocol(world.ReportOf(process.Address), this);

        // One that was there under this address before has left by then.
        process.After(world.Scheduler.Even(310_000, 500_000), Report);
    }

    public Cluster World { get; }

    /// <summary>Parts of attempts that are here, those that are on their way out among them.</summary>
    public IReadOnlyCollection<SimNodeRun> Runs => _runs.Values;

    public override void Receive(object message, SimActor sender)
    {
        switch (message)
        {
            case NodeAccepted accepted:
                _protocol.Accepted(sender, accepted.Runs);
                break;
            case PrepareRun prepare:
                _protocol.Prepare(prepare, sender);
                break;
            case ReleaseRun release:
                _protocol.Release(release);
                break;
            case ConnectRun connect:
                _protocol.Forward(connect.RunId, connect);
                break;
            case RunTo runTo:
                _protocol.Forward(runTo.RunId, runTo);
                break;
            case HoldRun hold:
                _protocol.Forward(hold.RunId, hold);
                break;
        }
    }

    /// <summary>A process has left the cluster, as this node sees it.</summary>
    public void Left(Process process)
    {
        if (_watched?.Process == process)
        {
            SimActor gone = _watched;
            Process!.After(World.Scheduler.Even(5, 30_000), () => _protocol.CoordinatorGone(gone));
        }
    }

    /// <summary>Breaks a run's actor: its supervisor stops it, and says so.</summary>
    public void Break(SimNodeRun run)
    {
        if (!run.IsStopped)
        {
            _protocol.RunBroke(run.RunId, new InvalidOperationException("an actor broke"));
            ((INodeHost)this).StopRun(run.RunId);
        }
    }

    void INodeHost.ToCoordinator(IWireMessage message)
    {
        _unsent.Add(message);
        Send();
    }

    void INodeHost.Answer(object coordinator, IWireMessage message) => World.Network.Tell(this, (SimActor)coordinator, message);

    void INodeHost.Watch(object coordinator)
    {
        _watched = (SimActor)coordinator;
        if (World.Membership.HasLeft(Process!, _watched.Process!))
        {
            Left(_watched.Process!);
        }
    }

    void INodeHost.Unwatch(object coordinator) => _watched = null;

    void INodeHost.StartRun(PrepareRun run, object coordinator, PartitionProgress furthest)
    {
        var started = new SimNodeRun(this, run, (SimActor)coordinator, furthest);
        if (_runs.Values.FirstOrDefault(other => other.Devices.Intersect(started.Devices).Any()) is SimNodeRun other)
        {
            throw new InvalidOperationException($"runs {other.RunId} and {started.RunId} hold the same device of {Process!.Address}");
        }

        World.SawTogether(_runs.Values.Count(one => !one.IsStopped) + 1);
        _runs.Add(run.RunId, started);
    }

    void INodeHost.StopRun(string runId)
    {
        SimNodeRun run = _runs[runId];
        if (run.IsStopped)
        {
            return;
        }

        // A partition ends its slice first, and memory takes its time.
        run.Stop();
        Process!.After(World.Scheduler.Skewed(20, 100_000), () =>
        {
            _runs.Remove(runId);
            _protocol.RunStopped(runId);
        });
    }

    void INodeHost.ToRun(string runId, IWireMessage message) => World.Network.Tell(this, _runs[runId], message);

    void INodeHost.Log(string text) => World.Scheduler.Trace.Add(World.Scheduler.Now, Name, text);

    // Where there is no coordinator now, messages wait for the next.
    private void Send()
    {
        if (World.Membership.CoordinatorFor(Process!) is SimActor coordinator)
        {
            foreach (IWireMessage message in _unsent)
            {
                World.Network.Tell(this, coordinator, message);
            }

            _unsent.Clear();
        }
    }

    private void Report()
    {
        _protocol.Report();
        Process!.After(1_000_000, Report);
    }
}
