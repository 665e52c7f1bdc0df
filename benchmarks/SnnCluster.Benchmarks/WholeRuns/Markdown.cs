using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SnnCluster.Benchmarks.WholeRuns;

/// <summary>Markdown for benchmarks/README.md.</summary>
internal static class Markdown
{
    public static string Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        IEnumerable<string> Lines()
        {
            yield return Row(header);
            yield return Row([.. header.Select((_, index) => index == 0 ? "---" : "---:")]);
            foreach (IReadOnlyList<string> row in rows)
            {
                yield return Row(row);
            }
        }

        return string.Join('\n', Lines()) + "\n";
    }

    /// <summary>Three significant digits.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value) || value == 0)
        {
            return value == 0 ? "0" : "";
        }

        int digits = Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 15);
        return value.ToString($"N{digits}", CultureInfo.InvariantCulture);
    }

    /// <summary>Median (smallest to largest).</summary>
    public static string Range(Spread spread) =>
        $"{Number(spread.Median)} ({Number(spread.Smallest)}-{Number(spread.Largest)})";

    public static string Percent(double share) =>
        double.IsFinite(share) ? $"{(100 * share).ToString("N0", CultureInfo.InvariantCulture)} %" : "";

    /// <summary>What the figures were measured on, and how.</summary>
    public static string Conditions(RunSettings settings, bool ownProcesses = true)
    {
        string pin = settings.Cpu is int cpu ? $"pinned to core {cpu}" : "not pinned";
        string processes = ownProcesses
            ? $"each run in its own process, {pin}; medians of {settings.Repeats} (smallest-largest)"
            : $"all in one process; the fastest of {settings.Repeats}";
        return $"{Machine()}; "
            + $"device {settings.Device}; {Number(settings.DurationMs / 1000)} s of model time; "
            + $"{processes}; load average {LoadAverage()} when done.\n";
    }

    /// <summary>What the figures were measured on.</summary>
    public static string Machine()
    {
        string lane = Vector512.IsHardwareAccelerated ? "16" : Vector256.IsHardwareAccelerated ? "8"
            : Vector128.IsHardwareAccelerated ? "4" : "1";
        return $"{Processor()}, {Environment.ProcessorCount} cores, vector lanes of {lane}; {RuntimeInformation.FrameworkDescription}";
    }

    private static string Row(IReadOnlyList<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static string Processor()
    {
        const string File_ = "/proc/cpuinfo";
        string? line = File.Exists(File_)
            ? File.ReadLines(File_).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':') + 1)..].Trim();
    }

    private static string LoadAverage() =>
        File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
