using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;

namespace SnnCluster.Cli.Output;

/// <summary>Shows what a run gave.</summary>
internal static class RunOutput
{
    /// <summary>Shows what a person should know, unless nothing but results is wanted.</summary>
    public static void WriteNotes(CommandContext context, IReadOnlyList<string> notes, bool quiet)
    {
        foreach (string note in quiet ? [] : notes)
        {
            context.Error.WriteLine(note);
        }
    }

    /// <summary>Shows a result, and gives the exit code that goes with it.</summary>
    public static int Write(CommandContext context, RunResult result, string? outputDirectory, bool json, bool quiet)
    {
        WriteNotes(context, result.Notes, quiet);
        if (json)
        {
            context.Output.WriteLine(SummaryFile.ToJson(result.Summary).TrimEnd());
        }
        else
        {
            ResultTables.Write(context, result.Summary, outputDirectory);
        }

        ErrorReport.Figures(context, result.Figures);
        if (result.Summary.Complete)
        {
            return ExitCode.Success;
        }

        string where = outputDirectory is not string directory ? ""
            : result.Summary.Checkpoints is { Written: > 0 }
                ? $"; {directory} is marked incomplete, and 'snncluster resume {directory}' goes on with it"
                : $"; {directory} is marked incomplete";
        context.Error.WriteLine($"Ended early, at {Numbers.Plain(result.Summary.SimulatedMs)} ms of model time{where}.");
        return ExitCode.Cancelled;
    }
}
