using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using SnnCluster.Experiments.Networks;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;

namespace SnnCluster.Dashboard.Tests;

public sealed class StartTests
{
    private const string Small = """{"neurons":"1000"}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("""{}""", "experiment is missing")]
    [InlineData("""[]""", "a run is asked for by a JSON object")]
    [InlineData("""{""", "the request is no JSON")]
    [InlineData("""{"experiment":"brunle"}""", "there is no experiment 'brunle'; did you mean 'brunel'?")]
    [InlineData("""{"experiment":"../network.json"}""", "there is no experiment '../network.json'")]
    [InlineData("""{"experiment":"brunel","name":"../x"}""", "name is '../x': must be 1 to 64 letters, digits, '.', '-' or '_', and begin with a letter or digit")]
    [InlineData("""{"experiment":"brunel","name":".."}""", "name is '..'")]
    [InlineData("""{"experiment":"brunel","durationMs":-1}""", "durationMs is '-1': must be a number above 0 [ms]")]
    [InlineData("""{"experiment":"brunel","durationMs":1e999}""", "durationMs is '1e999'")]
    [InlineData("""{"experiment":"brunel","seed":1.5}""", "seed is '1.5': must be a whole number from 0 to 18446744073709551615")]
    [InlineData("""{"experiment":"brunel","partitions":0}""", "partitions is '0': must be a whole number, at least 1")]
    [InlineData("""{"experiment":"brunel","partition":2}""", "there is no key 'partition'; did you mean 'partitions'?")]
    [InlineData("""{"experiment":"brunel","set":{"neurons":"-5"}}""", "neurons")]
    [InlineData("""{"experiment":"brunel","set":{"neurons":5}}""", "set.neurons must be a text")]
    public async Task What_is_wrong_with_a_run_is_told_before_anything_is_written(string json, string finding)
    {
        using var folder = new TemporaryFolder();
        await using TestDashboard dashboard = await TestDashboard.StartAsync(folder.Path, allowsControl: true);
        using HttpResponseMessage answer = await dashboard.PostAsync("/api/runs", json);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        using var findings = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Contains(findings.RootElement.GetProperty("findings").EnumerateArray(), one => one.GetString()!.StartsWith(finding, StringComparison.Ordinal)
            || (finding == "neurons" && one.GetString()!.Contains(finding)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_run_is_started_watched_and_gives_what_it_gives_elsewhere()
    {
        using var folder = new TemporaryFolder();
        await using TestDashboard dashboard = await TestDashboard.StartAsync(folder.Path, allowsControl: true);
        using var cancellation = new CancellationTokenSource(Patience);
        using HttpResponseMessage started = await dashboard.PostAsync("/api/runs", $$"""{"experiment":"brunel","durationMs":1000000,"partitions":2,"name":"one","seed":7,"set":{{Small}}}""");
        string text = await started.Content.ReadAsStringAsync();
        Assert.True(started.IsSuccessStatusCode, text);
        using var answer = JsonDocument.Parse(text);
        string run = answer.RootElement.GetProperty("run").GetString()!;

        // One reads slowly, that is, not at all: nobody waits for it.
        using Socket slow = await SlowReaderAsync(dashboard, run, cancellation.Token);
        var spikes = new HashSet<int>();
        bool hasWeights = false;
        double rateHz = double.NaN;
        await foreach ((string name, JsonElement data) in EventsAsync(dashboard, run, cancellation.Token))
        {
            if (name == "live")
            {
                foreach (JsonElement population in data.GetProperty("populations").EnumerateArray())
                {
                    spikes.UnionWith(population.GetProperty("spikes").EnumerateArray().Where((_, i) => i % 2 == 0).Select(step => step.GetInt32()));
                    rateHz = population.GetProperty("rateHz").ValueKind == JsonValueKind.Number ? population.GetProperty("rateHz").GetDouble() : rateHz;
                }

                hasWeights |= data.GetProperty("projections").EnumerateArray().Any(one => one.GetProperty("weights").GetArrayLength() > 0);
            }

            if (spikes.Count > 50 && hasWeights)
            {
                break;
            }
        }

        Assert.InRange(rateHz, 1, 200);

        // The same run without anybody who watches, to where this one is ended.
        using HttpResponseMessage ended = await dashboard.PostAsync("/api/cancel", $$"""{"run":"{{run}}"}""");
        while (!File.Exists(Path.Combine(folder.Path, "one", "summary.json")))
        {
            await Task.Delay(50, cancellation.Token);
        }

        RunSummary watched = SummaryFile.Read(Path.Combine(folder.Path, "one"));
        RunResult alone = ExperimentRunner.Run(
            new BrunelExperiment(), new RunOptions { DurationMs = watched.SimulatedMs, Seed = 7, Set = new Dictionary<string, string> { ["neurons"] = "1000" } }, null, CancellationToken.None);
        Assert.Equal(alone.Summary.Digest, watched.Digest);
    }

    [Fact]
    public async Task A_run_is_ended_early_with_what_it_has()
    {
        using var folder = new TemporaryFolder();
        await using TestDashboard dashboard = await TestDashboard.StartAsync(folder.Path, allowsControl: true);
        using var cancellation = new CancellationTokenSource(Patience);
        using HttpResponseMessage started = await dashboard.PostAsync("/api/runs", $$"""{"experiment":"brunel","durationMs":1000000,"name":"long","set":{{Small}}}""");
        using var answer = JsonDocument.Parse(await started.Content.ReadAsStringAsync());
        string run = answer.RootElement.GetProperty("run").GetString()!;
        await foreach ((string name, JsonElement data) in EventsAsync(dashboard, run, cancellation.Token))
        {
            if (name == "status" && data.GetProperty("runs").EnumerateArray().Single().GetProperty("state").GetString() == "running")
            {
                break;
            }
        }

        using HttpResponseMessage ended = await dashboard.PostAsync("/api/cancel", $$"""{"run":"{{run}}"}""");
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        while (!File.Exists(Path.Combine(folder.Path, "long", "summary.json")))
        {
            await Task.Delay(50, cancellation.Token);
        }

        Assert.False(SummaryFile.Read(Path.Combine(folder.Path, "long")).Complete);
        using HttpResponseMessage again = await dashboard.PostAsync("/api/runs", """{"experiment":"brunel","name":"long"}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        Assert.Contains("is not empty", await again.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Pages_beyond_the_most_that_may_look_are_told()
    {
        using var folder = new TemporaryFolder();
        await using TestDashboard dashboard = await TestDashboard.StartAsync(folder.Path);
        var looking = new List<HttpResponseMessage>();
        for (int i = 0; i < 33; i++)
        {
            looking.Add(await dashboard.Client.GetAsync("/api/events", HttpCompletionOption.ResponseHeadersRead));
        }

        Assert.All(looking.SkipLast(1), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, looking[^1].StatusCode);
        looking.ForEach(answer => answer.Dispose());
    }

    private static async IAsyncEnumerable<(string Name, JsonElement Data)> EventsAsync(
        TestDashboard dashboard, string run, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await dashboard.Client.GetAsync($"/api/events?run={run}", HttpCompletionOption.ResponseHeadersRead, cancellation);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation));
        string name = "";
        while (await reader.ReadLineAsync(cancellation) is string line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line["event: ".Length..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                using var data = JsonDocument.Parse(line["data: ".Length..]);
                yield return (name, data.RootElement.Clone());
            }
        }
    }

    private static async Task<Socket> SlowReaderAsync(TestDashboard dashboard, string run, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 1024 };
        await socket.ConnectAsync(IPAddress.Loopback, dashboard.Server.Address.Port, cancellation);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /api/events?run={run} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TestDashboard.Token}\r\n\r\n"), cancellation);
        return socket;
    }
}
