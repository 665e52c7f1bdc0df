using SnnCluster.Experiments.Classifiers;
using SnnCluster.Experiments.Results;
using Spectre.Console;

namespace SnnCluster.Cli.Output;

/// <summary>The result of a training, for people.</summary>
internal static class TrainingOutput
{
    public static void Write(CommandContext context, TrainingResult result)
    {
        TrainingSummary summary = result.Summary;
        IAnsiConsole console = Consoles.Output(context);
        Table projections = Tables.Create("Projection", "> Synapses", "> Rewired");
        foreach ((string name, long synapses) in summary.Synapses)
        {
            string rewired = summary.Rewirings.TryGetValue(name, out long count) ? Numbers.Count(count) : "-";
            Tables.AddRow(projections, name, Numbers.Count(synapses), rewired);
        }

        console.Write(projections);
        Table table = Tables.Create("Training", "> ", "");
        Tables.AddRow(
            table, "Epochs", Numbers.Count(summary.Epochs.Count), summary.Complete ? "" : "incomplete: ended early");
        Tables.AddRow(table, "Train accuracy [%]", Percent(summary.TrainAccuracy), "while learning, last epoch");
        Tables.AddRow(table, "Validation accuracy [%]", Percent(summary.ValidationAccuracy), "");
        Tables.AddRow(table, "Test accuracy [%]", Percent(summary.TestAccuracy), "");
        Tables.AddRow(table, "Examples per second", NumberText.Count(summary.ExamplesPerSecond), "");
        Tables.AddRow(table, "Learning [s]", Numbers.Significant(summary.LoopSeconds), "");
        if (summary.Recoveries.Count > 0)
        {
            string repeated = Numbers.Count(summary.Recoveries.Sum(recovery => recovery.BatchesRepeated));
            Tables.AddRow(table, "Recoveries", Numbers.Count(summary.Recoveries.Count), $"{repeated} batches repeated");
        }

        console.Write(table);

        // Past the console, which would break what is to be copied at the width of a line.
        context.Output.WriteLine($"Digest {summary.Digest ?? "none: no epoch is done"}");
        if (result.Folder is string folder)
        {
            context.Output.WriteLine($"Written to {folder}");
        }
    }

    public static string Percent(double share) => NumberText.Accuracy(share);
}
