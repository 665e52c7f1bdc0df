using Microsoft.Playwright;

namespace SnnCluster.Browser.Tests;

/// <summary>A browser that is installed on this machine, without a window; where there is none, tests that need it are skipped.</summary>
internal sealed class Chromium
{
    private static readonly string[] Paths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>What to say where there is none.</summary>
    public static string Missing { get; } = $"there is no browser: none of {string.Join(", ", Paths)}";

    /// <summary>Whether there is one.</summary>
    public bool IsThere => _browser is not null;

    private static string? Executable => Paths.FirstOrDefault(File.Exists);

    public async Task InitializeAsync()
    {
        if (Executable is string path)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = path,

                // Root has no sandbox to use, and pages are our own.
                Args = ["--no-sandbox", "--disable-dev-shm-usage"],
            });
        }
    }

    /// <summary>A page of a session of its own.</summary>
    public async Task<IPage> OpenAsync(string address, int width = 1200, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        IBrowserContext context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
        });
        IPage page = await context.NewPageAsync();
        page.SetDefaultTimeout(30_000);
        await page.GotoAsync(address);
        return page;
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
