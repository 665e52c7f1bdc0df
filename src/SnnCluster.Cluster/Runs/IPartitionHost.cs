using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Runs;

/// <summary>What carries a <see cref="PartitionRun"/>: an actor, or a scheduler that plays one.</summary>
internal interface IPartitionHost
{
    /// <summary>A message goes to the node's part of the run.</summary>
    void ToNode(object message);

    /// <summary>A message goes to the coordinator.</summary>
    void ToCoordinator(IWireMessage message);

    /// <summary><see cref="PartitionRun.Continue"/> is to be called soon, after what else is waiting.</summary>
    void ContinueSoon();

    /// <summary>
    /// Something slow is to be done beside the simulation; <see cref="PartitionRun.Written"/> takes what it gives.
    /// </summary>
    void Write(Func<PartWritten> write);

    /// <summary>Something unforeseen went wrong.</summary>
    void Log(Exception exception);
}
