using System.Globalization;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Descriptions;

/// <summary>Units at the end of keys.</summary>
internal static class DescriptionUnits
{
    // What a key ends with, the unit, what it is a unit of, and how many of the first of these it is. Longer ones come first.
    private static readonly (string Ending, string Unit, string Of, double Size)[] Units =
    [
        ("UsPerMv", "uS/mV", "gain", 1), ("NsPerMv", "nS/mV", "gain", 1e-3),
        ("PerMv", "1/mV", "steepness", 1), ("PerMs", "1/ms", "rate of change", 1), ("PerS", "1/s", "rate of change", 1e-3),
        ("Degrees", "degrees", "angle", 1), ("Radians", "rad", "angle", 180 / Math.PI),
        ("Steps", "steps", "number of steps", 1),
        ("Khz", "kHz", "rate", 1000), ("Hz", "Hz", "rate", 1),
        ("Seconds", "s", "time", 1000), ("Sec", "s", "time", 1000), ("Ms", "ms", "time", 1), ("Us", "us", "time", 1e-3),
        ("Mv", "mV", "potential", 1), ("Volts", "V", "potential", 1000),
        ("Pf", "pF", "capacitance", 1e-3), ("Nf", "nF", "capacitance", 1), ("Uf", "uF", "capacitance", 1000),
        ("Ns", "nS", "conductance", 1e-3), ("Us", "uS", "conductance", 1),
        ("Pa", "pA", "current", 1e-3), ("Na", "nA", "current", 1), ("Ua", "uA", "current", 1000),
        ("Mm", "mM", "concentration", 1), ("Um", "uM", "concentration", 1e-3),
        ("S", "s", "time", 1000), ("V", "V", "potential", 1000),
    ];

    // Of a key that ends with these alone: that of conductances is more frequent than microseconds.
    private static readonly string[] Ours = ["uS/mV", "1/mV", "1/ms", "degrees", "steps", "Hz", "ms", "mV", "nF", "uS", "nA", "mM"];

    /// <summary>The unit of a key, such as "nF"; null where it has none.</summary>
    public static string? Of(string key)
    {
        foreach ((string ending, string unit, _, _) in Units)
        {
            if (Ours.Contains(unit) && key.EndsWith(ending, StringComparison.Ordinal))
            {
                return unit;
            }
        }

        return null;
    }

    /// <summary>What to say of a key that is one of a type's but for its unit; null where it is none.</summary>
    /// <param name="key">The key that is not known.</param>
    /// <param name="value">Its value; null where it is no number.</param>
    /// <param name="keys">Those that are.</param>
    public static string? Mistaken(string key, double? value, IEnumerable<string> keys)
    {
        foreach (string right in keys)
        {
            foreach ((string ending, string unit, string of, double size) in Units.Where(one => Ours.Contains(one.Unit) && right.EndsWith(one.Ending, StringComparison.Ordinal)))
            {
                string stem = right[..^ending.Length];
                if (stem.Length < 2 || !key.StartsWith(stem, StringComparison.OrdinalIgnoreCase))
                {
                    continue;
                }

                string rest = key[stem.Length..];
                if (rest.Length == 0)
                {
                    return $"'{right}' names its unit, {unit}";
                }

                foreach ((_, string given, _, double givenSize) in Units.Where(one =>
                    one.Of == of && one.Unit != unit && string.Equals(one.Ending, rest, StringComparison.OrdinalIgnoreCase)))
                {
                    string converted = value is double number
                        ? $": {ValidationErrors.Text(number)} {given} are {Rounded(number * givenSize / size)} {unit}"
                        : "";
                    return $"'{right}' is in {unit}{converted}";
                }
            }
        }

        return null;
    }

    private static string Rounded(double value) => value.ToString("G12", CultureInfo.InvariantCulture);
}
