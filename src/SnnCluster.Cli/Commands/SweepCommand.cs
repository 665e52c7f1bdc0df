using System.CommandLine;
using SnnCluster.Cli.Loading;
using SnnCluster.Cli.Output;
using SnnCluster.Experiments;
using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.Sweeps;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Commands;

/// <summary><c>snncluster sweep</c>: runs an experiment for each combination of values.</summary>
internal static class SweepCommand
{
    public static Command Create(CommandContext context)
    {
        var arguments = new SweepArguments();
        Command command = arguments.CreateCommand(context.Arguments.Skip(1));
        command.SetAction(parsed => Run(context, arguments, parsed));
        return command;
    }

    private static int Run(CommandContext context, SweepArguments arguments, ParseResult parsed)
    {
        SweepPlan plan = PlanOf(arguments, parsed, context);
        bool quiet = parsed.GetValue(arguments.Quiet);
        foreach (string note in quiet ? [] : plan.Notes)
        {
            context.Error.WriteLine(note);
        }

        SweepResult result = SweepProgressDisplay.Show(context, quiet, progress => SweepRunner.Run(plan, progress, context.Cancellation));
        string sweep = Path.Combine(plan.Folder, SweepFiles.Sweep);
        if (context.Events is EventLines events)
        {
            events.Result(File.ReadAllText(sweep), plan.Folder);
        }
        else if (parsed.GetValue(arguments.Json))
        {
            context.Output.Write(File.ReadAllText(sweep));
        }
        else
        {
            SweepTables.Write(context, result);
        }

        ErrorReport.Figures(context, result.Figures);
        return Conclude(context, result);
    }

    private static int Conclude(CommandContext context, SweepResult result)
    {
        foreach (SweepFailure failure in result.Failures)
        {
            ErrorReport.Failed(context, $"{failure.Run}: {failure.Reason}");
        }

        int runs = result.Plan.Cases.Count;
        if (context.Cancellation.IsCancellationRequested && !result.Complete)
        {
            context.Error.WriteLine($"Ended early, with {result.Table.Rows} of {runs} runs; the same command goes on with the others.");
            return ExitCode.Cancelled;
        }

        if (result.Failures.Count > 0)
        {
            context.Error.WriteLine($"{result.Failures.Count} of {runs} runs failed; the same command tries them again.");
        }

        return result.Complete ? ExitCode.Success : ExitCode.Failure;
    }

    private static SweepPlan PlanOf(SweepArguments arguments, ParseResult parsed, CommandContext context)
    {
        var errors = new ValidationErrors();
        Experiment? experiment = ExperimentReference.Resolve(parsed.GetRequiredValue(arguments.Experiment), errors);
        var run = new RunOptions
        {
            DurationMs = OptionText.TimeMs(parsed, arguments.DurationMs, errors),
            DtMs = OptionText.TimeMs(parsed, arguments.DtMs, errors),
            Partitions = OptionText.Count(parsed, arguments.Partitions, errors) ?? 0,
            Device = OptionText.Device(parsed, arguments.Device, errors) ?? "auto",
            Cluster = ClusterText.Address(parsed, arguments.Cluster, errors),
            ClusterConfiguration = ClusterText.Configuration(parsed, arguments.Config, errors),
            Transport = ClusterText.OneOf(parsed, arguments.Transport, ["auto", "direct", "actors"], errors) ?? "auto",
            Record = OptionText.Record(parsed, arguments.Record, errors),
            OutputDirectory = parsed.GetValue(arguments.Out),
            Force = parsed.GetValue(arguments.Force),
            CommandLine = context.CommandLine,
        };
        var options = new SweepOptions
        {
            Run = run,
            Values = ParameterTexts.Of(arguments, parsed, experiment: null, dtMs: null, errors),
            Seeds = parsed.GetValue(arguments.Seeds) ?? "1",
            Parallel = OptionText.Count(parsed, arguments.Parallel, errors),
            Figures = parsed.GetValue(arguments.Figure) ?? [],
        };
        if (experiment is null)
        {
            throw new InvalidDescriptionException([.. errors.Messages]);
        }

        try
        {
            SweepPlan plan = SweepPlan.Create(experiment, options);
            errors.ThrowIfAny();
            return plan;
        }
        catch (InvalidDescriptionException exception)
        {
            throw new InvalidDescriptionException([.. errors.Messages.Union(exception.Findings)]);
        }
    }
}
