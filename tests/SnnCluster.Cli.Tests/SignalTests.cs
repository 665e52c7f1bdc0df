using System.Diagnostics;
using SnnCluster.Tests;

namespace SnnCluster.Cli.Tests;

/// <summary>Commands that do not come to the point where they look whether they are to end.</summary>
public sealed class SignalTests
{
    [SkippableFact]
    public async Task Sigterm_ends_what_does_not_end_by_itself()
    {
        Skip.If(OperatingSystem.IsWindows(), "there is no such signal");
        var start = new ProcessStartInfo("dotnet", [PublishedCommand.Assembly, "run", $"{CommandLine.TestAssembly}:EndlessExperiment"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        Assert.Equal("describing", await process.StandardOutput.ReadLineAsync(patience.Token));
        using (Process kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(patience.Token);
        }

        Assert.Equal(
            "error: ended 9 s after SIGTERM, before the work was: what is not on the disk by now is lost",
            (await process.StandardError.ReadToEndAsync(patience.Token)).Trim());
        await process.WaitForExitAsync(patience.Token);
        Assert.Equal(130, process.ExitCode);
    }
}
