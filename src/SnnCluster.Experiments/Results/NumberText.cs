using System.Globalization;

namespace SnnCluster.Experiments.Results;

/// <summary>Numbers as tables, figures and messages show them to people; the same in every culture.</summary>
public static class NumberText
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>A whole number with thousands apart: 13,107,200; "-" for what is not a number.</summary>
    public static string Count(double value) => double.IsFinite(value) ? value.ToString("N0", Culture) : "-";

    /// <summary>As short as it is exact: 60000 or 0.1; "-" for what is not a number.</summary>
    public static string Plain(double value) => double.IsFinite(value) ? value.ToString("R", Culture) : "-";

    /// <summary>With three significant digits or the whole part: 0.0123, 1.23, 12345; "-" for what is not a number.</summary>
    public static string Significant(double value) => value switch
    {
        0 => "0",
        _ when !double.IsFinite(value) => "-",
        < 1e-6 and > -1e-6 => value.ToString("0.##E+0", Culture),
        _ => value.ToString($"F{Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 8)}", Culture),
    };

    /// <summary>A size in memory: 16.4 GB.</summary>
    public static string Bytes(double bytes) => bytes switch
    {
        >= 1e9 => $"{Significant(bytes / 1e9)} GB",
        >= 1e6 => $"{Significant(bytes / 1e6)} MB",
        _ => $"{Significant(bytes / 1e3)} kB",
    };

    /// <summary>A number of things: 1 partition, 2 partitions.</summary>
    public static string Many(int count, string noun) => $"{count.ToString(Culture)} {noun}{(count == 1 ? "" : "s")}";
}
