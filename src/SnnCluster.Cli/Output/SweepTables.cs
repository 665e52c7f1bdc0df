using SnnCluster.Experiments.Sweeps;
using Spectre.Console;

namespace SnnCluster.Cli.Output;

/// <summary>What a sweep found, on a terminal: means over the seeds of each combination.</summary>
internal static class SweepTables
{
    // More does not fit into a line; the file has all.
    private const int MostColumns = 6;
    private const int MostRows = 40;

    public static void Write(CommandContext context, SweepResult result)
    {
        SweepTable table = result.Table;
        string[] shown =
        [
            .. table.Columns.Where(column => column.StartsWith("meanRateHz.", StringComparison.Ordinal))
                .Concat(table.Columns.Where(column => column.StartsWith("cvIsi.", StringComparison.Ordinal))).Take(MostColumns),
        ];
        var places = Enumerable.Range(0, table.Rows).GroupBy(row => string.Join('\n', result.Plan.Swept.Select(name => table[row, name]))).ToList();
        Table lines = Tables.Create([.. result.Plan.Swept, "> Runs", .. shown.Select(column => $"> {column}"), "> realTimeFactor"]);
        foreach (IGrouping<string, int> place in places.Take(MostRows))
        {
            string Mean(string column) => Numbers.Significant(place.Select(row => table.Number(row, column)).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average());
            Tables.AddRow(lines, [.. result.Plan.Swept.Select(name => $"{table[place.First(), name]}"), $"{place.Count()}", .. shown.Select(Mean), Mean("realTimeFactor")]);
        }

        Consoles.Output(context).Write(lines);
        if (places.Count > MostRows)
        {
            context.Output.WriteLine($"and {places.Count - MostRows} more");
        }

        context.Output.WriteLine($"Table: {Path.Combine(result.Plan.Folder, SweepFiles.Csv)}");
    }
}
