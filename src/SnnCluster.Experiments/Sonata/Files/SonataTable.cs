using System.Globalization;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.DataSets.Formats;

namespace SnnCluster.Experiments.Sonata.Files;

/// <summary>
/// A table of a SONATA circuit: a line of names, then a line a row, fields apart by spaces. Texts may stand in quotation marks, and have spaces then; NULL
/// stands for nothing.
/// </summary>
internal sealed class SonataTable
{
    private const string Nothing = "NULL";

    private SonataTable(string path, string[] names, IReadOnlyList<SonataRow> rows) => (Path, Names, Rows) = (path, names, rows);

    public string Path { get; }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Names { get; }

    public IReadOnlyList<SonataRow> Rows { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">A column that must be there.</param>
    /// <exception cref="DataFileException">It cannot be read, or is no such table.</exception>
    public static SonataTable Read(string path, string key)
    {
        string[]? names = null;
        var rows = new List<SonataRow>();
        int number = 0;
        foreach (string line in TextFile.Lines(path))
        {
            number++;
            string[] fields = Fields(line);
            if (fields.Length == 0)
            {
                continue;
            }

            if (names is null)
            {
                names = fields;
                if (!names.Contains(key) || names.Distinct().Count() < names.Length)
                {
                    throw DataFileException.AtRow(path, number, $"a column {key}, and none twice", string.Join(' ', names));
                }

                continue;
            }

            if (fields.Length != names.Length)
            {
                throw DataFileException.AtRow(path, number, $"{names.Length} fields, as in its first line", $"{fields.Length}");
            }

            rows.Add(new SonataRow(
                path, number, names.Zip(fields).ToDictionary(field => field.First, field => field.Second == Nothing ? null : field.Second)));
        }

        return names is null ? throw new DataFileException(path, null, $"a column {key}", "an empty file") : new SonataTable(path, names, rows);
    }

    private static string[] Fields(string line)
    {
        string[] parts = line.Split('"');
        return [.. parts.SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))];
    }
}

/// <summary>A row of a table.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Fields">What stands in it by column; null for nothing.</param>
internal sealed record SonataRow(string Path, int Line, IReadOnlyDictionary<string, string?> Fields)
{
    /// <summary>The text in a column; null where there is none, or no such column.</summary>
    public string? Text(string column) => Fields.GetValueOrDefault(column);

    /// <summary>The number in a column; null where there is none, or no such column.</summary>
    /// <exception cref="DataFileException">It is no number.</exception>
    public double? Number(string column) => Text(column) is not string text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value
        : throw Wrong($"a number as {column}, or NULL", $"'{text}'");

    /// <summary>What to tell of something that is wrong in it.</summary>
    public DataFileException Wrong(string expected, string found) => DataFileException.AtRow(Path, Line, expected, found);
}
