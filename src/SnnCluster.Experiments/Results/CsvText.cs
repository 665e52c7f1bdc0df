using System.Globalization;

namespace SnnCluster.Experiments.Results;

/// <summary>Values as cells of comma-separated values (RFC 4180).</summary>
internal static class CsvText
{
    /// <summary>A cell: a text in quotes where it must be, and nothing for what is missing or not a number.</summary>
    public static string Cell(object? value) => value switch
    {
        double number => double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "",
        string text when text.AsSpan().IndexOfAny("\",\n\r") >= 0 =>
            $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };
}
