namespace SnnCluster.Cluster.Costs;

/// <summary>Limits of measurements of an exchange.</summary>
internal static class CostLimits
{
    /// <summary>
    /// Round trips before those that count: buffers grow to their size, threads of the carrier before fall asleep, and
    /// caches fill.
    /// </summary>
    public const int LeadIn = 20;

    /// <summary>How long an answer may take before the other side is taken for lost.</summary>
    public static readonly TimeSpan Answer = TimeSpan.FromSeconds(30);
}
