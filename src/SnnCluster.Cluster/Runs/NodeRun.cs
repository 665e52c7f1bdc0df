using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Transport;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Probes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Runs;

/// <summary>
/// One attempt at a run on one node, without an actor: starts its partitions, connects it with the other nodes, and tells
/// the coordinator what happens.
/// </summary>
/// <param name="run">The attempt.</param>
/// <param name="networks">Makes the network.</param>
/// <param name="askAgainAfter">After how long without a frame that is needed the sender is asked again.</param>
/// <param name="furthest">Is told how far the furthest of its partitions is.</param>
/// <param name="host">Carries it.</param>
internal sealed class NodeRun(
    PrepareRun run, INetworkSource networks, TimeSpan askAgainAfter, PartitionProgress furthest, INodeRunHost host) : IDisposable
{
    private readonly Dictionary<int, PartitionProgress> _progress = [];
    private readonly Dictionary<int, SpikeTaker> _built = [];
    private readonly FrameRepair _repair = new(run.RunId, run.Node, askAgainAfter);
    private FrameExchange? _exchange;
    private int[] _reported = [];
    private bool _mayLoseFrames;

    /// <summary>Starts the partitions.</summary>
    public void Build()
    {
        NetworkDescription network;
        ObservationPlan observation;
        try
        {
            observation = RunChecks.Observe(run.Specification, networks);
            network = observation.Network;
        }
        catch (InvalidDescriptionException exception)
        {
            Fail(string.Join("; ", exception.Findings), isInput: true);
            return;
        }

        if (RunLayouts.Wrong(run, network) is string wrong)
        {
            Fail($"the coordinator's layout of the run cannot be: {wrong}", isInput: false);
            return;
        }

        if (FolderFinding() is string finding)
        {
            // Where each node has a folder of its own, the others may do without this one.
            Fail(finding, isInput: true, isUnfit: run.Specification.CheckpointReplicas > 1);
            return;
        }

        ExchangeLayout layout = RunLayouts.LayoutOf(run, network);
        _exchange = new FrameExchange(layout, run.Node);
        ICheckpointStorage? storage = run.Checkpoints is not CheckpointOrder order ? null : ReplicatedStorage.Of(
            host.Folder(run.Specification.CheckpointFolder),
            host.Peers(run.Specification.CheckpointFolder),
            run.Specification.CheckpointReplicas,
            order.Token);
        int[] own = [.. layout.PartitionsOf(run.Node)];
        foreach (int index in own)
        {
            _progress[index] = new PartitionProgress();
        }

        _reported = new int[own.Length];
        foreach (int index in own)
        {
            host.StartPartition(new PartitionSetup
            {
                RunId = run.RunId,
                Index = index,
                Network = network,
                Slices = layout.Slices[index],
                Device = run.Placement.Partitions[index].Device,
                Exchange = _exchange,
                Observation = observation,
                HasFullDigest = run.Specification.HasFullDigest,
                Progress = _progress[index],
                Checkpoints = run.Checkpoints,
                Storage = storage,
            });
        }

        host.BeginLooking();
    }

    /// <summary>A partition is built.</summary>
    public void Built(PartitionBuilt built)
    {
        _built[built.Taker.Partition] = built.Taker;
        if (_built.Count < _progress.Count)
        {
            return;
        }

        try
        {
            host.ToCoordinator(new NodePrepared
            {
                RunId = run.RunId,
                Node = run.Node,
                Invitations = host.Listen(),
                Takers = [.. _built.Values.Select(RunLayouts.ContractOf)],
            });
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Fail($"it cannot listen for direct connections: {exception.Message}", isInput: false);
        }
    }

    /// <summary>All nodes are prepared: the links are opened.</summary>
    public void Connect(ConnectRun message)
    {
        // Nodes invite those of a lower number.
        if (message.Invitations.Any(invitation => invitation.Connector != run.Node || invitation.Listener <= run.Node
            || !IsPeer(invitation.Listener)))
        {
            Fail("it is to connect to what is no other node of the run, or on behalf of one", isInput: false);
        }
        else if (RunLayouts.Wrong(run.Placement, message.Takers, node => node != run.Node) is string wrong)
        {
            Fail($"what the coordinator says of other nodes' partitions cannot be: {wrong}", isInput: false);
        }
        else if (_exchange is FrameExchange exchange)
        {
            exchange.Subscribe([.. _built.Values, .. message.Takers.Select(RunLayouts.TakerOf)]);
            host.Connect([.. message.Invitations.Where(invitation => exchange.Peers.Contains(invitation.Listener))], exchange);
        }
    }

    /// <summary>The links are open, or could not be opened.</summary>
    /// <param name="transport">The links; null where there is no other node, or they could not be opened.</param>
    /// <param name="failure">Why not; null where they were.</param>
    public void Connected(ISpikeTransport? transport, string? failure)
    {
        if (failure is not null)
        {
            Fail(failure, isInput: false, isTransient: true);
            return;
        }

        if (transport is not null)
        {
            _exchange!.Connect(transport);
            _mayLoseFrames = transport.MayLose;
        }

        host.ToCoordinator(new NodeConnected { RunId = run.RunId, Node = run.Node });
    }

    /// <summary>A partition, or a link, failed.</summary>
    public void Failed(RunFailure failure)
    {
        host.Warn($"run {failure.RunId}: partition {failure.Partition} failed: {failure.Reason}");
        host.ToCoordinator(failure);
    }

    /// <summary>Takes frames that came as a message.</summary>
    public void Receive(FrameEnvelope message)
    {
        if (!IsPeer(message.Node))
        {
            FailForNode("frames came", message.Node);
            return;
        }

        try
        {
            _repair.Receive(message, _exchange!);
        }
        catch (FrameFormatException exception)
        {
            Fail($"node {run.Placement.Nodes[message.Node]} sent what is no frame: {exception.Message}", isInput: false);
        }
    }

    /// <summary>Sends frames again that a node misses.</summary>
    public void Again(FramesAgain message)
    {
        if (!IsPeer(message.Node))
        {
            FailForNode("frames are wanted", message.Node);
            return;
        }

        try
        {
            _exchange!.SendAgain(message.Node, message.Interval);
        }
        catch (PeerLostException exception)
        {
            Fail(exception.Reason, isInput: false, isTransient: true);
        }
    }

    /// <summary>Tells how far it has come, and asks for frames that do not come.</summary>
    /// <param name="now">The time, from any start.</param>
    public void Look(TimeSpan now)
    {
        int[] steps = [.. _progress.Values.Select(progress => progress.Step)];
        if (!steps.SequenceEqual(_reported))
        {
            _reported = steps;
            furthest.Set(steps.Max(), _progress.Values.Max(progress => progress.LoopSeconds));
            host.ToCoordinator(new RunProgressReport
            {
                RunId = run.RunId,
                Partitions = [.. _progress.Keys],
                Steps = steps,
                LoopSeconds = [.. _progress.Values.Select(progress => progress.LoopSeconds)],
            });
        }

        if (_mayLoseFrames)
        {
            foreach ((int peer, FramesAgain again) in _repair.Missing(_exchange!, _progress.Values.Select(progress => progress.FramesNeeded).DefaultIfEmpty(0).Max(), now))
            {
                host.ToPeer(peer, again);
            }
        }
    }

    public void Dispose() => _exchange?.Dispose();

    /// <summary>Tells the coordinator that this node cannot go on.</summary>
    public void Fail(string reason, bool isInput, bool isTransient = false, bool isUnfit = false) => host.ToCoordinator(new RunFailure
    {
        IsTransient = isTransient,
        IsUnfit = isUnfit,
        RunId = run.RunId,
        Node = run.Node,
        Reason = reason,
        IsInput = isInput,
    });

    private bool IsPeer(int node) => _exchange?.Peers.Contains(node) == true;

    private void FailForNode(string what, int node) => Fail(
        $"{what} in the name of node number {node}: the others of the run are {string.Join(", ", _exchange?.Peers ?? [])}",
        isInput: false);

    // A folder that is another one on this node would leave checkpoints without this node's part. Where each node has its
    // own, it must not be one of another run: a node that was away when this one began may have such a folder.
    private string? FolderFinding()
    {
        if (run.Checkpoints is not CheckpointOrder order)
        {
            return null;
        }

        string folder = run.Specification.CheckpointFolder;
        try
        {
            if (run.Specification.CheckpointReplicas > 1)
            {
                new CheckpointCopies(host.Folder(folder)).RequireToken(order.Token);
                return null;
            }

            string token = new CheckpointStore(host.Folder(folder), folder).Token();
            return token == order.Token ? null : $"folder of checkpoints {folder} is another one there than at the coordinator";
        }
        catch (CheckpointException exception)
        {
            return exception.Message;
        }
        catch (IOException exception)
        {
            return $"folder of checkpoints {folder} cannot be used: {exception.Message}";
        }
    }
}
