namespace SnnCluster.Engine.Partitions;

/// <summary>A synapse that a row is built from.</summary>
/// <param name="Source">Global id.</param>
/// <param name="Target">Local id.</param>
/// <param name="K">Number among the synapses of the pair.</param>
/// <param name="Weight">Weight.</param>
/// <param name="Delay">Dendritic delay [steps].</param>
/// <param name="LastEvent">Step of its last event, where it changes between events.</param>
internal readonly record struct NewSynapse(int Source, int Target, int K, float Weight, int Delay, int LastEvent);

/// <summary>Takes one synapse.</summary>
/// <param name="synapse">The synapse.</param>
/// <param name="state">Its state beside the weight; valid during the call.</param>
internal delegate void AddSynapse(in NewSynapse synapse, ReadOnlySpan<float> state);

/// <summary>The synapses that a partition's rows of one projection are built from; disposed of when they are.</summary>
internal interface ISynapseList : IDisposable
{
    /// <summary>Number of synapses.</summary>
    long Count { get; }

    /// <summary>Number of synapses of each source of the whole population.</summary>
    int[] CountBySource();

    /// <summary>Goes through all synapses.</summary>
    void ForEach(AddSynapse add);
}
