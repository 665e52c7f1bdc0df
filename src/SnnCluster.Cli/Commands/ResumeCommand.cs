using System.CommandLine;
using SnnCluster.Cli.Loading;
using SnnCluster.Cli.Output;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Experiments;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Commands;

/// <summary><c>snncluster resume</c>: has a run that did not end go on from its last checkpoint.</summary>
internal static class ResumeCommand
{
    private static readonly Argument<string> Directory = new("dir")
    {
        HelpName = "DIR",
        Description = "The folder that the run wrote to (its --out).",
    };

    private static readonly Option<string> Partitions = NewOption.Value(
        "--partitions", "INTEGER", "Partitions to go on with; default: as before. On a cluster: one for each device.");

    private static readonly Option<string> Device = NewOption.Value(
        "--device", "DEVICE", "auto, host, cuda, opencl or ilgpu-cpu, or one of several, as cuda:1; default: auto.");

    private static readonly Option<bool> AllowOtherDevice = NewOption.Flag(
        "--allow-other-device", "Go on with another kind of device, which gives other bits; default: refuse.");

    private static readonly Option<string> CheckpointFolder = NewOption.Value(
        "--checkpoint-folder", "DIR", "Folder of checkpoints; default: checkpoints in DIR.");

    private static readonly Option<string> Models = NewOption.Value(
        "--models", "DIR", "Folder of assemblies with experiments of your own; default: built-in ones only.");

    public static Command Create(CommandContext context)
    {
        Option<string> cluster = NewOption.Cluster();
        Option<string> transport = NewOption.Transport();
        Option<string> config = NewOption.ClientConfig();
        Option<string> files = NewOption.Files();
        Option<string> events = NewOption.Progress();
        Option<bool> json = NewOption.Flag("--json", "Print the summary as JSON, and nothing else; default: tables.");
        Option<bool> quiet = NewOption.Flag("--quiet", "Show no progress; default: on standard error.");
        var command = new Command("resume", "Go on with a run that did not end, from its last checkpoint.")
        {
            Directory,
            Partitions,
            Device,
            AllowOtherDevice,
            cluster,
            transport,
            config,
            CheckpointFolder,
            Models,
            files,
            events,
            json,
            quiet,
        };
        command.SetAction(parsed =>
        {
            var errors = new ValidationErrors();
            var defaults = new RunOptions();
            var options = new RunOptions
            {
                OutputDirectory = parsed.GetRequiredValue(Directory),
                Partitions = OptionText.Count(parsed, Partitions, errors) ?? defaults.Partitions,
                Device = OptionText.Device(parsed, Device, errors) ?? defaults.Device,
                AllowsOtherDevice = parsed.GetValue(AllowOtherDevice),
                Cluster = ClusterText.Address(parsed, cluster, errors),
                ClusterConfiguration = ClusterText.Configuration(parsed, config, errors),
                Transport = ClusterText.OneOf(parsed, transport, ["auto", "direct", "actors"], errors) ?? defaults.Transport,
                CheckpointDirectory = parsed.GetValue(CheckpointFolder),
                CommandLine = context.CommandLine,
            };
            errors.ThrowIfAny();
            return Execute(context, options, parsed.GetValue(Models), parsed.GetValue(files), parsed.GetValue(json), parsed.GetValue(quiet));
        });
        return command;
    }

    private static int Execute(CommandContext context, RunOptions options, string? models, string? files, bool json, bool quiet)
    {
        ExperimentNetworks installed = InstalledModels.Networks(models, files);
        Experiment Resolve(NetworkReference reference) => InstalledModels.Resolve(reference, models, installed.Models, files);
        RunResult result = ProgressDisplay.Show(
            context,
            quiet,
            options.OutputDirectory!,
            progress => ExperimentRunner.Resume(options, Resolve, progress, context.Cancellation));
        return RunOutput.Write(context, result, options.OutputDirectory, json, quiet);
    }
}
