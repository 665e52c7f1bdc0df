using SnnCluster.Cluster.Wire;
using SnnCluster.Learning.Parallel.Messages;
using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Parallel.Nodes;

/// <summary>What a trainer wants of a node, and where the answer goes.</summary>
/// <param name="Messages">What the node is sent.</param>
/// <param name="Round">Ends when all nodes have answered; null: there is no answer.</param>
internal sealed record LinkJob(IEnumerable<IWireMessage> Messages, Round? Round)
{
    /// <summary>Takes sums of nodes of the tree.</summary>
    public IReadOnlyDictionary<GradientNode, float[]> Sums { get; init; } = new Dictionary<GradientNode, float[]>();

    /// <summary>Takes outcomes: the part that is this node's.</summary>
    public Memory<ExampleOutcome> Outcomes { get; init; }

    /// <summary>Takes digests.</summary>
    public Action<string[]> Digests { get; init; } = static _ => { };
}

/// <summary>A trainer opens a session on a node.</summary>
/// <param name="Training">What is trained.</param>
/// <param name="Data">Takes what the node says of its examples.</param>
/// <param name="Round">Ends when all nodes have their examples.</param>
internal sealed record LinkOpen(OpenTraining Training, Action<TrainingData> Data, Round Round);
