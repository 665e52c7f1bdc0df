namespace SnnCluster.Engine.Partitions;

/// <summary>The synapses that a partition's rows of one projection are built from; disposed of when they are.</summary>
internal interface ISynapseList : IDisposable
{
    /// <summary>Number of synapses.</summary>
    long Count { get; }

    /// <summary>Number of synapses of each source of the whole population.</summary>
    int[] CountBySource();

    /// <summary>Goes through all synapses: (source, local target, k, weight, dendritic delay [steps]).</summary>
    void ForEach(Action<int, int, int, float, int> add);
}
