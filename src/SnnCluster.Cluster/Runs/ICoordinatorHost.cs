using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Wire;

namespace SnnCluster.Cluster.Runs;

/// <summary>What carries a <see cref="CoordinatorDesk"/>: an actor, or a scheduler that plays one.</summary>
internal interface ICoordinatorHost
{
    /// <summary>A message goes to a node, where it is known.</summary>
    void ToNode(string address, IWireMessage message);

    /// <summary>A message goes to whoever asked.</summary>
    void ToClient(object client, IWireMessage message);

    /// <summary>
    /// Something slow is to be done beside the coordinator: it throws nothing, and what it gives is called as messages are.
    /// </summary>
    void Beside(Func<Action> work);

    /// <summary>A folder of checkpoints as this node sees it.</summary>
    ICheckpointDisk Folder(string path);

    /// <summary>The folders that other nodes have under that name.</summary>
    ICheckpointPeers Peers(string path);

    /// <summary>An empty log that vanishes with the process.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    RunLog NewLog();

    /// <summary>Something that people may want to know.</summary>
    /// <param name="text">What.</param>
    /// <param name="isWarning">Whether something went wrong.</param>
    void Log(string text, bool isWarning = false);
}
