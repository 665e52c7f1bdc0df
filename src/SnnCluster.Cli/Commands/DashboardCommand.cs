using System.CommandLine;
using System.Net;
using SnnCluster.Cli.Loading;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Dashboard;

namespace SnnCluster.Cli.Commands;

/// <summary><c>snncluster dashboard</c>: a page that shows runs and results, until it is told to end.</summary>
internal static class DashboardCommand
{
    public static Command Create(CommandContext context)
    {
        var arguments = new DashboardArguments();
        Command command = arguments.CreateCommand();
        command.SetAction(parsed => RunAsync(context, arguments.Read(parsed)).GetAwaiter().GetResult());
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, DashboardOptions asked)
    {
        DashboardOptions options = asked with
        {
            Experiments = BuiltInExperiments.Names,
            Create = name => BuiltInExperiments.Create(name)!,
            ProgramVersion = NodeCommand.Version(),
        };

        // Runs of this process are there only where some can be started.
        await using RunClient? client = options.Cluster is string address
            ? await RunClients.OfClusterAsync(address, options.ClusterConfiguration).ConfigureAwait(false)
            : options.AllowsControl ? RunClients.OfProcess(InstalledModels.Networks(null, options.Directory), "auto") : null;
        await using DashboardServer server = await DashboardServer.StartAsync(options with { Runs = client }).ConfigureAwait(false);
        Tell(context, options, server.Address);
        var told = new TaskCompletionSource();
        using CancellationTokenRegistration registration = context.Cancellation.Register(told.SetResult);
        await told.Task.ConfigureAwait(false);
        return ExitCode.Success;
    }

    private static void Tell(CommandContext context, DashboardOptions options, IPEndPoint address)
    {
        bool isOpen = !IPAddress.IsLoopback(address.Address);
        bool isAny = address.Address.Equals(IPAddress.Any) || address.Address.Equals(IPAddress.IPv6Any);
        string host = isAny ? Dns.GetHostName() : address.Address.ToString().Contains(':') ? $"[{address.Address}]" : address.Address.ToString();
        if (isOpen)
        {
            context.Error.WriteLine($"warning: --listen {options.Listen}: the page is not encrypted: whoever reads along gets the token and what is shown");
        }

        context.Output.WriteLine($"ready http://{host}:{address.Port}/{(options.Token is string token ? $"?token={token}" : "")}");
        context.Output.Flush();
    }
}
