using System.Globalization;

namespace SnnCluster.Experiments.Studies;

/// <summary>
/// The energy that the processors of this machine have taken, where it tells: from the counters of RAPL that Linux shows (intel-rapl, also of AMD), of all packages.
/// They may be read by root alone, and virtual machines have none.
/// </summary>
internal static class Energy
{
    /// <summary>Where Linux shows the counters.</summary>
    public const string Counters = "/sys/class/powercap";

    /// <summary>What the counters say [uJ], and where each of them begins anew; null where there is none that can be read.</summary>
    /// <param name="folder">Where they are.</param>
    public static IReadOnlyList<(double Value, double Range)>? Read(string folder = Counters)
    {
        try
        {
            (double, double)[] packages =
            [
                .. Directory.EnumerateDirectories(folder, "intel-rapl:*").Where(path => Path.GetFileName(path).Count(c => c == ':') == 1)
                    .Order(StringComparer.Ordinal).Select(path => (Number(path, "energy_uj"), Number(path, "max_energy_range_uj"))),
            ];
            return packages.Length > 0 ? packages : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The energy between two readings [J]; not a number where there is none.</summary>
    public static double Between(IReadOnlyList<(double Value, double Range)>? before, IReadOnlyList<(double Value, double Range)>? after) =>
        before is null || after?.Count != before.Count ? double.NaN : before.Zip(after).Sum(pair =>
            (pair.Second.Value - pair.First.Value + (pair.Second.Value < pair.First.Value ? pair.First.Range : 0)) * 1e-6);

    private static double Number(string folder, string file) =>
        double.Parse(File.ReadAllText(Path.Combine(folder, file)), NumberStyles.None | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
}
