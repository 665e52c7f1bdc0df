using System.Globalization;

namespace SnnCluster.Experiments.Studies;

/// <summary>
/// The energy that this machine has taken, as far as it tells: that of its processors, from the counters of RAPL that Linux shows
/// (intel-rapl, also of AMD), of all packages; and that of its NVIDIA GPUs (<see cref="GpuEnergy"/>). The former may be read by root
/// alone, and virtual machines have none.
/// </summary>
internal static class Energy
{
    /// <summary>Where Linux shows the counters.</summary>
    public const string Counters = "/sys/class/powercap";

    /// <summary>What all counters of this machine say [uJ], and where each begins anew; null where there is none.</summary>
    public static IReadOnlyList<(double Value, double Range)>? ReadAll()
    {
        (double Value, double Range)[] all = [.. Read() ?? [], .. (GpuEnergy.Read() ?? []).Select(value => (value, 0.0))];
        return all.Length > 0 ? all : null;
    }

    /// <summary>Says whose energy it is, and whose is missing.</summary>
    public static string Source => (Read(), GpuEnergy.Read()) switch
    {
        (null, null) => $"this machine does not tell it (no counters in {Counters} that can be read, and no NVIDIA GPU that counts it)",
        (null, _) => $"that of the GPUs alone: there are no counters of the processors in {Counters} that can be read",
        (_, null) => "that of the processors; no NVIDIA GPU counts its own",
        _ => "that of the processors and of all NVIDIA GPUs of the machine",
    };

    /// <summary>What the counters of the processors say [uJ], and where each of them begins anew; null where there is none that can be read.</summary>
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
