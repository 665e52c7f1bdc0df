using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Faults.World;

/// <summary>Plays the actor of one attempt on one node.</summary>
internal sealed class SimNodeRun : SimActor, INodeRunHost
{
    private readonly SimNode _node;
    private readonly PrepareRun _prepare;
    private readonly SimActor _coordinator;
    private readonly NodeRun _run;
    private readonly List<SimPartition> _partitions = [];

    public SimNodeRun(SimNode node, PrepareRun run, SimActor coordinator, PartitionProgress furthest)
        : base(node.Process, $"run-{run.RunId}")
    {
        _node = node;
        _prepare = run;
        _coordinator = coordinator;
        _run = new NodeRun(run, World.Networks, World.Settings.AskAgainAfter, furthest, this);
        Later(World.Scheduler.Even(5, 200), _run.Build);
    }

    public Cluster World => _node.World;

    public string RunId => _prepare.RunId;

    public int Number => _prepare.Node;

    public bool IsDirect => _prepare.Placement.Transport == "direct";

    /// <summary>Indices of the devices that it holds.</summary>
    public IEnumerable<int> Devices =>
        _prepare.Placement.Partitions.Where(partition => partition.Node == Number).Select(partition => partition.DeviceIndex).Distinct();

    public IReadOnlyList<SimPartition> Partitions => _partitions;

    public override void Receive(object message, SimActor sender)
    {
        switch (message)
        {
            case PartitionBuilt built:
                _run.Built(built);
                break;
            case ConnectRun connect:
                _run.Connect(connect);
                break;
            case RunTo or HoldRun:
                ((INodeRunHost)this).ToPartitions((IWireMessage)message);
                break;
            case PartitionHeld held:
                World.Network.Tell(this, _coordinator, held);
                break;
            case RunFailure failure:
                _run.Failed(failure);
                break;
            case FrameEnvelope frame:
                _run.Receive(frame);
                break;
            case FramesAgain again:
                _run.Again(again);
                break;
        }
    }

    public void Stop()
    {
        if (!IsStopped)
        {
            IsStopped = true;
            _partitions.ForEach(partition => partition.Stop());
            _run.Dispose();
        }
    }

    void INodeRunHost.ToCoordinator(IWireMessage message) => World.Network.Tell(this, _coordinator, message);

    void INodeRunHost.ToPeer(int peer, IWireMessage message)
    {
        if (PeerOf(peer) is SimNodeRun other)
        {
            World.Network.Tell(this, other, message);
        }
    }

    void INodeRunHost.ToPartitions(IWireMessage message)
    {
        foreach (SimPartition partition in _partitions)
        {
            World.Network.Tell(this, partition, message);
        }
    }

    void INodeRunHost.StartPartition(PartitionSetup setup) => _partitions.Add(new SimPartition(this, _coordinator, setup));

    void INodeRunHost.BeginLooking() => Later((long)World.Settings.ProgressInterval.TotalMicroseconds, Look);

    ICheckpointDisk INodeRunHost.Folder(string path) => World.Disks.Of(Process!.Address).Folder(Process!);

    ICheckpointPeers INodeRunHost.Peers(string path) => SimPeers.Of(World, Process!);

    IReadOnlyList<DirectInvitation> INodeRunHost.Listen() => [];

    // The other nodes' actors are looked for by name, or connected to: both may come to nothing.
    void INodeRunHost.Connect(IReadOnlyList<DirectInvitation> invitations, FrameExchange exchange)
    {
        if (exchange.Peers.Count == 0)
        {
            Later(World.Scheduler.Even(5, 100), () => _run.Connected(null, null));
            return;
        }

        Later(World.Scheduler.Even(200, 20_000), () =>
        {
            SimNodeRun?[] peers = [.. exchange.Peers.Select(PeerOf)];
            if (peers.All(peer => peer is not null && World.Reaches(Process!, peer.Process!)))
            {
                _run.Connected(
                    IsDirect
                        ? new DirectLinks(this, exchange)
                        : new MessageTransport(this, exchange), null);
            }
            else
            {
                Later((long)World.Settings.ConnectTimeout.TotalMicroseconds, () => _run.Connected(
                    null, "another node could not be reached"));
            }
        });
    }

    void INodeRunHost.Warn(string text) => World.Scheduler.Trace.Add(World.Scheduler.Now, Name, text);

    /// <summary>Another node's part of the attempt, where it is still there; dead and frozen ones are, for all that one knows.</summary>
    public SimNodeRun? PeerOf(int peer) => World.RunAt(_prepare.Placement.Nodes[peer], RunId);

    private void Look()
    {
        _run.Look(World.Scheduler.Elapsed);
        Later((long)World.Settings.ProgressInterval.TotalMicroseconds, Look);
    }

    private void Later(long delay, Action action) => Process!.After(delay, () =>
    {
        if (!IsStopped)
        {
            action();
        }
    });
}
