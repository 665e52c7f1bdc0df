using System.Reflection;
using System.Text.Json;
using ParquetSharp;

namespace SnnCluster.Experiments.Results;

/// <summary>
/// The table whose columns are the parameters of a flat positional record, in their order: what a row means is written
/// once, at the record. By reflection, for tables of some thousand rows at most.
/// </summary>
/// <typeparam name="TRow">A positional record struct of texts, whole numbers and numbers.</typeparam>
internal sealed class RecordTable<TRow>() : Table<TRow>([.. Parameters.Select(NewColumn)])
    where TRow : struct
{
    private static readonly ConstructorInfo Constructor =
        typeof(TRow).GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!;

    private static readonly ParameterInfo[] Parameters = Constructor.GetParameters();

    private static readonly PropertyInfo[] Properties =
        [.. Parameters.Select(parameter => typeof(TRow).GetProperty(parameter.Name!)!)];

    /// <summary>Names of the columns.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Parameters.Select(NameOf)];

    /// <summary>
    /// The rows as comma-separated values with a header (RFC 4180, lines end with a line feed); what is not a number is
    /// empty.
    /// </summary>
    public static string ToCsv(IEnumerable<TRow> rows)
    {
        using var text = new StringWriter();
        WriteCsv(text, rows);
        return text.ToString();
    }

    /// <summary>The same, row by row.</summary>
    public static void WriteCsv(TextWriter text, IEnumerable<TRow> rows)
    {
        text.Write(string.Join(',', Names) + '\n');
        foreach (TRow row in rows)
        {
            text.Write(string.Join(',', Properties.Select(property => CsvText.Cell(property.GetValue(row)))) + '\n');
        }
    }

    /// <summary>Writes the rows as one Parquet file.</summary>
    public void WriteParquet(string directory, string name, IEnumerable<TRow> rows)
    {
        using var writer = new TableWriter<TRow>(this, directory, name);
        writer.Append(rows);
        writer.Complete();
    }

    public override void Write(RowGroupWriter group, ReadOnlySpan<TRow> rows)
    {
        foreach (PropertyInfo property in Properties)
        {
            if (property.PropertyType == typeof(string))
            {
                WriteColumn(group, rows, row => (string)property.GetValue(row)!);
            }
            else if (property.PropertyType == typeof(int))
            {
                WriteColumn(group, rows, row => (int)property.GetValue(row)!);
            }
            else if (property.PropertyType == typeof(long))
            {
                WriteColumn(group, rows, row => (long)property.GetValue(row)!);
            }
            else if (property.PropertyType == typeof(float))
            {
                WriteColumn(group, rows, row => (float)property.GetValue(row)!);
            }
            else
            {
                WriteColumn(group, rows, row => (double)property.GetValue(row)!);
            }
        }
    }

    public override void Read(RowGroupReader group, Span<TRow> rows)
    {
        Array[] columns = [.. Properties.Select((property, i) => ReadAny(group, i, property.PropertyType))];
        for (int i = 0; i < rows.Length; i++)
        {
            int row = i;
            rows[i] = (TRow)Constructor.Invoke([.. columns.Select(column => column.GetValue(row))]);
        }
    }

    private static Array ReadAny(RowGroupReader group, int column, Type type) =>
        type == typeof(string) ? ReadColumn<string>(group, column)
        : type == typeof(int) ? ReadColumn<int>(group, column)
        : type == typeof(long) ? ReadColumn<long>(group, column)
        : type == typeof(float) ? ReadColumn<float>(group, column)
        : ReadColumn<double>(group, column);

    private static Column NewColumn(ParameterInfo parameter) => new(parameter.ParameterType, NameOf(parameter));

    private static string NameOf(ParameterInfo parameter) => JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
}
