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

    /// <summary>With three significant digits or the whole part: 0.0123, 1.23, 12,345; "-" for what is not a number.</summary>
    public static string Significant(double value) => value switch
    {
        0 => "0",
        _ when !double.IsFinite(value) => "-",
        < 1e-6 and > -1e-6 => value.ToString("0.00E+0", Culture),
        _ => value.ToString($"N{Decimals(value)}", Culture),
    };

    /// <summary>A share with three significant digits: 50.0 %, 0.123 %; "-" for what is not a number.</summary>
    public static string Percent(double share) => double.IsFinite(share) ? $"{Significant(100 * share)} %" : "-";

    /// <summary>
    /// A share of examples in percent, without the sign: two decimals, which tell one of 10,000 from none; "-" for what is not
    /// a number.
    /// </summary>
    public static string Accuracy(double share) => double.IsFinite(share) ? (100 * share).ToString("F2", Culture) : "-";

    /// <summary>A size in memory: 16.4 GB.</summary>
    public static string Bytes(double bytes) => bytes switch
    {
        >= 1e9 => $"{Significant(bytes / 1e9)} GB",
        >= 1e6 => $"{Significant(bytes / 1e6)} MB",
        _ => $"{Significant(bytes / 1e3)} kB",
    };

    /// <summary>A time to wait for: 8 s, 3 min 20 s, 2 h 5 min.</summary>
    public static string Wait(double seconds)
    {
        if (!(seconds < 3600 * 1000))
        {
            return "long";
        }

        long whole = (long)Math.Ceiling(seconds);
        return whole switch
        {
            < 60 => $"{whole} s",
            < 3600 => $"{whole / 60} min {whole % 60} s",
            _ => $"{whole / 3600} h {whole / 60 % 60} min",
        };
    }

    // By the digits that are left after rounding: 9.999 is 10.0, as 10 is.
    private static int Decimals(double value)
    {
        string rounded = Math.Abs(value).ToString("E2", Culture);
        int exponent = int.Parse(rounded.AsSpan(rounded.IndexOf('E', StringComparison.Ordinal) + 1), Culture);
        return Math.Clamp(2 - exponent, 0, 8);
    }

    /// <summary>The value of a parameter.</summary>
    public static string Of(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        double number => Plain(number),
        IFormattable formattable => formattable.ToString(null, Culture),
        _ => value.ToString() ?? "",
    };

    /// <summary>A number of things: 1 partition, 2 partitions.</summary>
    public static string Many(int count, string noun) => $"{count.ToString(Culture)} {noun}{(count == 1 ? "" : "s")}";
}
