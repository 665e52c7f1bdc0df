using System.Net;
using System.Text;
using SnnCluster.Model.Networks;

namespace SnnCluster.Dashboard.Tests;

public sealed class AccessTests
{
    [Fact]
    public async Task The_page_loads_nothing_from_elsewhere_and_is_framed_nowhere()
    {
        using var folder = new TemporaryFolder();
        await using TestDashboard dashboard = await TestDashboard.StartAsync(folder.Path);
        using HttpResponseMessage answer = await dashboard.Client.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self';", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));

        // All that the page names is there.
        string page = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("://", page);
        foreach (string file in (string[])["/page.css", "/main.js", "/watch.js", "/vendor/uPlot.iife.min.js", "/vendor/uPlot.min.css", "/vendor/uPlot-LICENSE.txt", "/icon.svg"])
        {
            using HttpResponseMessage other = await dashboard.Client.GetAsync(file);
            Assert.True(other.IsSuccessStatusCode, file);
        }
    }

    [Theory]
    [InlineData("localhost:9000", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("[::1]:80", HttpStatusCode.OK)]
    [InlineData("snn.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.snn.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("192.168.0.7:8080", HttpStatusCode.MisdirectedRequest)]
    public async Task A_name_of_somebody_else_that_stands_for_this_machine_is_refused(string host, HttpStatusCode expected)
    {
        using var folder = new TemporaryFolder();
        await using TestDashboard dashboard = await TestDashboard.StartAsync(folder.Path);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/about");
        request.Headers.Host = host;
        using HttpResponseMessage answer = await dashboard.Client.SendAsync(request);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("0.0.0.0", false)]
    [InlineData("127.0.0.1", true)]
    public async Task Others_and_control_need_a_token(string address, bool allowsControl)
    {
        InvalidDescriptionException exception = await Assert.ThrowsAsync<InvalidDescriptionException>(() => DashboardServer.StartAsync(new DashboardOptions
        {
            Listen = new IPEndPoint(IPAddress.Parse(address), 0),
            AllowsControl = allowsControl,
        }));
        Assert.Contains("needs a token", exception.Message);
    }

    [Fact]
    public async Task A_token_lets_in_once_and_a_session_after_that()
    {
        using var folder = new TemporaryFolder();
        await using TestDashboard dashboard = await TestDashboard.StartAsync(folder.Path, token: TestDashboard.Token);
        HttpClient client = dashboard.Client;
        client.DefaultRequestHeaders.Authorization = null;
        foreach (string path in (string[])["/", "/main.js", "/api/about", "/api/results", "/api/events", "/figure?id=a&name=b", "/?token=another-token-of-it", "/?token="])
        {
            using HttpResponseMessage refused = await client.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.DoesNotContain(TestDashboard.Token, await refused.Content.ReadAsStringAsync());
        }

        using HttpResponseMessage let = await client.GetAsync($"/?token={TestDashboard.Token}");
        Assert.Equal(HttpStatusCode.Redirect, let.StatusCode);
        Assert.Equal("/", let.Headers.Location!.ToString());
        string cookie = Assert.Single(let.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=strict", cookie);
        Assert.DoesNotContain(TestDashboard.Token, cookie);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/about");
        request.Headers.Add("Cookie", cookie.Split(';')[0]);
        using HttpResponseMessage about = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, about.StatusCode);

        // The form for it, on the page that refuses.
        using HttpResponseMessage wrong = await client.PostAsync("/login", new FormUrlEncodedContent([new("token", "not-the-token-here")]));
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        using HttpResponseMessage right = await client.PostAsync("/login", new FormUrlEncodedContent([new("token", TestDashboard.Token)]));
        Assert.Equal(HttpStatusCode.Redirect, right.StatusCode);
    }

    [Theory]
    [InlineData("text/plain", "1", null)]
    [InlineData("application/json", null, null)]
    [InlineData("application/json", "1", "http://snn.example")]
    [InlineData("application/json", "1", "null")]
    public async Task What_changes_something_comes_from_the_page_itself(string type, string? header, string? origin)
    {
        using var folder = new TemporaryFolder();
        await using TestDashboard dashboard = await TestDashboard.StartAsync(folder.Path, allowsControl: true);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/runs")
        {
            Content = new StringContent("""{"experiment":"brunel"}""", Encoding.UTF8, type),
        };
        if (header is not null)
        {
            request.Headers.Add("X-SnnCluster-Control", header);
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using HttpResponseMessage answer = await dashboard.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_dashboard_shows_and_changes_nothing_unless_that_is_allowed()
    {
        using var folder = new TemporaryFolder();
        await using TestDashboard dashboard = await TestDashboard.StartAsync(folder.Path);
        using HttpResponseMessage start = await dashboard.PostAsync("/api/runs", """{"experiment":"brunel"}""");
        Assert.Equal(HttpStatusCode.Forbidden, start.StatusCode);
        Assert.Contains("--allow-control", await start.Content.ReadAsStringAsync());
        using HttpResponseMessage other = await dashboard.Client.DeleteAsync("/api/results");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, other.StatusCode);
    }

    [Fact]
    public async Task A_port_that_is_in_use_is_told()
    {
        using var folder = new TemporaryFolder();
        await using TestDashboard dashboard = await TestDashboard.StartAsync(folder.Path);
        InvalidDescriptionException exception = await Assert.ThrowsAsync<InvalidDescriptionException>(
            () => DashboardServer.StartAsync(new DashboardOptions { Listen = dashboard.Server.Address }));
        Assert.Equal($"--listen is '{dashboard.Server.Address}': the port is in use by another process, choose another, or 0 for any that is free", exception.Message);
    }
}
