using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using SnnCluster.Dashboard.Control;
using SnnCluster.Dashboard.Feeds;
using SnnCluster.Dashboard.Results;
using SnnCluster.Dashboard.Web;
using SnnCluster.Model.Networks;

namespace SnnCluster.Dashboard;

/// <summary>A dashboard in this process: what <c>snncluster dashboard</c> starts.</summary>
public sealed class DashboardServer : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly EventHub _hub;
    private readonly RunStarter? _starter;

    private DashboardServer(WebApplication web, EventHub hub, RunStarter? starter, IPEndPoint address)
    {
        _web = web;
        _hub = hub;
        _starter = starter;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; }

    /// <summary>A token that nobody guesses.</summary>
    public static string NewToken() => Access.NewToken();

    /// <summary>Starts a dashboard.</summary>
    /// <param name="options">What it shows, and to whom.</param>
    /// <exception cref="InvalidDescriptionException">It cannot listen there, or others could look who must not.</exception>
    public static async Task<DashboardServer> StartAsync(DashboardOptions options)
    {
        bool isOpen = !IPAddress.IsLoopback(options.Listen.Address) || options.AllowsControl;
        if (isOpen && string.IsNullOrEmpty(options.Token))
        {
            throw new InvalidDescriptionException("a dashboard that other machines can reach, or that starts runs, needs a token");
        }

        ResultFolders? results = options.Directory is string directory ? new ResultFolders(directory) : null;
        var hub = new EventHub(options.Runs, options.Cluster is null, results);
        RunStarter? starter = options.AllowsControl ? new RunStarter(options, results) : null;
        WebApplication web = Build(options.Listen);
        web.Run(new Router(options, new Access(options.Listen, options.Token), hub, results, starter).AnswerAsync);
        try
        {
            await web.StartAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            await web.DisposeAsync().ConfigureAwait(false);
            throw new InvalidDescriptionException(exception.InnerException is AddressInUseException
                ? $"--listen is '{options.Listen}': the port is in use by another process, choose another, or 0 for any that is free"
                : $"--listen is '{options.Listen}': {exception.GetBaseException().Message}");
        }

        string bound = web.Services.GetService(typeof(Microsoft.AspNetCore.Hosting.Server.IServer)) is Microsoft.AspNetCore.Hosting.Server.IServer server
            ? server.Features.Get<IServerAddressesFeature>()!.Addresses.Single()
            : throw new InvalidOperationException("there is no server");
        return new DashboardServer(web, hub, starter, new IPEndPoint(options.Listen.Address, new Uri(bound).Port));
    }

    /// <summary>Ends it: runs that it has started end early, with what they have.</summary>
    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync().ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
        if (_starter is not null)
        {
            await _starter.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Nothing of it depends on files or variables of whoever starts it, and it logs nothing: addresses may hold a token.
    private static WebApplication Build(IPEndPoint listen)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = 128;
            kestrel.Limits.MaxRequestBodySize = 1 << 16;
            kestrel.Limits.MaxRequestLineSize = 8 << 10;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
            kestrel.Listen(listen);
        });
        return builder.Build();
    }
}
