using System.CommandLine;
using SnnCluster.Cli.Output;
using SnnCluster.Experiments.Studies;
using SnnCluster.Experiments.Studies.Output;
using SnnCluster.Experiments.Studies.Peers;

namespace SnnCluster.Cli.Commands;

/// <summary><c>snncluster study ...</c>: measures how speed scales, and what an exchange costs.</summary>
internal static class StudyCommand
{
    /// <summary>The command, with a subcommand for each study.</summary>
    public static Command Create(CommandContext context)
    {
        var command = new Command("study", "Measure how speed scales, with statistics, fits, figures and a report.");
        foreach (StudyKind kind in Enum.GetValues<StudyKind>())
        {
            command.Add(CreateScaling(context, new StudyArguments(kind)));
        }

        command.Add(ExchangeStudyCommand.Create(context));
        return command;
    }

    private static Command CreateScaling(CommandContext context, StudyArguments arguments)
    {
        Command command = arguments.CreateCommand(context.Arguments.Skip(2));
        command.SetAction(parsed => Run(context, arguments, parsed));
        return command;
    }

    private static int Run(CommandContext context, StudyArguments arguments, ParseResult parsed)
    {
        StudyPlan plan = StudyRequest.Of(arguments, parsed, context);
        bool quiet = parsed.GetValue(arguments.Quiet);
        using var runner = new PeerCaseRunner(plan, new ExperimentCaseRunner(plan.Experiment));
        StudyResult result = StudyProgressDisplay.Show(
            context, quiet, plan.Kind.Name(), progress => StudyRunner.Run(plan, runner, progress, context.Cancellation));
        StudyOutput output = StudyWriter.Write(result);
        foreach (string note in quiet ? [] : result.Notes)
        {
            context.Error.WriteLine(note);
        }

        if (parsed.GetValue(arguments.Json))
        {
            context.Output.WriteLine(StudyJson.ToJson(result));
        }
        else
        {
            ReportTables.Write(context, StudyTables.Findings(result), output.Folder);
        }

        ErrorReport.Figures(context, output.Figures);
        return Conclude(context, result, output);
    }

    private static int Conclude(CommandContext context, StudyResult result, StudyOutput output)
    {
        string where = FileListing.Incomplete(output.Folder, result.Plan.Options.Run.OutputDirectory!);
        if (result.Failure is string failure)
        {
            ErrorReport.Failed(context, $"a run failed: {failure} ({where})");
            return ExitCode.Failure;
        }

        if (result.Complete)
        {
            return ExitCode.Success;
        }

        int runs = result.Plan.Cases.Count * result.Plan.Repetitions;
        context.Error.WriteLine($"Ended early, after {result.Measurements.Count} of {runs} runs; {where}.");
        return ExitCode.Cancelled;
    }
}
