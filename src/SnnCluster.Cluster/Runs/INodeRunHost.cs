using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Runs;

/// <summary>What carries a <see cref="NodeRun"/>: an actor, or a scheduler that plays one.</summary>
internal interface INodeRunHost
{
    /// <summary>A message goes to the coordinator of the attempt.</summary>
    void ToCoordinator(IWireMessage message);

    /// <summary>A message goes to another node's part of the attempt.</summary>
    void ToPeer(int peer, IWireMessage message);

    /// <summary>A message goes to all partitions of this node.</summary>
    void ToPartitions(IWireMessage message);

    /// <summary>Starts a partition, which builds itself.</summary>
    void StartPartition(PartitionSetup setup);

    /// <summary><see cref="NodeRun.Look"/> is to be called now and then from here on.</summary>
    void BeginLooking();

    /// <summary>The folder of checkpoints as this node sees it.</summary>
    ICheckpointDisk Folder(string path);

    /// <summary>The folders that other nodes have under that name.</summary>
    ICheckpointPeers Peers(string path);

    /// <summary>Listens for direct connections of other nodes, where frames go that way.</summary>
    /// <returns>The invitations for them.</returns>
    IReadOnlyList<DirectInvitation> Listen();

    /// <summary>Opens the links to the other nodes; <see cref="NodeRun.Connected"/> tells how that went.</summary>
    void Connect(IReadOnlyList<DirectInvitation> invitations, FrameExchange exchange);

    /// <summary>Something that people may want to know.</summary>
    void Warn(string text);
}
