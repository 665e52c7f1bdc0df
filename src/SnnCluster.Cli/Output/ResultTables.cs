using SnnCluster.Experiments.Reports;
using SnnCluster.Experiments.Results;
using Spectre.Console;

namespace SnnCluster.Cli.Output;

/// <summary>The result of a run, for people.</summary>
internal static class ResultTables
{
    public static void Write(CommandContext context, RunSummary summary, string? outputDirectory)
    {
        IAnsiConsole console = Consoles.Output(context);
        foreach (ReportTable table in RunTables.Of(summary))
        {
            console.Write(Tables.Of(table));
            foreach (string remark in table.Note.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                context.Output.WriteLine(remark);
            }
        }

        // Past the console, which would break what is to be copied at the width of a line.
        context.Output.WriteLine($"Digest {summary.Digest}");
        if (summary.FullDigest is not null)
        {
            context.Output.WriteLine($"Full digest {summary.FullDigest}");
        }

        if (outputDirectory is not null)
        {
            FileListing.Write(context.Output, outputDirectory);
        }
    }
}
