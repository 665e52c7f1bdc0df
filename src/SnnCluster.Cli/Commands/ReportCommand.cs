using System.CommandLine;
using SnnCluster.Experiments.Classifiers;
using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Commands;

/// <summary><c>snncluster report</c>: the figures of a run or a training, from its files.</summary>
internal static class ReportCommand
{
    public static Command Create(CommandContext context)
    {
        var directory = new Argument<string>("directory")
        {
            HelpName = "DIR",
            Description = "the folder that a run or a training wrote with --out",
        };
        var command = new Command("report", "Rebuild the figures and the report of a run or a training from its files.") { directory };
        command.SetAction(parsed => Execute(context, parsed.GetRequiredValue(directory)));
        return command;
    }

    private static int Execute(CommandContext context, string directory)
    {
        if (!Directory.Exists(directory))
        {
            throw new InvalidDescriptionException(File.Exists(directory)
                ? $"report {directory}: is a file, must be the folder of a run"
                : $"report {directory}: there is no such folder");
        }

        OutputDirectory.Finish(directory);
        bool isTraining = TrainingReport.IsTraining(directory);
        if (!isTraining && !OutputDirectory.IsRun(directory))
        {
            throw new InvalidDescriptionException(
                $"report {directory}: is not a run, it has no {RunFiles.Summary} of ours");
        }

        if (!isTraining && !SummaryFile.Read(directory).HasHash)
        {
            context.Error.WriteLine(
                $"note: {RunFiles.Summary} in {directory} is of an earlier version and carries no hash: damage to it would not be seen");
        }

        FigureFiles figures = isTraining ? TrainingReport.Write(directory) : RunReport.Write(directory);
        foreach (string file in figures.Page is string page ? figures.Paths.Append(page) : figures.Paths)
        {
            context.Output.WriteLine(file);
        }

        if (figures is { Paths.Count: 0, Failures.Count: 0 })
        {
            context.Error.WriteLine($"{directory} has no data that a figure shows.");
        }

        // Figures are all that was asked for here.
        ErrorReport.Figures(context, figures, "error");
        return figures.Failures.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }
}
