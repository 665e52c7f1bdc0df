using System.CommandLine;
using System.Text.Json.Nodes;
using SnnCluster.Cli.Loading;
using SnnCluster.Cli.Output;
using SnnCluster.Experiments;
using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.Sonata;

namespace SnnCluster.Cli.Commands;

/// <summary><c>snncluster run</c>: checks everything, runs, and shows the result.</summary>
internal static class RunCommand
{
    public static Command Create(CommandContext context)
    {
        var arguments = new RunArguments();
        Command command = arguments.CreateCommand(context.Arguments.Skip(1));
        command.SetAction(parsed => parsed.GetValue(arguments.ListParameters)
            ? ListParameters(context, arguments, parsed)
            : Run(context, arguments, parsed));
        return command;
    }

    private static int ListParameters(CommandContext context, RunArguments arguments, ParseResult parsed)
    {
        Experiment experiment = ExperimentReference.Resolve(parsed.GetRequiredValue(arguments.Experiment), parsed.GetValue(arguments.Models));
        ParameterListing.Write(context, experiment, parsed.GetValue(arguments.Json));
        return ExitCode.Success;
    }

    private static int Run(CommandContext context, RunArguments arguments, ParseResult parsed)
    {
        RunRequest request = RunRequest.Of(arguments, parsed, context);
        bool json = parsed.GetValue(arguments.Json);
        bool quiet = parsed.GetValue(arguments.Quiet);
        RunOutput.WriteNotes(context, (request.Experiment as SonataExperiment)?.Notes ?? [], quiet);
        if (parsed.GetValue(arguments.DryRun))
        {
            DryRun planned = ExperimentRunner.Plan(request.Experiment, request.Options);
            RunOutput.WriteNotes(context, planned.Notes, quiet);
            DryRunTables.Write(context, planned, json);
            return ExitCode.Success;
        }

        if (request.Options.IsDetached)
        {
            string run = ExperimentRunner.Submit(request.Experiment, request.Options);
            context.Output.WriteLine(json ? Json.Text(new JsonObject { ["run"] = run }) : run);
            return ExitCode.Success;
        }

        RunResult result = ProgressDisplay.Show(
            context,
            quiet,
            request.Experiment.Name,
            progress => ExperimentRunner.Run(request.Experiment, request.Options, progress, context.Cancellation));

        return RunOutput.Write(context, result, request.Options.OutputDirectory, json, quiet);
    }
}
