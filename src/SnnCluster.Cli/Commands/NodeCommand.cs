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
        (string? models, string? files, string? data) = NodeConfiguration.FoldersOf(configuration);
        models = Folder(Models, models);
        files = Folder(Files, files);
        data = Folder(Data, data);
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

        string? Folder(Option<string> option, string? configured)
        {
            string? folder = parsed.GetValue(option) ?? configured;
            if (folder is not null && !Directory.Exists(folder))
            {
                errors.Add($"{option.Name} is '{folder}': there is no such folder");
            }

            return folder;
        }
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
