using System.CommandLine;
using System.Globalization;
using System.Reflection;
using SnnCluster.Cli.Loading;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Learning.Parallel.Nodes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Commands;

/// <summary><c>snncluster node</c>: a node of a cluster, until it is told to end.</summary>
internal static class NodeCommand
{
    private static readonly Option<string> Config = NewOption.Value(
        "--config", "FILE", "Settings in HOCON (see cluster-config/worker.hocon); default: what is built in.");

    private static readonly Option<string> Hostname = NewOption.Value(
        "--hostname", "HOST", "Address that the node listens on and is known by; default: 127.0.0.1.");

    private static readonly Option<bool> Insecure = new("--insecure")
    {
        Description = "Let other machines reach this node without TLS: whoever can connect to it is trusted.",
    };

    private static readonly Option<string> Port = NewOption.Value(
        "--port", "INTEGER", "Port, 0 for any that is free; default: 4053.");

    private static readonly Option<string[]> SeedNode = new("--seed-node")
    {
        HelpName = "HOST:PORT",
        Description = "A node of the cluster to join; may be repeated. Default: the file's, else it forms a cluster of its own.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> Devices = NewOption.Value(
        "--devices", "LIST", "What it offers, as host,host,cuda:0, host once for each core; default: all GPUs and cores.");

    private static readonly Option<string> Models = NewOption.Value(
        "--models", "DIR", "Folder of assemblies with models and experiments of your own; default: built-in ones only.");

    private static readonly Option<string> Files = NewOption.Files();

    private static readonly Option<string> Data = NewOption.Value(
        "--data", "DIR", "Folder of data sets to train on: the files of one, or a folder for each; default: generated ones only.");

    public static Command Create(CommandContext context)
    {
        var command = new Command("node", "Start a node of a cluster, and keep it until Ctrl-C or SIGTERM.")
        {
            Config,
            Hostname,
            Insecure,
            Port,
            SeedNode,
            Devices,
            Models,
            Files,
            Data,
        };
        command.SetAction(parsed => Execute(context, parsed));
        return command;
    }

    private static int Execute(CommandContext context, ParseResult parsed)
    {
        var errors = new ValidationErrors();
        int? port = null;
        if (parsed.GetValue(Port) is string text)
        {
            bool isPort = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value <= 65535;
            if (!isPort)
            {
                errors.Add($"--port is '{text}': must be a whole number from 0 to 65535");
            }

            port = value;
        }

        string configuration = ClusterText.Configuration(parsed, Config, errors);
        string? models = parsed.GetValue(Models) ?? NodeConfiguration.ModelsOf(configuration);
        if (models is not null && !Directory.Exists(models))
        {
            errors.Add($"--models is '{models}': there is no such folder");
        }

        string? files = parsed.GetValue(Files);
        if (files is not null && !Directory.Exists(files))
        {
            errors.Add($"--files is '{files}': there is no such folder");
        }

        string? data = parsed.GetValue(Data);
        if (data is not null && !Directory.Exists(data))
        {
            errors.Add($"--data is '{data}': there is no such folder");
        }

        errors.ThrowIfAny();
        var options = new NodeOptions
        {
            Configuration = configuration,
            Hostname = parsed.GetValue(Hostname),
            IsInsecure = parsed.GetValue(Insecure),
            Port = port,
            SeedNodes = parsed.GetValue(SeedNode) ?? [],
            Devices = parsed.GetValue(Devices),
            Networks = InstalledModels.Networks(models, files),
            Services = [TrainingService.Create(data)],
            ProgramVersion = Version(),
        };
        if (options.IsInsecure && NodeConfiguration.ExposureOf(options) is string exposure)
        {
            context.Error.WriteLine($"warning: --insecure: {exposure}: whoever can connect to this node is trusted");
        }

        return Run(context, options).GetAwaiter().GetResult();
    }

    private static async Task<int> Run(CommandContext context, NodeOptions options)
    {
        await using ClusterNode node = await ClusterNode.StartAsync(options, context.Cancellation).ConfigureAwait(false);
        context.Output.WriteLine($"ready {node.Address}");
        context.Output.Flush();
        var told = new TaskCompletionSource();
        using CancellationTokenRegistration registration = context.Cancellation.Register(told.SetResult);
        Task first = await Task.WhenAny(told.Task, node.WhenEnded).ConfigureAwait(false);
        if (first == told.Task)
        {
            return ExitCode.Success;
        }

        throw new ClusterException(node.WhyEnded is string reason
            ? $"node {node.Address} has ended: {reason}"
            : $"node {node.Address} was removed from its cluster: the others could not reach it");
    }

    /// <summary>The version of the program.</summary>
    internal static string Version() =>
        typeof(NodeCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
}
