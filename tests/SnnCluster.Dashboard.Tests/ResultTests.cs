using System.Net;
using System.Text.Json;

namespace SnnCluster.Dashboard.Tests;

public sealed class ResultTests
{
    private const string Summary = """{"schema":1,"experiment":"<img src=x onerror=alert(1)>","complete":true,"date":"2026-01-02T03:04:05Z","neurons":12,"nested":{"a":1}}""";

    [Fact]
    public async Task Results_are_found_in_folders_below_and_told_by_their_kinds()
    {
        using var folder = new TemporaryFolder();
        folder.Write("sweep/sweep.json", """{"schema":1,"runs":3,"experiment":"brunel","complete":true}""");
        folder.Write("sweep/runs/seed=1/summary.json", Summary);
        folder.Write("train/summary.json", """{"schema":1,"dataset":"digits"}""");
        folder.Write("broken/summary.json", "{");
        folder.Write("deep/summary.json", new string('[', 100_000));
        folder.Write("going-on/spikes.parquet.partial", "");
        folder.Write("other/summary.json", """{"schema":1}""");
        folder.Write("list/summary.json", "[1]");
        folder.Write("1/2/3/4/5/6/summary.json", Summary);
        await using TestDashboard dashboard = await TestDashboard.StartAsync(folder.Path);
        using var answer = JsonDocument.Parse(await dashboard.Client.GetStringAsync("/api/results"));
        string[] found = [.. answer.RootElement.GetProperty("results").EnumerateArray().Select(one => $"{one.GetProperty("id")} {one.GetProperty("kind")}").Order(StringComparer.Ordinal)];
        Assert.Equal(["broken unfinished", "deep unfinished", "going-on unfinished", "sweep sweep", "sweep/runs/seed=1 run", "train training"], found);
    }

    [Fact]
    public async Task Only_figures_and_reports_of_results_are_served()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a/summary.json", Summary);
        folder.Write("a/rates.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>");
        folder.Write("a/rates.png", "png");
        folder.Write("a/report.html", "<p>report</p>");
        folder.Write("a/secret.txt", "secret");
        folder.Write("b/rates.svg", "of nothing");
        await using TestDashboard dashboard = await TestDashboard.StartAsync(folder.Path);
        using HttpResponseMessage figure = await dashboard.Client.GetAsync("/figure?id=a&name=rates.svg");
        Assert.Equal(HttpStatusCode.OK, figure.StatusCode);
        Assert.Equal("image/svg+xml", figure.Content.Headers.ContentType!.MediaType);
        string policy = Assert.Single(figure.Headers.GetValues("Content-Security-Policy"));
        Assert.EndsWith("sandbox", policy);
        Assert.DoesNotContain("script-src", policy);
        using HttpResponseMessage report = await dashboard.Client.GetAsync("/report?id=a");
        Assert.EndsWith("sandbox", Assert.Single(report.Headers.GetValues("Content-Security-Policy")));
        foreach (string path in (string[])
        [
            "/figure?id=a&name=summary.json", "/figure?id=a&name=secret.txt", "/figure?id=a&name=../a/rates.svg", "/figure?id=a&name=..%2Fa%2Frates.svg",
            "/figure?id=a&name=", "/figure?id=a", "/figure?id=b&name=rates.svg", "/figure?id=a&id=a&name=rates.svg", "/figure?id=../" + Path.GetFileName(folder.Path) + "/a&name=rates.svg",
            "/figure?id=a/&name=rates.svg", "/figure?id=a%2F..%2Fa&name=rates.svg", "/figure?id=/etc&name=passwd", "/report?id=..", "/report?id=b", "/api/result?id=..",
            "/api/result?id=%00", "/..%2f..%2fetc/passwd", "/vendor/../../summary.json", "/login.htm", "/vendor",
        ])
        {
            using HttpResponseMessage answer = await dashboard.Client.GetAsync(path);
            Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{path}: {answer.StatusCode}");
        }
    }

    [SkippableFact]
    public async Task Links_are_not_followed()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need rights there");
        using var outside = new TemporaryFolder();
        outside.Write("run/summary.json", Summary);
        string secret = outside.Write("secret.svg", "<svg/>");
        using var folder = new TemporaryFolder();
        folder.Write("a/summary.json", Summary);
        folder.Write("linked/rates.svg", "<svg/>");
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "link"), Path.Combine(outside.Path, "run"));
        File.CreateSymbolicLink(Path.Combine(folder.Path, "a", "secret.svg"), secret);
        File.CreateSymbolicLink(Path.Combine(folder.Path, "a", "report.html"), secret);
        File.CreateSymbolicLink(Path.Combine(folder.Path, "linked", "summary.json"), Path.Combine(outside.Path, "run", "summary.json"));
        await using TestDashboard dashboard = await TestDashboard.StartAsync(folder.Path);
        using var listed = JsonDocument.Parse(await dashboard.Client.GetStringAsync("/api/results"));
        Assert.Equal("a", Assert.Single(listed.RootElement.GetProperty("results").EnumerateArray()).GetProperty("id").GetString());
        using var result = JsonDocument.Parse(await dashboard.Client.GetStringAsync("/api/result?id=a"));
        Assert.Equal(0, result.RootElement.GetProperty("figures").GetArrayLength());
        Assert.False(result.RootElement.GetProperty("hasReport").GetBoolean());
        foreach (string path in (string[])["/figure?id=a&name=secret.svg", "/report?id=a", "/figure?id=linked&name=rates.svg"])
        {
            using HttpResponseMessage answer = await dashboard.Client.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }
}
