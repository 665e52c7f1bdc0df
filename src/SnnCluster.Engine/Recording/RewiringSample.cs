namespace SnnCluster.Engine.Recording;

/// <summary>What rewiring did in one projection since the start.</summary>
/// <param name="Attempts">Pairs tried, or synapses swept over.</param>
/// <param name="FormedByDistance">Synapses formed, by distance rounded down; one bin for all where there is no grid.</param>
/// <param name="EliminatedByDistance">Synapses eliminated, likewise.</param>
/// <param name="HasDistances">Whether bins are distances.</param>
public sealed record RewiringSample(
    long Attempts, IReadOnlyList<long> FormedByDistance, IReadOnlyList<long> EliminatedByDistance, bool HasDistances)
{
    /// <summary>Synapses formed.</summary>
    public long Formed => FormedByDistance.Sum();

    /// <summary>Synapses eliminated.</summary>
    public long Eliminated => EliminatedByDistance.Sum();

    /// <summary>The counts of one partition as they are now; null where there are none.</summary>
    public static RewiringSample? Of(RewiringCounts? counts) => counts is null
        ? null
        : new RewiringSample(
            counts.Attempts, [.. counts.FormedByDistance], [.. counts.EliminatedByDistance], counts.HasDistances);

    /// <summary>The sum over partitions; null where none has counts.</summary>
    public static RewiringSample? Sum(IEnumerable<RewiringSample?> partitions)
    {
        RewiringSample[] all = [.. partitions.OfType<RewiringSample>()];
        return all.Length == 0
            ? null
            : new RewiringSample(
                all.Sum(one => one.Attempts),
                Sum(all, one => one.FormedByDistance),
                Sum(all, one => one.EliminatedByDistance),
                all[0].HasDistances);
    }

    private static long[] Sum(RewiringSample[] all, Func<RewiringSample, IReadOnlyList<long>> bins) =>
        [.. Enumerable.Range(0, bins(all[0]).Count).Select(bin => all.Sum(one => bins(one)[bin]))];
}
