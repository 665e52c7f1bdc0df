using SnnCluster.Experiments.Results;

namespace SnnCluster.Cli.Output;

/// <summary>Numbers as tables and messages show them.</summary>
internal static class Numbers
{
    /// <summary>A whole number with thousands apart: 13,107,200.</summary>
    public static string Count(double value) => NumberText.Count(value);

    /// <summary>As short as it is exact: 60000 or 0.1.</summary>
    public static string Plain(double value) => NumberText.Plain(value);

    /// <summary>With three significant digits or the whole part: 0.0123, 1.23, 12,345.</summary>
    public static string Significant(double value) => NumberText.Significant(value);

    /// <summary>A share with three significant digits: 50.0 %.</summary>
    public static string Percent(double share) => NumberText.Percent(share);

    /// <summary>A size in memory: 16.4 GB.</summary>
    public static string Bytes(long bytes) => NumberText.Bytes(bytes);

    /// <summary>A time to wait for: 8 s, 3 min 20 s, 2 h 5 min.</summary>
    public static string Wait(double seconds) => NumberText.Wait(seconds);

    /// <summary>The value of a parameter.</summary>
    public static string Of(object value) => NumberText.Of(value);
}
