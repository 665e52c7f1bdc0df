namespace SnnCluster.Engine;

/// <summary>Large arrays that come and go, such as samples of connectivity.</summary>
public static class LargeArrays
{
    // Below it, what is left for the collector to find does not matter beside the runtime itself.
    private const long FewBytes = 32L << 20;

    /// <summary>
    /// Gives back the memory of arrays that nobody needs any more, before others of about so many bytes are made. Left to
    /// itself, the collector lets garbage of this kind grow to several times what is in use: a run with 5.9 million
    /// synapses and ten samples of them held 1,545 MB.
    /// </summary>
    public static void Release(long bytes)
    {
        if (bytes >= FewBytes)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
        }
    }
}
