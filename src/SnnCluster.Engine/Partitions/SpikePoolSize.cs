namespace SnnCluster.Engine.Partitions;

/// <summary>
/// How many lists the pool has from which neurons with many spikes since the last sweep get room for more. The more lists
/// there are, the rarer the sweeps, which change no bit of any result.
/// </summary>
internal static class SpikePoolSize
{
    // Enough for 2^15 steps of 0.1 ms where 1 % of the neurons spike at 100 Hz, or all at 3 Hz (Poisson).
    private const int NeuronsPerList = 4;

    // One neuron that spikes in every tenth step for 2^15 steps fills 252 lists of 13.
    private const int LeastLists = 256;

    /// <summary>Bytes that a list takes on the host.</summary>
    public const int BytesPerList = 64;

    /// <summary>Lists for a partition's neurons of one population.</summary>
    public static int ListsFor(int neurons) => neurons == 0 ? 0 : Math.Max(LeastLists, neurons / NeuronsPerList);

    /// <summary>Bytes that they take on the host.</summary>
    public static double BytesFor(int neurons) => (double)BytesPerList * ListsFor(neurons);
}
