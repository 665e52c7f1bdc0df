using System.CommandLine;
using SnnCluster.Cli.Output;
using SnnCluster.Experiments.Classifiers;
using SnnCluster.Learning.Persistence;

namespace SnnCluster.Cli.Commands;

/// <summary><c>snncluster train</c>: checks everything, trains, and shows what came of it.</summary>
internal static class TrainCommand
{
    public static Command Create(CommandContext context)
    {
        var arguments = new TrainArguments();
        Command command = arguments.CreateCommand();
        command.SetAction(parsed => Run(context, arguments, parsed));
        return command;
    }

    private static int Run(CommandContext context, TrainArguments arguments, ParseResult parsed)
    {
        var notes = new List<string>();
        TrainingRequest request = TrainRequest.Of(arguments, parsed, context, notes);
        bool quiet = parsed.GetValue(arguments.Quiet);
        if (!quiet)
        {
            notes.ForEach(context.Error.WriteLine);
            if (request.Resumed is TrainingCheckpoint checkpoint)
            {
                context.Error.WriteLine($"Going on after epoch {checkpoint.EpochsDone} of {request.Epochs}.");
            }
        }

        TrainingResult result = TrainingRun.Run(
            request, quiet ? null : new TrainingLines(context.Error, request.DataSet), context.Cancellation);
        if (context.Events is EventLines events)
        {
            events.Result(result.Summary.ToJson(), result.Folder);
        }
        else if (parsed.GetValue(arguments.Json))
        {
            context.Output.WriteLine(result.Summary.ToJson());
        }
        else
        {
            TrainingOutput.Write(context, result);
        }

        ErrorReport.Figures(context, result.Figures);
        return Conclude(context, request, result);
    }

    private static int Conclude(CommandContext context, TrainingRequest request, TrainingResult result)
    {
        int done = result.Summary.Epochs.Count;
        string kept = result.Checkpoint is string checkpoint
            ? $"{checkpoint} is the last good checkpoint"
            : "there is no checkpoint";
        if (!result.Summary.Complete && result.Folder is string folder && folder != request.OutputDirectory)
        {
            kept += "; " + FileListing.Incomplete(folder, request.OutputDirectory!);
        }

        if (result.Failure is string failure)
        {
            ErrorReport.Failed(context, $"{failure}; {kept}");
            return ExitCode.Failure;
        }

        if (result.Summary.Complete)
        {
            return ExitCode.Success;
        }

        context.Error.WriteLine($"Ended early, after {done} of {request.Epochs} epochs; {kept}"
            + (result.Checkpoint is null ? "." : $"; '{Resume(request)}' goes on."));
        return ExitCode.Cancelled;
    }

    private static string Resume(TrainingRequest request) => $"snncluster train --resume {request.OutputDirectory}"
        + (request.DataFolder is string folder ? $" --data {folder}" : "");
}
