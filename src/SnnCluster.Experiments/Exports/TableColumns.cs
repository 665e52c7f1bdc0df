using ParquetSharp;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Exports;

/// <summary>A Parquet file of a run as columns of any names and types, read a row group at a time.</summary>
internal sealed class TableColumns : IDisposable
{
    private readonly string _path;
    private readonly ParquetFileReader _reader;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="Model.Networks.InvalidDescriptionException">It is no Parquet file.</exception>
    public TableColumns(string path)
    {
        _path = path;
        _reader = Guarded(() => ParquetFiles.Open(path));
        Names = [.. Enumerable.Range(0, _reader.FileMetaData.NumColumns).Select(column => _reader.FileMetaData.Schema.Column(column).Name)];
    }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Number of rows.</summary>
    public long Rows => _reader.FileMetaData.NumRows;

    /// <summary>Paths of the tables of a run.</summary>
    /// <param name="run">Its folder.</param>
    public static IEnumerable<string> PathsIn(string run) => Directory.EnumerateFiles(run, "*.parquet").Order(StringComparer.Ordinal);

    /// <summary>A column, an array for each row group.</summary>
    /// <param name="column">Its number.</param>
    /// <exception cref="Model.Networks.InvalidDescriptionException">It cannot be read.</exception>
    public IEnumerable<Array> Read(int column)
    {
        for (int group = 0; group < _reader.FileMetaData.NumRowGroups; group++)
        {
            yield return Read(group, column);
        }
    }

    /// <summary>All columns, an array of them for each row group.</summary>
    /// <exception cref="Model.Networks.InvalidDescriptionException">They cannot be read.</exception>
    public IEnumerable<Array[]> ReadAll()
    {
        for (int group = 0; group < _reader.FileMetaData.NumRowGroups; group++)
        {
            int number = group;
            yield return [.. Enumerable.Range(0, Names.Count).Select(column => Read(number, column))];
        }
    }

    public void Dispose() => _reader.Dispose();

    private Array Read(int group, int column) => Guarded(() =>
    {
        using RowGroupReader rows = _reader.RowGroup(group);
        using LogicalColumnReader reader = rows.Column(column).LogicalReader();
        return rows.MetaData.NumRows is >= 0 and <= TableWriter<SpikeRow>.RowsPerGroup and long count
            ? reader.Apply(new ReadColumn((int)count))
            : throw new FormatException($"a group names {rows.MetaData.NumRows} rows, at most {TableWriter<SpikeRow>.RowsPerGroup} are written");
    });

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw RunFiles.Corrupt(_path, exception);
        }
    }

    private sealed class ReadColumn(int rows) : ILogicalColumnReaderVisitor<Array>
    {
        public Array OnLogicalColumnReader<TValue>(LogicalColumnReader<TValue> columnReader) => columnReader.ReadAll(rows);
    }
}
