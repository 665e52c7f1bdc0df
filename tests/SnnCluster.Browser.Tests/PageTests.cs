using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SnnCluster.Browser.Tests;

public sealed class PageTests(DashboardFixture fixture) : IClassFixture<DashboardFixture>
{
    // What the keyboard must reach: all that can be pressed, chosen, typed into or scrolled, and is shown.
    private const string Controls = """
        () => [...document.querySelectorAll("a[href], button:not(:disabled), input:not(:disabled), select, summary, [tabindex='0']")]
          .filter(one => one.checkVisibility()).map(one => one.outerHTML.slice(0, 120)).sort()
        """;

    [SkippableFact]
    public async Task A_run_is_started_and_watched_by_the_keyboard_alone()
    {
        IPage page = await OpenAsync();
        var strangers = new List<string>();
        var complaints = new List<string>();
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Authority != new Uri(fixture.Address).Authority)
            {
                strangers.Add(request.Url);
            }
        };
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                complaints.Add(message.Text);
            }
        };
        await TabToAsync(page, "select[name=experiment]");
        await page.Locator("select[name=experiment]").SelectOptionAsync("hostile.json");
        await Expect(page.Locator("#start-form")).ToContainTextAsync(Folder.Hostile);
        await TabToAsync(page, "input[name=durationMs]");
        await page.Keyboard.TypeAsync("600000");
        await TabToAsync(page, "input[name=partitions]");
        await page.Keyboard.TypeAsync("2");
        await TabToAsync(page, "input[name=name]");
        await page.Keyboard.TypeAsync("started");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#start-form [role=status]")).ToContainTextAsync("Started run");
        await Expect(page.Locator(".run[data-state=running]")).ToBeVisibleAsync();
        await TabToAsync(page, ".run[data-state=running] button.first");
        await page.Keyboard.PressAsync("Enter");

        // The raster moves, and shows spikes.
        double first = await EndAsync(page, 0);
        double second = await EndAsync(page, first + 200);
        Assert.True(second > first);
        Assert.True(int.Parse((await page.Locator("#raster").GetAttributeAsync("data-drawn"))!) > 10);
        await Expect(page.Locator("#rate-table")).ToContainTextAsync(Folder.Population);
        await Expect(page.Locator("#synapse-table")).ToContainTextAsync("8,000");
        await Expect(page.Locator("#weights-note")).ToContainTextAsync("as of");
        await Expect(page.Locator(".run[data-state=running] table tbody tr")).ToHaveCountAsync(2);

        // Held still, it stands.
        await TabToAsync(page, "#pause");
        await page.Keyboard.PressAsync("Space");
        string? held = await page.Locator("#raster").GetAttributeAsync("data-end-ms");
        await Expect(page.Locator("#watch-time")).Not.ToHaveTextAsync(await page.Locator("#watch-time").InnerTextAsync());
        Assert.Equal(held, await page.Locator("#raster").GetAttributeAsync("data-end-ms"));

        await TabToAsync(page, ".run[data-state=running] button:not(.first)");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".run[data-state=cancelled]")).ToBeVisibleAsync();
        await Expect(page.Locator("#result-list")).ToContainTextAsync("started");
        await Expect(page.Locator("#result-list")).ToContainTextAsync("ended early");
        Assert.Empty(strangers);
        Assert.Empty(complaints);
        Assert.False(await page.EvaluateAsync<bool>("() => 'hacked' in window"));
    }

    [SkippableFact]
    public async Task What_is_wrong_with_a_run_is_told_beside_the_form()
    {
        IPage page = await OpenAsync();
        await page.Locator("select[name=experiment]").SelectOptionAsync("brunel");
        await page.Locator("input[name=durationMs]").FillAsync("-3");
        await page.Locator("#start-form button[type=submit]").ClickAsync();
        await Expect(page.Locator("#start-form [role=alert]")).ToHaveTextAsync("durationMs is '-3': must be a number above 0 [ms]");
    }

    [SkippableFact]
    public async Task Two_results_are_compared_and_names_are_text()
    {
        IPage page = await OpenAsync();
        await Expect(page.Locator("#result-list")).ToContainTextAsync(Folder.HostileFolder);
        foreach (string name in (string[])["one", "two"])
        {
            await TabToAsync(page, $"[data-key='mark {name}']");
            await page.Keyboard.PressAsync("Space");
        }

        await TabToAsync(page, "#compare");
        await page.Keyboard.PressAsync("Enter");
        ILocator settings = page.Locator("[aria-label='Settings that differ'] tbody tr");
        await Expect(settings).ToHaveCountAsync(1);
        await Expect(settings).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"parameters\.neurons\s*100\s*200\s*\+100 %"));
        ILocator values = page.Locator("[aria-label='Values that differ']");
        await Expect(values).ToContainTextAsync("realTimeFactor");
        await Expect(values).ToContainTextAsync("+50 %");
        await Expect(values).Not.ToContainTextAsync("meanRateHz");
        ILocator figures = page.Locator("#result img");
        await Expect(figures).ToHaveCountAsync(2);
        await figures.First.ScrollIntoViewIfNeededAsync();
        await page.WaitForFunctionAsync("() => [...document.querySelectorAll('#result img')].every(one => one.complete && one.naturalWidth > 0)");
        await page.Locator($"[data-key='open {Folder.HostileFolder}']").ClickAsync();
        await Expect(page.Locator("#result h3")).ToHaveTextAsync(Folder.HostileFolder);
        await page.Locator("#result summary").ClickAsync();
        await Expect(page.Locator("#result table")).ToContainTextAsync($"meanRateHz.{Folder.Hostile}");
        Assert.False(await page.EvaluateAsync<bool>("() => 'hacked' in window"));
    }

    [SkippableTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task A_narrow_window_needs_no_scrolling_to_the_side_and_text_can_be_told_from_what_is_behind(ColorScheme scheme)
    {
        IPage page = await OpenAsync(360, scheme);
        await Expect(page.Locator("#result-list table")).ToBeVisibleAsync();
        await Expect(page.Locator("#node-list table")).ToBeVisibleAsync();
        await page.Locator("#start-form summary").ClickAsync();
        await page.Locator("[data-key='open one']").ClickAsync();
        await Expect(page.Locator("#result h3")).ToBeVisibleAsync();
        Assert.InRange(await page.EvaluateAsync<int>("() => document.scrollingElement.scrollWidth"), 1, 360);

        // The ratio of contrast that WCAG 2.1 (AA) asks for of text is 4.5.
        JsonElement ratios = await page.EvaluateAsync<JsonElement>("""
            () => {
              const channels = name => {
                const probe = document.createElement("i");
                probe.style.color = `var(${name})`;
                document.body.append(probe);
                const numbers = getComputedStyle(probe).color.match(/[\d.]+/g).slice(0, 3).map(number => number / 255);
                probe.remove();
                return numbers.map(number => number <= 0.04045 ? number / 12.92 : ((number + 0.055) / 1.055) ** 2.4);
              };
              const light = name => channels(name).reduce((sum, channel, i) => sum + [0.2126, 0.7152, 0.0722][i] * channel, 0);
              const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
              return ["--text", "--soft", "--accent", "--bad"].flatMap(name => [ratio(name, "--back"), ratio(name, "--panel")]).concat(ratio("--on-accent", "--accent"));
            }
            """);
        Assert.All(ratios.EnumerateArray(), ratio => Assert.InRange(ratio.GetDouble(), 4.5, 21));
    }

    [SkippableFact]
    public async Task The_keyboard_reaches_everything_and_shows_where_it_is()
    {
        IPage page = await OpenAsync();
        await Expect(page.Locator("#result-list table")).ToBeVisibleAsync();
        await Expect(page.Locator("#node-list table")).ToBeVisibleAsync();
        await page.Locator("[data-key='open one']").ClickAsync();
        await Expect(page.Locator("#result summary")).ToBeVisibleAsync();
        await page.EvaluateAsync("() => { document.activeElement.blur(); getSelection().collapse(document.body, 0); }");
        var wanted = new HashSet<string>(await page.EvaluateAsync<string[]>(Controls));
        Assert.True(wanted.Count > 20, $"there are {wanted.Count} controls");
        for (int left = 3 * wanted.Count; left > 0 && wanted.Count > 0; left--)
        {
            await page.Keyboard.PressAsync("Tab");
            JsonElement focused = await page.EvaluateAsync<JsonElement>("""
                () => ({ html: document.activeElement.outerHTML.slice(0, 120), outline: parseFloat(getComputedStyle(document.activeElement).outlineWidth), isBody: document.activeElement === document.body })
                """);
            if (!focused.GetProperty("isBody").GetBoolean())
            {
                Assert.True(focused.GetProperty("outline").GetDouble() >= 2, focused.ToString());
            }

            wanted.Remove(focused.GetProperty("html").GetString()!);
        }

        Assert.Empty(wanted);
    }

    [SkippableFact]
    public async Task A_token_is_asked_for_where_others_can_look()
    {
        Skip.If(!fixture.Browser.IsThere, Chromium.Missing);
        using DashboardProcess open = await DashboardProcess.StartAsync(fixture.Folder, "--listen", "0.0.0.0:0");
        string address = $"http://127.0.0.1:{open.Address.Port}/";
        IPage page = await fixture.Browser.OpenAsync(address);
        await Expect(page.Locator("main")).ToContainTextAsync("This page needs a token.");
        await page.Locator("input[name=token]").FillAsync("a-token-that-is-wrong");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("main")).ToContainTextAsync("This page needs a token.");
        await page.Locator("input[name=token]").FillAsync(open.Token);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#result-list")).ToContainTextAsync("one");
        Assert.DoesNotContain("token", page.Url);

        // It only shows.
        await Expect(page.Locator("#start")).ToBeHiddenAsync();
        await page.Context.CloseAsync();
    }

    private async Task<IPage> OpenAsync(int width = 1200, ColorScheme scheme = ColorScheme.Light)
    {
        Skip.If(!fixture.Browser.IsThere, Chromium.Missing);
        IPage page = await fixture.Browser.OpenAsync(fixture.Address, width, scheme: scheme);
        await Expect(page.Locator("#state")).ToHaveTextAsync("connected");
        Assert.DoesNotContain("token", page.Url);
        return page;
    }

    // As often as it takes, from where the focus is.
    private static async Task TabToAsync(IPage page, string selector)
    {
        for (int i = 0; i < 200; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
            {
                return;
            }
        }

        Assert.Fail($"the keyboard does not reach {selector}");
    }

    // The time that the raster has come to [ms], when it is beyond one.
    private static async Task<double> EndAsync(IPage page, double beyond)
    {
        await page.WaitForFunctionAsync("beyond => Number(document.getElementById('raster').dataset.endMs ?? 0) > beyond", beyond);
        return double.Parse((await page.Locator("#raster").GetAttributeAsync("data-end-ms"))!, System.Globalization.CultureInfo.InvariantCulture);
    }
}
