using System.Text;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Exports;

/// <summary>Each table of a run as comma-separated values (RFC 4180, lines end with a line feed); what is not a number is empty.</summary>
internal sealed class CsvExport : IRunExport
{
    public string Name => "csv";

    public string Description => "a CSV file for each table";

    public IReadOnlyList<string> Write(string run, RunSummary summary, string folder) =>
    [
        .. TableColumns.PathsIn(run).Select(path =>
        {
            using var table = new TableColumns(path);
            string file = Path.Combine(folder, Path.ChangeExtension(Path.GetFileName(path), ".csv"));
            RunFiles.Write(file, stream =>
            {
                using var writer = new StreamWriter(stream, new UTF8Encoding(false));
                writer.Write(string.Join(',', table.Names.Select(CsvText.Cell)) + "\n");
                foreach (Array[] columns in table.ReadAll())
                {
                    for (int row = 0; row < columns[0].Length; row++)
                    {
                        writer.Write(string.Join(',', columns.Select(column => CsvText.Cell(column.GetValue(row)))) + "\n");
                    }
                }
            });
            return file;
        }),
    ];
}
