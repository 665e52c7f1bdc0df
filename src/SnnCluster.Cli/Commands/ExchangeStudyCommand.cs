using System.CommandLine;
using SnnCluster.Cli.Output;
using SnnCluster.Cluster.Costs;
using SnnCluster.Experiments.Studies.Exchange;
using SnnCluster.Experiments.Studies.Output;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Commands;

/// <summary><c>snncluster study exchange</c>: measures what it costs to exchange a frame.</summary>
internal static class ExchangeStudyCommand
{
    private static readonly Option<string> Bytes = NewOption.Value(
        "--bytes", "LIST", "Sizes of a frame's spikes, separated by commas, k for 1024 and M for 1024k; default: 0,1k,64k,1M.");

    private static readonly Option<string> Rounds = NewOption.Value(
        "--rounds", "INTEGER", "Rounds, each of which measures every case once; default: 15.");

    private static readonly Option<string> Repetitions = NewOption.Value(
        "--repetitions", "INTEGER", "Intervals or round trips of a case in a round; default: 100.");

    private static readonly Option<string> Out = NewOption.Value("--out", "DIR", "Folder for data, figures and report; must be given.");

    private static readonly Option<bool> Force = NewOption.Flag("--force", "Replace the study that is in DIR; default: refuse.");

    private static readonly Option<bool> Json = NewOption.Flag(
        "--json", "Print study.json, and nothing else, on standard output; default: tables.");

    private static readonly Option<bool> Quiet = NewOption.Flag(
        "--quiet", "Show no progress and no notes; default: both on standard error.");

    public static Command Create(CommandContext context)
    {
        var command = new Command("exchange", "Measure what it costs to exchange a frame, beside bare ways to carry it.")
        {
            Bytes,
            Rounds,
            Repetitions,
            Out,
            Force,
            Json,
            Quiet,
        };
        command.SetAction(parsed => Run(context, parsed));
        return command;
    }

    private static int Run(CommandContext context, ParseResult parsed)
    {
        ExchangePlan plan = PlanOf(context, parsed);
        bool quiet = parsed.GetValue(Quiet);
        ExchangeResult result = Measure(context, plan, quiet);
        StudyOutput output = ExchangeWriter.Write(result);
        foreach (string note in quiet ? [] : result.Notes)
        {
            context.Error.WriteLine(note);
        }

        if (parsed.GetValue(Json))
        {
            context.Output.WriteLine(ExchangeJson.ToJson(result));
        }
        else
        {
            ReportTables.Write(context, [ExchangeTables.Cases(result)], output.Folder);
        }

        ErrorReport.Figures(context, output.Figures);
        string where = FileListing.Incomplete(output.Folder, plan.Options.OutputDirectory!);
        if (result.Failure is string failure)
        {
            ErrorReport.Failed(context, $"a round failed: {failure} ({where})");
            return ExitCode.Failure;
        }

        if (!result.Complete)
        {
            context.Error.WriteLine($"Ended early; {where}.");
        }

        return result.Complete ? ExitCode.Success : ExitCode.Cancelled;
    }

    private static ExchangeResult Measure(CommandContext context, ExchangePlan plan, bool quiet)
    {
        using var other = new EchoProcess();
        using ExchangeBench bench = ExchangeBench.Start(other.Start, context.Cancellation);
        return StudyProgressDisplay.Show(
            context,
            quiet,
            ExchangeJson.Study,
            progress => ExchangeStudy.Run(
                plan, (each, repetitions) => bench.Measure(each.Carrier, each.Bytes, repetitions), progress, context.Cancellation));
    }

    // What the plan finds is told with what the words have wrong. An option that was refused stands at its default there.
    private static ExchangePlan PlanOf(CommandContext context, ParseResult parsed)
    {
        var errors = new ValidationErrors();
        var options = new ExchangeOptions();
        options = options with
        {
            Bytes = OptionText.Sizes(parsed, Bytes, errors) ?? options.Bytes,
            Rounds = OptionText.Count(parsed, Rounds, errors) ?? options.Rounds,
            Repetitions = OptionText.Count(parsed, Repetitions, errors) ?? options.Repetitions,
            OutputDirectory = parsed.GetValue(Out),
            Force = parsed.GetValue(Force),
            CommandLine = context.CommandLine,
        };
        try
        {
            var plan = ExchangePlan.Create(options);
            errors.ThrowIfAny();
            return plan;
        }
        catch (InvalidDescriptionException exception)
        {
            throw new InvalidDescriptionException([.. errors.Messages.Union(exception.Findings)]);
        }
    }
}
