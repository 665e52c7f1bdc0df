using SnnCluster.Experiments.Reports;
using Spectre.Console;

namespace SnnCluster.Cli.Output;

/// <summary>The one look of all tables. Text is never taken for markup: units stand in brackets.</summary>
internal static class Tables
{
    /// <summary>
    /// A table with column headers; one that starts with "> " is of numbers, to the right, which are never broken: where room is
    /// short, text makes it.
    /// </summary>
    public static Table Create(params string[] headers)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (string header in headers)
        {
            bool isNumber = header.StartsWith("> ", StringComparison.Ordinal);
            var column = new TableColumn(new Text(isNumber ? header[2..] : header));
            column.Alignment(isNumber ? Justify.Right : Justify.Left);
            column.NoWrap = isNumber;
            table.AddColumn(column);
        }

        return table;
    }

    /// <summary>A table of a report, without its title and its note.</summary>
    public static Table Of(ReportTable report)
    {
        Table table = Create([.. report.Headers]);
        foreach (string[] row in report.Rows)
        {
            AddRow(table, row);
        }

        return table;
    }

    public static void AddRow(Table table, params string[] cells) =>
        table.AddRow(cells.Select(cell => new Text(cell)));
}
