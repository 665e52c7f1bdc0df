namespace SnnCluster.Browser.Tests;

/// <summary>A browser, a folder and a dashboard that all tests share: each of them takes seconds to start.</summary>
public sealed class DashboardFixture : IAsyncLifetime
{
    private readonly Folder _folder = new();
    private DashboardProcess? _dashboard;

    internal Chromium Browser { get; } = new();

    /// <summary>The address of the dashboard, with its token.</summary>
    internal string Address => _dashboard!.Address.ToString();

    internal string Folder => _folder.Path;

    public async Task InitializeAsync()
    {
        await Browser.InitializeAsync();
        if (Browser.IsThere)
        {
            _dashboard = await DashboardProcess.StartAsync(_folder.Path, "--listen", "127.0.0.1:0", "--allow-control");
        }
    }

    public async Task DisposeAsync()
    {
        _dashboard?.Dispose();
        await Browser.DisposeAsync();
        _folder.Dispose();
    }
}
