using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ParquetSharp;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Sweeps;

/// <summary>A row for each run of a sweep: its name, swept parameters, seed, and what its summary says in single numbers and words.</summary>
public sealed class SweepTable
{
    private static readonly string[] First = ["run"];

    // What a summary says of where and how it was run, and what all runs of a sweep have in common.
    private static readonly HashSet<string> LeftOut =
    [
        "schema", "hash", "experiment", "parameters", "seed", "complete", "version", "commit", "date", "commandLine", "machine", "dtMs", "sampleIntervalMs",
    ];

    private readonly List<Dictionary<string, object>> _rows = [];

    private SweepTable(IReadOnlyList<string> columns) => Columns = columns;

    /// <summary>Names of the columns: "run", the swept parameters, "seed", then paths in summary.json, as "meanRateHz.e".</summary>
    public IReadOnlyList<string> Columns { get; private set; }

    /// <summary>Number of rows.</summary>
    public int Rows => _rows.Count;

    /// <summary>A cell: a number, a word, or null where the run's summary does not have it.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">Name of the column.</param>
    public object? this[int row, string column] => _rows[row].GetValueOrDefault(column);

    /// <summary>A cell as a number; not a number where it is none.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">Name of the column.</param>
    public double Number(int row, string column) => this[row, column] is double number ? number : double.NaN;

    /// <summary>The table of the runs that are whole, from their folders.</summary>
    /// <param name="plan">The sweep.</param>
    /// <param name="runs">Names of those runs.</param>
    internal static SweepTable Read(SweepPlan plan, IReadOnlySet<string> runs)
    {
        var table = new SweepTable([.. First, .. plan.Swept, "seed"]);
        var columns = new List<string>(table.Columns);
        foreach (SweepCase one in plan.Cases.Where(one => runs.Contains(one.Name)))
        {
            var row = new Dictionary<string, object> { ["run"] = one.Name, ["seed"] = one.Seed <= 1UL << 53 ? (double)one.Seed : one.Seed.ToString(CultureInfo.InvariantCulture) };
            foreach ((string name, string text) in one.Values)
            {
                row[name] = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : text;
            }

            var root = (JsonObject)JsonNode.Parse(SummaryFile.ToJson(SummaryFile.Read(plan.FolderOf(one))))!;
            foreach ((string key, JsonNode? value) in root.Where(pair => !LeftOut.Contains(pair.Key)))
            {
                Add(row, key, value);
            }

            columns.AddRange(row.Keys.Except(columns));
            table._rows.Add(row);
        }

        table.Columns = columns;
        return table;
    }

    /// <summary>The table as comma-separated values with a header (RFC 4180, lines end with a line feed); what is missing is empty.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder().AppendJoin(',', Columns.Select(CsvText.Cell)).Append('\n');
        foreach (Dictionary<string, object> row in _rows)
        {
            text.AppendJoin(',', Columns.Select(column => CsvText.Cell(row.GetValueOrDefault(column)))).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Writes the table as Parquet; columns with a word anywhere are of words, all others of numbers.</summary>
    internal void WriteParquet(string directory, string name)
    {
        using var writer = new TableWriter<Row>(new Layout(this), directory, name);
        writer.Append(_rows.Select(row => new Row(row)));
        writer.Complete();
    }

    private static void Add(Dictionary<string, object> row, string key, JsonNode? value)
    {
        if (value is JsonObject entries)
        {
            foreach ((string inner, JsonNode? node) in entries)
            {
                Add(row, $"{key}.{inner}", node);
            }
        }
        else if (value is JsonValue scalar)
        {
            row.TryAdd(key, scalar.TryGetValue(out double number) ? number : scalar.ToString());
        }
    }

    private bool HasWords(string column) => _rows.Exists(row => row.GetValueOrDefault(column) is string);

    private readonly record struct Row(Dictionary<string, object> Cells);

    private sealed class Layout(SweepTable table)
        : Table<Row>([.. table.Columns.Select(column => table.HasWords(column) ? (Column)new Column<string?>(column) : new Column<double?>(column))])
    {
        public override void Write(RowGroupWriter group, ReadOnlySpan<Row> rows)
        {
            foreach (string column in table.Columns)
            {
                if (table.HasWords(column))
                {
                    WriteColumn(group, rows, row => row.Cells.TryGetValue(column, out object? cell) ? CsvText.Cell(cell) : null);
                }
                else
                {
                    WriteColumn(group, rows, row => row.Cells.TryGetValue(column, out object? cell) ? (double?)cell : null);
                }
            }
        }

        // Nobody reads it back: the folders of runs are what a sweep goes on from.
        public override void Read(RowGroupReader group, Span<Row> rows) => throw new NotSupportedException();
    }
}
