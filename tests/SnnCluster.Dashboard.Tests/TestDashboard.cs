using System.Net;
using System.Text;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Experiments.Networks;
using SnnCluster.Experiments.Running;

namespace SnnCluster.Dashboard.Tests;

/// <summary>A dashboard on a free port of this machine, a folder for it, and a client.</summary>
internal sealed class TestDashboard : IAsyncDisposable
{
    public const string Token = "a-token-of-the-tests";

    private readonly RunClient? _runs;

    private TestDashboard(string folder, RunClient? runs, DashboardServer server, string? token)
    {
        Folder = folder;
        _runs = runs;
        Server = server;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{server.Address.Port}"),
        };
        if (token is not null)
        {
            Client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }
    }

    public string Folder { get; }

    public DashboardServer Server { get; }

    /// <summary>A client that has the token, where there is one.</summary>
    public HttpClient Client { get; }

    public static async Task<TestDashboard> StartAsync(string folder, bool allowsControl = false, string? token = null)
    {
        token ??= allowsControl ? Token : null;
        RunClient? runs = allowsControl
            ? RunClients.OfProcess(
                new ExperimentNetworks(
                    reference => reference.Description is not null ? DescribedExperiment.Of(reference, folder) : new BrunelExperiment(),
                    new Dictionary<string, string>()),
                "host,host")
            : null;
        DashboardServer server = await DashboardServer.StartAsync(new DashboardOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Token = token,
            Directory = folder,
            Runs = runs,
            AllowsControl = allowsControl,
            Experiments = ["brunel"],
            Create = _ => new BrunelExperiment(),
        });
        return new TestDashboard(folder, runs, server, token);
    }

    /// <summary>Asks for something to be done, as the page does.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string json)
    {
        var content = new StringContent(json, Encoding.UTF8, "application/json");
        content.Headers.Add("X-SnnCluster-Control", "1");
        return Client.PostAsync(path, content);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        if (_runs is not null)
        {
            await _runs.DisposeAsync();
        }
    }
}
