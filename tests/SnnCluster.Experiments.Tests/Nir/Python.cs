using System.Diagnostics;

namespace SnnCluster.Experiments.Tests.Nir;

/// <summary>A python3 that has NumPy and h5py, where there is one: what knows nothing of our reader and writer.</summary>
internal static class Python
{
    private static readonly string? Program = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Append("/usr/bin")
        .Select(path => Path.Combine(path, "python3"))
        .FirstOrDefault(path => File.Exists(path) && Start(path, "-c", "import numpy, h5py").ExitCode == 0);

    /// <summary>Runs a program, or skips the test.</summary>
    /// <returns>The lines that it printed.</returns>
    public static string[] Run(string code, params string[] arguments)
    {
        Skip.If(Program is null, "no python3 has numpy and h5py (apt-get install python3-h5py)");
        (int exitCode, string output, string error) = Start(Program!, ["-c", code, .. arguments]);
        Assert.True(exitCode == 0, error);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static (int ExitCode, string Output, string Error) Start(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
