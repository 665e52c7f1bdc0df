using SnnCluster.Experiments.Reports;
using SnnCluster.Experiments.Studies.Output;
using Spectre.Console;

namespace SnnCluster.Cli.Output;

/// <summary>The tables of a report, on a terminal.</summary>
internal static class ReportTables
{
    public static void Write(CommandContext context, IEnumerable<ReportTable> tables, string directory)
    {
        IAnsiConsole console = Consoles.Output(context);
        foreach (ReportTable table in tables)
        {
            context.Output.WriteLine($"{table.Title}:");
            console.Write(Tables.Of(table));
            if (table.Note.Length > 0)
            {
                console.Write(new Text(table.Note + "\n\n"));
            }
        }

        context.Output.WriteLine($"Report: {Path.Combine(directory, StudyFiles.Report)}");
    }
}
