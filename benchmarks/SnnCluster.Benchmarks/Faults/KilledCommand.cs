using System.Diagnostics;
using System.Text.Json;
using SnnCluster.Benchmarks.WholeRuns;
using SnnCluster.Tests;

namespace SnnCluster.Benchmarks.Faults;

/// <summary>A command with checkpoints that is killed at a random time, and what goes on with it.</summary>
/// <param name="Name">Name in results.</param>
/// <param name="Begin">Its arguments, without the folder.</param>
/// <param name="GoOn">Arguments that go on with what is in a folder.</param>
internal sealed record KilledCommand(string Name, IReadOnlyList<string> Begin, Func<string, IReadOnlyList<string>> GoOn)
{
    /// <summary>A run.</summary>
    /// <param name="durationMs">Its length; it has a checkpoint for each 100 ms.</param>
    /// <param name="recordsSpikes">Whether spikes are recorded.</param>
    /// <param name="keep">How many checkpoints are kept.</param>
    public static KilledCommand OfRun(int durationMs = 4000, bool recordsSpikes = true, int keep = 2) => new(
        "run",
        [
            "run", "topographic-map", "--duration-ms", $"{durationMs}", "--delay-ms", "1", "--device", "host", "--partitions", "2",
            .. (recordsSpikes ? ["--record", "spikes"] : Array.Empty<string>()),
            "--checkpoint-every-ms", "100", "--keep-checkpoints", $"{keep}", "--json", "--quiet",
        ],
        folder => ["resume", folder, "--json", "--quiet"]);

    /// <summary>A training.</summary>
    public static KilledCommand OfTraining { get; } = new(
        "train",
        ["train", "--examples", "300", "--hidden", "48", "--recurrent", "--input-density", "0.3", "--deep-r", "--batch", "64", "--epochs", "12", "--json", "--quiet"],
        folder => ["train", "--resume", folder, "--json", "--quiet"]);

    /// <summary>Starts a command.</summary>
    public static Process Start(KilledCommand command, string folder) => Start([.. command.Begin, "--out", folder]);

    /// <summary>The digest of a command that nothing happens to.</summary>
    public static string Undisturbed(KilledCommand command, string root)
    {
        string folder = Path.Combine(root, "undisturbed");
        (int code, string output, string error) = End(Start(command, folder));
        Folders.Remove(folder);
        return code == 0 ? DigestOf(output) : throw new BenchmarkException($"{command.Name} failed: {error}");
    }

    /// <summary>Kills it at random times, and goes on.</summary>
    public static void Run(KilledCommand command, int times, string root, Outcomes outcomes)
    {
        var clock = Stopwatch.StartNew();
        string expected = Undisturbed(command, root);
        TimeSpan whole = clock.Elapsed;
        var random = new Random(1);
        for (int i = 0; i < times; i++)
        {
            string folder = Path.Combine(root, "killed");
            Folders.Remove(folder);
            TimeSpan when = random.NextDouble() * whole;
            using (Process process = Start(command, folder))
            {
                process.WaitForExit(when);
                process.Kill();
                process.WaitForExit();
            }

            (Ending ending, string detail) = Judge(command, folder, expected);
            outcomes.Add($"{command.Name} killed at a random time", ending, $"after {when.TotalSeconds} s: {detail}");
        }
    }

    private static (Ending Ending, string Detail) Judge(KilledCommand command, string folder, string expected)
    {
        string summary = Path.Combine(folder, "summary.json");
        if (File.Exists(summary) && JsonDocument.Parse(File.ReadAllText(summary)).RootElement.GetProperty("complete").GetBoolean())
        {
            return DigestOf(File.ReadAllText(summary)) == expected ? (Ending.Undisturbed, "") : (Ending.Wrong, "it was complete, with another digest");
        }

        Dictionary<string, byte[]> before = Directory.Exists(folder) ? Folders.Read(folder) : [];
        (int code, string output, string error) = End(Start(command.GoOn(folder)));
        if (code == 0)
        {
            return DigestOf(output) == expected ? (Ending.Undisturbed, "") : (Ending.Wrong, "it went on to another digest");
        }

        // Before the first checkpoint there is nothing to go on with.
        return IsOneError(error) && Folders.Has(folder, before)
            ? (Ending.Error, error)
            : (Ending.Wrong, $"exit code {code}: {error}");
    }

    /// <summary>Starts the published command.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="before">A program that starts it, and that program's arguments, which come before the command; none: it is started itself.</param>
    public static Process Start(IReadOnlyList<string> arguments, params string[] before)
    {
        string[] whole = [.. before, ChildProcess.Dotnet, PublishedCommand.Assembly, .. arguments];
        return Process.Start(new ProcessStartInfo(whole[0], whole[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    /// <summary>Waits for its end.</summary>
    public static (int Code, string Output, string Error) End(Process process)
    {
        using (process)
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            process.WaitForExit();
            return (process.ExitCode, output.Result, error.Result);
        }
    }

    /// <summary>Whether standard error has one error, and no stack trace.</summary>
    public static bool IsOneError(string error) =>
        error.Split('\n').Count(line => line.StartsWith("error: ", StringComparison.Ordinal)) == 1 && !error.Contains("   at ", StringComparison.Ordinal);

    /// <summary>The digest in a summary.</summary>
    public static string DigestOf(string summary)
    {
        using var document = JsonDocument.Parse(summary);
        return document.RootElement.GetProperty("digest").GetString() ?? "";
    }
}
