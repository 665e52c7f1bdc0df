using SnnCluster.Experiments.Reports;
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
    /// <param name="context">Where it is shown.</param>
    /// <param name="result">The result.</param>
    /// <param name="named">The folder that the user named; null: none.</param>
    /// <param name="json">Whether the summary is shown as JSON.</param>
    /// <param name="quiet">Whether nothing but results is wanted.</param>
    public static int Write(CommandContext context, RunResult result, string? named, bool json, bool quiet)
    {
        WriteNotes(context, result.Notes, quiet);
        if (context.Events is EventLines events)
        {
            events.Result(SummaryFile.ToJson(result.Summary), result.Folder);
        }
        else if (json)
        {
            context.Output.WriteLine(SummaryFile.ToJson(result.Summary).TrimEnd());
        }
        else
        {
            ResultTables.Write(context, result.Summary, result.Folder);
        }

        ErrorReport.Figures(context, result.Figures);
        if (result.Summary.Complete)
        {
            return ExitCode.Success;
        }

        if (result.Summary.Lost.Count > 0)
        {
            context.Error.WriteLine($"What was recorded {RunTables.Lost(result.Summary)} is lost: its log of reports was damaged. The end is that of the whole run.");
            return ExitCode.Failure;
        }

        string where = result.Folder is not string folder ? "" : "; " + FileListing.Incomplete(folder, named!);
        string next = result is { Folder: not null, Summary.Checkpoints.Written: > 0 } ? $"; 'snncluster resume {named}' goes on with it" : "";
        context.Error.WriteLine($"Ended early, at {Numbers.Plain(result.Summary.SimulatedMs)} ms of model time{where}{next}.");
        return ExitCode.Cancelled;
    }
}
