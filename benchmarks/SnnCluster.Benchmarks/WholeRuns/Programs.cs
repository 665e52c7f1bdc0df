using System.Globalization;

namespace SnnCluster.Benchmarks.WholeRuns;

/// <summary>A program that simulates the topographic map in a process of its own.</summary>
/// <param name="Name">Name in results.</param>
/// <param name="Prepare">What is done once per scale and not measured.</param>
/// <param name="Run">One measured run at a scale.</param>
internal sealed record MapProgram(string Name, Action<int> Prepare, Func<int, Measurement> Run);

/// <summary>The programs that are compared.</summary>
internal static class Programs
{
    public const string Ours = "snncluster";
    public const string OursWithoutRewiring = "snncluster --no-rewiring";
    public const string Plain = "plain scalar";
    public const string Brian2 = "Brian 2";

    /// <summary>The real command line, <c>snncluster run topographic-map --json</c>.</summary>
    public static MapProgram SnnCluster(RunSettings settings, bool rewiring)
    {
        string name = rewiring ? Ours : OursWithoutRewiring;
        return new MapProgram(name, _ => { }, scale =>
        {
            List<string> arguments =
            [
                "run", "topographic-map", "--json", "--quiet",
                "--scale", $"{scale}", "--duration-ms", Text(settings.DurationMs),
                "--device", settings.Device, "--seed", $"{settings.Seed}",
            ];
            if (!rewiring)
            {
                arguments.Add("--no-rewiring");
            }

            (string output, long peak) = ChildProcess.Run(ChildProcess.Beside("snncluster"), arguments, settings.Cpu);
            Measurement measurement = Measurement.OfSummary(name, scale, output);
            return measurement with { PeakMemoryBytes = Math.Max(measurement.PeakMemoryBytes, peak) };
        });
    }

    /// <summary>The plain scalar version, in this program's <c>plain</c>.</summary>
    public static MapProgram PlainScalar(RunSettings settings) => new(Plain, _ => { }, scale =>
    {
        (string output, long peak) = ChildProcess.Run(
            ChildProcess.Beside("SnnCluster.Benchmarks"),
            ["plain", "--scale", $"{scale}", "--duration-ms", Text(settings.DurationMs), "--seed", $"{settings.Seed}"],
            settings.Cpu);
        return Measurement.OfJson(output) with { PeakMemoryBytes = peak };
    });

    /// <summary>Brian 2 in C++ standalone mode, without rewiring.</summary>
    public static MapProgram Brian(RunSettings settings, string directory)
    {
        List<string> Arguments(int scale) =>
        [
            ChildProcess.Beside(Path.Combine("brian2", "topographic_map.py")),
            "--scale", $"{scale}", "--duration-ms", Text(settings.DurationMs), "--seed", $"{settings.Seed}",
            "--directory", Path.Combine(directory, $"scale-{scale}"),
        ];
        return new MapProgram(
            Brian2,
            scale => ChildProcess.Run(Python, [.. Arguments(scale), "--build-only"], null),
            scale =>
            {
                IEnumerable<string> pin = settings.Cpu is int cpu ? ["--cpu", $"{cpu}"] : [];
                return Measurement.OfBrian2(Brian2, ChildProcess.Run(Python, [.. Arguments(scale), .. pin], null).Output);
            });
    }

    // Debian's package belongs to Debian's Python.
    private static string Python => File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
