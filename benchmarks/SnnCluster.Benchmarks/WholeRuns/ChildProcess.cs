using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SnnCluster.Benchmarks.WholeRuns;

/// <summary>Runs one measured program in a process of its own, so that its compiled code and its memory are its own.</summary>
internal static class ChildProcess
{
    /// <summary>A program that lies beside this one.</summary>
    public static string Beside(string name) => Path.Combine(AppContext.BaseDirectory, name);

    /// <summary>The program that runs assemblies.</summary>
    public static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Runs a program to its end; what it says on standard error is shown only if it fails.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cpu">The core that it stays on; null: any.</param>
    /// <param name="looksAtMemory">Whether its memory is looked at, fifty times in a second, which takes time of its own.</param>
    /// <returns>What it wrote on standard output, and the most memory that it was seen to hold [bytes].</returns>
    /// <exception cref="BenchmarkException">It is not there, or it failed.</exception>
    public static (string Output, long PeakMemoryBytes) Run(string program, IReadOnlyList<string> arguments, int? cpu, bool looksAtMemory = true)
    {
        string[] command = cpu is int core
            ? ["taskset", "-c", $"{core}", program, .. arguments]
            : [program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        SetRuntime(start);
        try
        {
            using var process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            long peak = 0;
            do
            {
                peak = looksAtMemory ? Math.Max(peak, PeakMemory(process)) : 0;
            }
            while (!process.WaitForExit(looksAtMemory ? 20 : Timeout.Infinite));
            process.WaitForExit();
            return process.ExitCode == 0
                ? (output.Result, peak)
                : throw new BenchmarkException(
                    $"'{string.Join(' ', command)}' ended with exit code {process.ExitCode}:\n{error.Result.TrimEnd()}");
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new BenchmarkException($"'{command[0]}' cannot be started: {exception.Message}");
        }
    }

    private static long PeakMemory(Process process)
    {
        try
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0; // It has ended.
        }
    }

    // A program that brings no runtime of its own uses the one that this process runs on.
    private static void SetRuntime(ProcessStartInfo start)
    {
        string runtime = RuntimeEnvironment.GetRuntimeDirectory();
        bool selfContained = Path.TrimEndingDirectorySeparator(runtime)
            == Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        if (!selfContained)
        {
            start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        }
    }
}
