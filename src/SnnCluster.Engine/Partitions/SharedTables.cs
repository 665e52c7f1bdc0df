using System.Collections.Concurrent;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Partitions;

/// <summary>
/// Tables of curves that were computed before: all partitions of a process, and most projections of a network, have the same few.
/// Nobody changes them.
/// </summary>
internal static class SharedTables
{
    // Four mebibytes at most are kept for good; longer tables are computed each time.
    private const int LongestKept = 1 << 14;
    private const int MostKept = 64;

    private static readonly ConcurrentDictionary<(DecayCurve Curve, double DtMs), float[]> Kept = new();

    /// <summary>The table of a curve.</summary>
    /// <param name="curve">The curve, which must fit.</param>
    /// <param name="dtMs">dt [ms], above 0.</param>
    public static float[] Of(DecayCurve curve, double dtMs)
    {
        if (Kept.TryGetValue((curve, dtMs), out float[]? kept))
        {
            return kept;
        }

        float[] table = DecayTable.Create(curve, dtMs);
        if (table.Length <= LongestKept && Kept.Count < MostKept)
        {
            Kept.TryAdd((curve, dtMs), table);
        }

        return table;
    }
}
