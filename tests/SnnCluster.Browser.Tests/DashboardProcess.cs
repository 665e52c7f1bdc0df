using System.Diagnostics;
using SnnCluster.Tests;

namespace SnnCluster.Browser.Tests;

/// <summary><c>snncluster dashboard</c> as users start it, until it is disposed of.</summary>
internal sealed class DashboardProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private DashboardProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>The address that it printed, with the token.</summary>
    public Uri Address { get; }

    /// <summary>The token.</summary>
    public string Token => Address.Query["?token=".Length..];

    public static async Task<DashboardProcess> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [PublishedCommand.Assembly, "dashboard", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        using var patience = new CancellationTokenSource(Patience);
        string? line = await process.StandardOutput.ReadLineAsync(patience.Token);
        Assert.StartsWith("ready http://", line);
        return new DashboardProcess(process, new Uri(line!["ready ".Length..]));
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
