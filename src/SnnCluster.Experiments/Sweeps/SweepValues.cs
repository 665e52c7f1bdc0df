using System.Globalization;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Sweeps;

/// <summary>Lists of values as text: items separated by commas, each a value or a range of numbers FROM:TO:STEP.</summary>
internal static class SweepValues
{
    /// <summary>The most values of one list.</summary>
    public const int Most = 100_000;

    /// <summary>The values of a parameter, in the order that they stand in.</summary>
    /// <param name="label">What messages call it.</param>
    /// <param name="text">The list.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static IReadOnlyList<string> Of(string label, string text, ValidationErrors errors)
    {
        var values = new List<string>();
        foreach (string item in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] ends = item.Split(':');
            if (item.Length == 0)
            {
                errors.Add($"{label} is '{text}': has an empty item between commas");
            }
            else if (ends.Length == 1)
            {
                values.Add(item);
            }
            else
            {
                values.AddRange(Range(label, item, ends, errors));
            }
        }

        foreach (IGrouping<string, string> twice in values.GroupBy(value => value).Where(group => group.Count() > 1))
        {
            errors.Add($"{label} is '{text}': has {twice.Key} {twice.Count()} times");
        }

        return values;
    }

    /// <summary>Seeds: whole numbers, and ranges FROM:TO of them.</summary>
    /// <param name="text">The list.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static IReadOnlyList<ulong> Seeds(string text, ValidationErrors errors)
    {
        string steps = string.Join(',', text.Split(',').Select(item => item.Count(c => c == ':') == 1 ? item + ":1" : item));
        var seeds = new List<ulong>();
        foreach (string value in Of("--seeds", steps, errors))
        {
            if (ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed))
            {
                seeds.Add(seed);
            }
            else
            {
                errors.Add($"--seeds has '{value}': must be whole numbers from 0 to {ulong.MaxValue}, or ranges of them such as 1:10");
            }
        }

        return seeds;
    }

    // In decimal, so that 0.1:0.5:0.1 has the numbers that stand there.
    private static IEnumerable<string> Range(string label, string item, string[] ends, ValidationErrors errors)
    {
        var numbers = new decimal[ends.Length];
        bool areNumbers = ends.Select((end, i) => decimal.TryParse(end, NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])).ToArray().All(isNumber => isNumber);
        if (ends.Length != 3 || !areNumbers)
        {
            errors.Add($"{label} has '{item}': a range is FROM:TO:STEP with three numbers, such as 0.1:0.5:0.1");
            return [];
        }

        (decimal from, decimal to, decimal step) = (numbers[0], numbers[1], numbers[2]);
        if (step == 0 || (to - from) / step < 0)
        {
            errors.Add($"{label} has '{item}': the step of a range must lead from {ends[0]} to {ends[1]}");
            return [];
        }

        decimal count = Math.Floor((to - from) / step) + 1;
        if (count > Most)
        {
            errors.Add($"{label} has '{item}': a range has at most {Most} values");
            return [];
        }

        return Enumerable.Range(0, (int)count).Select(i => (from + (i * step)).ToString("0.############################", CultureInfo.InvariantCulture));
    }
}
