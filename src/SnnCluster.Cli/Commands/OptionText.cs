using System.CommandLine;
using System.Globalization;
using System.Numerics;
using SnnCluster.Engine.Devices;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Commands;

/// <summary>Reads the text of options. Each gives null, or nothing, where the option is absent or was refused.</summary>
internal static class OptionText
{
    /// <summary>A time [ms] above 0.</summary>
    public static double? TimeMs(ParseResult parsed, Option<string> option, ValidationErrors errors)
    {
        if (parsed.GetValue(option) is not string text)
        {
            return null;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
        {
            errors.Add($"{option.Name} is '{text}': must be a number such as 1.5 or 1e-3, above 0 [ms]");
            return null;
        }

        return errors.Above(option.Name, value, 0) ? value : null;
    }

    public static ulong? Seed(ParseResult parsed, Option<string> option, ValidationErrors errors)
    {
        if (parsed.GetValue(option) is not string text)
        {
            return null;
        }

        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value))
        {
            return value;
        }

        errors.Add($"{option.Name} is '{text}': must be a whole number from 0 to {ulong.MaxValue}");
        return null;
    }

    /// <summary>A whole number, at least 1.</summary>
    public static int? Count(ParseResult parsed, Option<string> option, ValidationErrors errors)
    {
        if (parsed.GetValue(option) is not string text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= 1)
        {
            return value;
        }

        errors.Add($"{option.Name} is '{text}': must be a whole number, at least 1");
        return null;
    }

    /// <summary>A number; what it may be, the command knows.</summary>
    public static double? Number(ParseResult parsed, Option<string> option, ValidationErrors errors)
    {
        if (parsed.GetValue(option) is not string text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
        {
            return value;
        }

        errors.Add($"{option.Name} is '{text}': must be a number such as 1.5 or 1e-3");
        return null;
    }

    /// <summary>Numbers separated by commas; none where the text is empty.</summary>
    public static IReadOnlyList<double>? Numbers(ParseResult parsed, Option<string> option, ValidationErrors errors) =>
        Items(parsed, option, "a number", text => Parsed<double>(text, NumberStyles.Float), errors);

    /// <summary>Whole numbers separated by commas; none where the text is empty.</summary>
    public static IReadOnlyList<int>? Counts(ParseResult parsed, Option<string> option, ValidationErrors errors) =>
        Items(parsed, option, "a whole number", text => Parsed<int>(text, NumberStyles.AllowLeadingSign), errors);

    /// <summary>
    /// Sizes [bytes] separated by commas, with k for 1024 and M for 1024k; none where the text is empty. What sizes may be,
    /// the command knows.
    /// </summary>
    public static IReadOnlyList<int>? Sizes(ParseResult parsed, Option<string> option, ValidationErrors errors) =>
        Items(parsed, option, "a whole number of bytes, or one with k or M", Size, errors);

    /// <summary>A kind of device, or one of a kind; whether it is there, the run finds out.</summary>
    public static string? Device(ParseResult parsed, Option<string> option, ValidationErrors errors)
    {
        if (parsed.GetValue(option) is not string text)
        {
            return null;
        }

        if (DeviceCatalog.WhyNoName(text) is not string why)
        {
            return text;
        }

        errors.Add($"{option.Name} is '{text}': {why}");
        return null;
    }

    /// <summary>What to record: lists separated by commas, each thing once. What there is depends on the network.</summary>
    public static IReadOnlyList<string> Record(ParseResult parsed, Option<string[]> option, ValidationErrors errors)
    {
        string[] items = [.. (parsed.GetValue(option) ?? []).SelectMany(list => list.Split(',', StringSplitOptions.TrimEntries)).Distinct()];
        if (items.Contains(""))
        {
            errors.Add($"{option.Name} has an empty item: must be a list such as spikes,rates separated by commas");
        }

        return items;
    }

    private static int? Size(string text)
    {
        int unit = text.Length == 0 ? 1 : text[^1] switch { 'k' => 1 << 10, 'M' => 1 << 20, _ => 1 };
        long? size = Parsed<int>(unit == 1 ? text : text[..^1], NumberStyles.AllowLeadingSign) * (long)unit;
        return size is >= int.MinValue and <= int.MaxValue ? (int)size : null;
    }

    private static T? Parsed<T>(string text, NumberStyles style)
        where T : struct, INumberBase<T> =>
        T.TryParse(text, style, CultureInfo.InvariantCulture, out T value) ? value : null;

    private static List<T>? Items<T>(
        ParseResult parsed, Option<string> option, string noun, Func<string, T?> parse, ValidationErrors errors)
        where T : struct
    {
        if (parsed.GetValue(option) is not string list)
        {
            return null;
        }

        string[] texts = list.Trim().Length == 0 ? [] : list.Split(',', StringSplitOptions.TrimEntries);
        T?[] values = [.. texts.Select(parse)];
        foreach (string text in texts.Where((_, i) => values[i] is null))
        {
            errors.Add($"{option.Name} has '{text}': must be {noun}, and others after commas");
        }

        return values.Contains(null) ? null : [.. values.OfType<T>()];
    }
}
