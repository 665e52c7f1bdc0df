using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Runs;

/// <summary>What carries a <see cref="NodeProtocol"/>: an actor, or a scheduler that plays one.</summary>
internal interface INodeHost
{
    /// <summary>A message goes to whoever coordinates the cluster now.</summary>
    void ToCoordinator(IWireMessage message);

    /// <summary>A message goes to a coordinator that was heard of.</summary>
    void Answer(object coordinator, IWireMessage message);

    /// <summary><see cref="NodeProtocol.CoordinatorGone"/> is to be told when a coordinator is gone for good.</summary>
    void Watch(object coordinator);

    /// <summary>Nobody needs to know any more.</summary>
    void Unwatch(object coordinator);

    /// <summary>Starts the node's part of an attempt at a run, which tells by <paramref name="furthest"/> how far it is.</summary>
    void StartRun(PrepareRun run, object coordinator, PartitionProgress furthest);

    /// <summary>Stops an attempt; <see cref="NodeProtocol.RunStopped"/> is told when nothing of it is left.</summary>
    void StopRun(string runId);

    /// <summary>A message goes to the node's part of an attempt.</summary>
    void ToRun(string runId, IWireMessage message);

    /// <summary>Something that people may want to know.</summary>
    void Log(string text);
}
