namespace SnnCluster.Engine.Recording;

/// <summary>One synapse of a projection, as snapshots hold it.</summary>
/// <param name="Source">Global id of the source neuron.</param>
/// <param name="Target">Global id of the target neuron.</param>
/// <param name="K">Number among the synapses of the same pair, from 0.</param>
/// <param name="Weight">Weight, brought up to date.</param>
/// <param name="DelaySteps">Axonal plus dendritic delay [steps].</param>
public readonly record struct Synapse(int Source, int Target, int K, float Weight, int DelaySteps)
{
    /// <summary>Its size in memory [bytes].</summary>
    public const int Bytes = 20;
}
