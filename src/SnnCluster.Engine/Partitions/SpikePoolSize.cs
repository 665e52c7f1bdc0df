namespace SnnCluster.Engine.Partitions;

/// <summary>
/// How many lists the pool has from which neurons with many spikes since the last sweep get room for more. The more lists
/// there are, the rarer the sweeps, which change no bit of any result.
/// </summary>
internal static class SpikePoolSize
{
    // A list for every fourth neuron: for the 1 % that spike at 100 Hz, or for all at 4 Hz, through 2^15 steps of 0.1 ms.
    private const int NeuronsPerList = 4;

    // One neuron that spikes in every tenth step for 2^15 steps fills 252 lists of 13.
    private const int LeastLists = 256;

    /// <summary>Lists for a partition's neurons of one population.</summary>
    public static int ListsFor(int neurons) => neurons == 0 ? 0 : Math.Max(LeastLists, neurons / NeuronsPerList);
}
