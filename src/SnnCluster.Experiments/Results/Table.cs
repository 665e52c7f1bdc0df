using System.Globalization;
using ParquetSharp;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Results;

/// <summary>The columns of one kind of Parquet file, and how rows go into them and come out.</summary>
internal abstract class Table<TRow>
    where TRow : struct
{
    protected Table(params Column[] columns) => Columns = columns;

    /// <summary>The columns, in the order of the file.</summary>
    public Column[] Columns { get; }

    /// <summary>How many of them a file must have: those that came to a table later may be missing.</summary>
    public virtual int RequiredColumns => Columns.Length;

    /// <summary>Writes one row group.</summary>
    public abstract void Write(RowGroupWriter group, ReadOnlySpan<TRow> rows);

    /// <summary>Reads the rows of one group, as many as <paramref name="rows"/> holds.</summary>
    public abstract void Read(RowGroupReader group, Span<TRow> rows);

    /// <summary>Reads a file, one array per row group.</summary>
    /// <exception cref="Model.Networks.InvalidDescriptionException">It is missing or not such a file.</exception>
    public IEnumerable<TRow[]> ReadGroups(string directory, string name)
    {
        string path = RunFiles.Require(directory, name);
        using ParquetFileReader reader = Guard(path, () => Open(path));
        for (int i = 0; i < reader.FileMetaData.NumRowGroups; i++)
        {
            int number = i;
            yield return Guard(path, () =>
            {
                using RowGroupReader group = reader.RowGroup(number);
                var rows = new TRow[RowsOf(group)];
                Read(group, rows);
                return rows;
            });
        }
    }

    /// <summary>Length of a step that a file notes [ms]; null where it notes none.</summary>
    /// <exception cref="Model.Networks.InvalidDescriptionException">It is missing or not such a file.</exception>
    public double? StepOf(string directory, string name)
    {
        string path = RunFiles.Require(directory, name);
        using ParquetFileReader reader = Guard(path, () => Open(path));
        return Guard(path, () => reader.FileMetaData.KeyValueMetadata.TryGetValue(TableWriter<TRow>.StepNote, out string? text)
            ? double.Parse(text, CultureInfo.InvariantCulture) is var step && step > 0 && double.IsFinite(step)
                ? step
                : throw new FormatException($"its {TableWriter<TRow>.StepNote} is {text}: must be a finite number above 0")
            : (double?)null);
    }

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="Model.Networks.InvalidDescriptionException">It is missing or not such a file.</exception>
    public TRow[] ReadAll(string directory, string name)
    {
        var rows = new List<TRow>();
        foreach (TRow[] group in ReadGroups(directory, name))
        {
            rows.AddRange(group);
        }

        return [.. rows];
    }

    protected static void WriteColumn<T>(RowGroupWriter group, ReadOnlySpan<TRow> rows, Func<TRow, T> value)
    {
        var values = new T[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            values[i] = value(rows[i]);
        }

        using LogicalColumnWriter<T> writer = group.NextColumn().LogicalWriter<T>();
        writer.WriteBatch(values);
    }

    /// <summary>Writes the times at which steps begin [ms]; rows of one step follow each other.</summary>
    protected static void WriteTimes(RowGroupWriter group, ReadOnlySpan<TRow> rows, Func<TRow, int> step, double dtMs)
    {
        (int Step, double Ms) last = (0, 0);
        WriteColumn(group, rows, row =>
        {
            if (step(row) != last.Step)
            {
                last = (step(row), StepTime.Ms(step(row), dtMs));
            }

            return last.Ms;
        });
    }

    protected static T[] ReadColumn<T>(RowGroupReader group, int column)
    {
        using LogicalColumnReader<T> reader = group.Column(column).LogicalReader<T>();
        int rows = RowsOf(group);
        T[] values = reader.ReadAll(rows);
        return values.Length == rows && !reader.HasNext
            ? values
            : throw new FormatException($"column {column} of a group of {rows} rows has another number of values");
    }

    private ParquetFileReader Open(string path)
    {
        ParquetFileReader reader = ParquetFiles.Open(path);
        int columns = reader.FileMetaData.NumColumns;
        bool known = columns >= RequiredColumns && columns <= Columns.Length;
        for (int i = 0; known && i < columns; i++)
        {
            known = reader.FileMetaData.Schema.Column(i).Name == Columns[i].Name;
        }

        if (!known)
        {
            reader.Dispose();
            throw new InvalidCastException($"its columns are not {string.Join(", ", Columns.Select(column => column.Name))}");
        }

        return reader;
    }

    private static int RowsOf(RowGroupReader group) => group.MetaData.NumRows is >= 0 and <= TableWriter<TRow>.RowsPerGroup and long rows
        ? (int)rows
        : throw new FormatException($"a group names {group.MetaData.NumRows} rows, at most {TableWriter<TRow>.RowsPerGroup} are written");

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Of damaged files the library tells with exceptions of all types, also with plain ones.
            throw RunFiles.Corrupt(path, exception);
        }
    }
}
