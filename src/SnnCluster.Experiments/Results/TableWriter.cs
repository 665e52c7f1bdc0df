using System.Globalization;
using System.Text.RegularExpressions;
using ParquetSharp;

namespace SnnCluster.Experiments.Results;

/// <summary>
/// Writes one Parquet file in pieces while a run goes on, holding at most one row group in memory. The file gets its
/// name from <see cref="Complete"/>; without it, <see cref="Dispose"/> leaves nothing behind.
/// </summary>
/// <typeparam name="TRow">A row.</typeparam>
public sealed class TableWriter<TRow> : IDisposable
    where TRow : struct
{
    // 4 to 10 MB of rows: large enough for columns to compress, small beside any network.
    internal const int RowsPerGroup = 1 << 18;

    /// <summary>Under what name a file notes the length of a step [ms].</summary>
    internal const string StepNote = "dtMs";

    private readonly Table<TRow> _table;
    private readonly string _path;
    private readonly List<TRow> _rows = [];
    private ParquetFileWriter? _writer;

    internal TableWriter(Table<TRow> table, string directory, string name, double? dtMs = null)
    {
        _table = table;
        _path = Path.Combine(Directory.CreateDirectory(directory).FullName, name);
        using WriterProperties properties = new WriterPropertiesBuilder()
            .Compression(Compression.Zstd)
            .EnableDictionary()
            .EnablePageChecksum()
            .Build();
        _writer = Guarded(() => new ParquetFileWriter(
            RunFiles.TemporaryName(_path), table.Columns, properties, Notes(dtMs)));
    }

    /// <summary>Rows taken so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Takes a row.</summary>
    public void Append(TRow row)
    {
        _rows.Add(row);
        Rows++;
        if (_rows.Count == RowsPerGroup)
        {
            Flush();
        }
    }

    /// <summary>Takes rows.</summary>
    public void Append(ReadOnlySpan<TRow> rows)
    {
        foreach (TRow row in rows)
        {
            Append(row);
        }
    }

    /// <summary>Takes rows.</summary>
    public void Append(IEnumerable<TRow> rows)
    {
        foreach (TRow row in rows)
        {
            Append(row);
        }
    }

    /// <summary>Writes what is left and gives the file its name, replacing an earlier one.</summary>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_writer is null, this);
        Flush();
        Guarded(() =>
        {
            _writer.Close();
            _writer.Dispose();
            return _writer = null;
        });
        RunFiles.Commit(RunFiles.TemporaryName(_path), _path);
    }

    /// <summary>Gives up a file that was not completed.</summary>
    public void Dispose()
    {
        if (_writer is null)
        {
            return;
        }

        try
        {
            _writer.Dispose();
        }
        catch (ParquetException)
        {
            // What a full disk has kept it from writing was told when it was written; the file goes anyway.
        }

        _writer = null;
        File.Delete(RunFiles.TemporaryName(_path));
    }

    private static Dictionary<string, string>? Notes(double? dtMs) => dtMs is double step
        ? new() { [StepNote] = step.ToString("R", CultureInfo.InvariantCulture) }
        : null;

    private void Flush()
    {
        if (_rows.Count == 0)
        {
            return;
        }

        ObjectDisposedException.ThrowIf(_writer is null, this);
        Guarded(() =>
        {
            using RowGroupWriter group = _writer.AppendRowGroup();
            _table.Write(group, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_rows));
            group.Close();
            return true;
        });
        _rows.Clear();
    }

    // The library tells of full and lost disks with its own exception, whose text is made for C++.
    private T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (ParquetException exception)
        {
            Match detail = Regex.Match(exception.Message, "Detail: (.*?)'?[)]?$");
            throw new IOException(
                $"{_path} cannot be written: {(detail.Success ? detail.Groups[1].Value : exception.Message)}", exception);
        }
    }
}
