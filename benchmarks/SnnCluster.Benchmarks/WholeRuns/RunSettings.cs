using System.CommandLine;
using System.Globalization;

namespace SnnCluster.Benchmarks.WholeRuns;

/// <summary>What whole runs have in common.</summary>
/// <param name="Scales">Layers of (16·scale)² neurons.</param>
/// <param name="DurationMs">Simulated time of each run [ms].</param>
/// <param name="Repeats">Runs of each program at each scale.</param>
/// <param name="Device">Device of our own runs.</param>
/// <param name="Cpu">The core that every measured process is pinned to; none where null.</param>
/// <param name="Seed">Seed of every run.</param>
internal sealed record RunSettings(
    IReadOnlyList<int> Scales, double DurationMs, int Repeats, string Device, int? Cpu, ulong Seed);

/// <summary>The options that <see cref="RunSettings"/> are read from.</summary>
internal sealed class RunOptionSet
{
    private readonly Option<string> _scales;
    private readonly Option<string> _durationMs;
    private readonly Option<string> _repeats;
    private readonly Option<string> _device = Text("--device", "host", "DEVICE", "Device of our own runs");
    private readonly Option<string?> _cpu = new("--cpu")
    {
        HelpName = "CORE",
        Description = "Pin every measured process to this core (with taskset); default: not pinned.",
    };

    private readonly Option<string> _seed = Text("--seed", "1", "INTEGER", "Seed of every run");

    public RunOptionSet(string scales, string durationMs, string repeats)
    {
        _scales = Text("--scales", scales, "LIST", "Sizes: layers of (16*scale)^2 neurons");
        _durationMs = Text("--duration-ms", durationMs, "NUMBER", "Simulated time of each run [ms]");
        _repeats = Text("--repeats", repeats, "INTEGER", "Runs of each program at each scale; medians are shown");
    }

    public static Option<string> Text(string name, string value, string helpName, string description) => new(name)
    {
        HelpName = helpName,
        Description = $"{description}; default: {value}.",
        DefaultValueFactory = _ => value,
    };

    /// <summary>A command with these options.</summary>
    public Command AddTo(Command command)
    {
        command.Add(_scales);
        command.Add(_durationMs);
        command.Add(_repeats);
        command.Add(_device);
        command.Add(_cpu);
        command.Add(_seed);
        return command;
    }

    /// <exception cref="BenchmarkException">An option is wrong.</exception>
    public RunSettings Read(ParseResult parsed)
    {
        string scales = parsed.GetRequiredValue(_scales);
        string durationMs = parsed.GetRequiredValue(_durationMs);
        string? cpu = parsed.GetValue(_cpu);
        string seed = parsed.GetRequiredValue(_seed);
        return new RunSettings(
            [.. scales.Split(',').Select(text => Integer("--scales", text, 1, 2048))],
            double.TryParse(durationMs, NumberStyles.Float, CultureInfo.InvariantCulture, out double duration) && duration >= 1
                ? duration
                : throw new BenchmarkException($"--duration-ms is '{durationMs}': must be a number, at least 1"),
            Integer("--repeats", parsed.GetRequiredValue(_repeats), 1, 1000),
            parsed.GetRequiredValue(_device),
            cpu is null ? null : Integer("--cpu", cpu, 0, Environment.ProcessorCount - 1),
            ulong.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
                ? number
                : throw new BenchmarkException($"--seed is '{seed}': must be a whole number, at least 0"));
    }

    public static int Integer(string name, string text, int minimum, int maximum) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= minimum && value <= maximum
            ? value
            : throw new BenchmarkException($"{name} has '{text}': must be a whole number from {minimum} to {maximum}");
}
