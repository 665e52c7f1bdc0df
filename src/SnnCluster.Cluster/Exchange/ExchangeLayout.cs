using SnnCluster.Engine.Partitions;

namespace SnnCluster.Cluster.Exchange;

/// <summary>What all nodes of a run agree on before they exchange a spike.</summary>
/// <param name="RunTag">Tells the frames of this run from those of another.</param>
/// <param name="Schedule">When frames go.</param>
/// <param name="NodeOfPartition">The node of each partition.</param>
/// <param name="Slices">The slices of each partition, by population.</param>
public sealed record ExchangeLayout(
    uint RunTag,
    ExchangeSchedule Schedule,
    IReadOnlyList<int> NodeOfPartition,
    IReadOnlyList<IReadOnlyList<Slice>> Slices)
{
    /// <summary>Number of nodes.</summary>
    public int Nodes => NodeOfPartition.Max() + 1;

    /// <summary>The partitions of a node, ascending: their order in its messages.</summary>
    public IEnumerable<int> PartitionsOf(int node) =>
        Enumerable.Range(0, NodeOfPartition.Count).Where(partition => NodeOfPartition[partition] == node);
}
