using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SnnCluster.Fuzz.Running;
using SnnCluster.Fuzz.Targets;

namespace SnnCluster.Fuzz;

/// <summary>The command <c>snncluster-fuzz</c>.</summary>
internal static class Program
{
    private static readonly Option<string> Target = new("--target")
    {
        HelpName = "NAME,...",
        Description = "Targets, separated by commas, or 'decoders'; default: all.",
    };

    private static readonly Option<long> Inputs = new("--inputs")
    {
        HelpName = "N",
        Description = "Inputs for each target.",
        DefaultValueFactory = _ => 100_000,
    };

    private static readonly Option<ulong> Seed = new("--seed")
    {
        HelpName = "S",
        Description = "Seed: the same seed, target and number make the same input.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<long> From = new("--from")
    {
        HelpName = "I",
        Description = "Number of the first input: with --inputs 1 that of a failure again.",
    };

    private static readonly Option<double?> Seconds = new("--seconds")
    {
        HelpName = "S",
        Description = "At most so long for each target [s]; default: until all inputs are through.",
    };

    private static readonly Option<string?> Keep = new("--keep")
    {
        HelpName = "DIR",
        Description = "Folder for an input that fails; default: nothing is written.",
    };

    public static int Main(string[] args)
    {
        var command = new RootCommand(
            "Gives random and mutated inputs to everything that reads what others wrote.\n\nTargets:\n"
                + string.Join('\n', FuzzTargets.All.Select(target => $"  {target.Name,-14} {target.Description}")))
        {
            Target, Inputs, Seed, From, Seconds, Keep,
        };
        command.SetAction(Run);
        return command.Parse(args).Invoke();
    }

    private static int Run(ParseResult parsed)
    {
        string[] names = parsed.GetValue(Target) switch
        {
            null => [.. FuzzTargets.All.Select(target => target.Name)],
            "decoders" => [.. FuzzTargets.Decoders],
            string text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        };
        if (names.FirstOrDefault(name => FuzzTargets.All.All(target => target.Name != name)) is string unknown)
        {
            Console.Error.WriteLine(
                $"error: there is no target '{unknown}'; there are {string.Join(", ", FuzzTargets.All.Select(target => target.Name))}");
            return 2;
        }

        return names.Count(name => !RunTarget(name, parsed)) == 0 ? 0 : 1;
    }

    private static bool RunTarget(string name, ParseResult parsed)
    {
        ulong seed = parsed.GetValue(Seed);
        using IFuzzTarget target = FuzzTargets.Create(name);
        FuzzReport report = new FuzzRunner(name, target, seed).Run(
            parsed.GetValue(From),
            parsed.GetValue(Inputs),
            parsed.GetValue(Seconds) is double seconds ? TimeSpan.FromSeconds(seconds) : null);
        Console.WriteLine(report);
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  peak memory {process.PeakWorkingSet64 >> 20} MiB"));
        if (report.Failure is not FuzzFailure failure)
        {
            return true;
        }

        Console.WriteLine($"FAILED in {failure.Reader}, {failure.Input.Length} bytes: {failure.Reason}");
        if (failure.Index >= 0)
        {
            Console.WriteLine($"  again: snncluster-fuzz --target {name} --seed {seed} --from {failure.Index} --inputs 1");
        }

        if (parsed.GetValue(Keep) is string folder)
        {
            string path = Path.Combine(Directory.CreateDirectory(folder).FullName, $"{name}-{seed}-{failure.Index}.bin");
            File.WriteAllBytes(path, failure.Input);
            Console.WriteLine($"  input: {path}");
        }

        return false;
    }
}
