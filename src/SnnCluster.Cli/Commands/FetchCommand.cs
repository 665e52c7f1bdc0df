using System.CommandLine;
using SnnCluster.Cli.Loading;
using SnnCluster.Cli.Output;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Experiments;
using SnnCluster.Experiments.Running;

namespace SnnCluster.Cli.Commands;

/// <summary><c>snncluster fetch</c>: the results of a run whose client went away.</summary>
internal static class FetchCommand
{
    public static Command Create(CommandContext context)
    {
        ClusterArguments arguments = new();
        var run = new Argument<string>("run") { HelpName = "RUN", Description = "The run, as 'snncluster status' names it." };
        var output = new Option<string>("--out")
        {
            HelpName = "DIR",
            Description = "Folder for summary, data and figures; default: nothing is written.",
            Arity = ArgumentArity.ExactlyOne,
        };
        var models = new Option<string>("--models")
        {
            HelpName = "DIR",
            Description = "Folder of assemblies with experiments of your own; default: built-in ones only.",
            Arity = ArgumentArity.ExactlyOne,
        };
        Option<string> files = NewOption.Files();
        Option<bool> force = NewOption.Flag("--force", "Replace the run that is in DIR; default: refuse.");
        Option<string> events = NewOption.Progress();
        Option<bool> json = NewOption.Flag("--json", "Print the summary as JSON, and nothing else; default: tables.");
        Option<bool> quiet = NewOption.Flag("--quiet", "Show no progress; default: on standard error.");
        var command = new Command("fetch", "Fetch the results of a run from a cluster, waiting for its end.")
        {
            run,
            arguments.Cluster,
            arguments.Config,
            output,
            models,
            files,
            force,
            events,
            json,
            quiet,
        };
        command.SetAction(parsed =>
        {
            (string address, string configuration) = arguments.Read(parsed);
            var options = new RunOptions
            {
                Cluster = address,
                ClusterConfiguration = configuration,
                OutputDirectory = parsed.GetValue(output),
                Force = parsed.GetValue(force),
            };
            return Execute(
                context,
                options,
                parsed.GetRequiredValue(run),
                parsed.GetValue(models),
                parsed.GetValue(files),
                parsed.GetValue(json),
                parsed.GetValue(quiet));
        });
        return command;
    }

    private static int Execute(
        CommandContext context, RunOptions options, string run, string? models, string? files, bool json, bool quiet)
    {
        ExperimentNetworks installed = InstalledModels.Networks(models, files);
        Experiment Resolve(NetworkReference reference) => InstalledModels.Resolve(reference, models, installed.Models, files);
        RunResult result = ProgressDisplay.Show(
            context,
            quiet,
            run,
            progress => ExperimentRunner.Fetch(options, run, Resolve, progress, context.Cancellation));
        return RunOutput.Write(context, result, options.OutputDirectory, json, quiet);
    }
}
