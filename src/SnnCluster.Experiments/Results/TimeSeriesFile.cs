using ParquetSharp;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Results;

/// <summary>timeseries.parquet: name, of (the projection or population), timeMs, value.</summary>
public static class TimeSeriesFile
{
    private static readonly Schema Rows = new();

    /// <summary>Starts the file, to be written in pieces.</summary>
    public static TableWriter<TimeSeriesPoint> Create(string directory) => new(Rows, directory, RunFiles.TimeSeries);

    /// <summary>Writes the whole file.</summary>
    public static void Write(string directory, IEnumerable<TimeSeriesPoint> points)
    {
        using TableWriter<TimeSeriesPoint> writer = Create(directory);
        writer.Append(points);
        writer.Complete();
    }

    /// <summary>Reads the whole file.</summary>
    /// <exception cref="InvalidDescriptionException">The file is missing or not what it should be.</exception>
    public static TimeSeriesPoint[] Read(string directory) => Rows.ReadAll(directory, RunFiles.TimeSeries);

    private sealed class Schema() : Table<TimeSeriesPoint>(
        new Column<string>("name"),
        new Column<string>("of"),
        new Column<double>("timeMs"),
        new Column<double>("value"))
    {
        public override void Write(RowGroupWriter group, ReadOnlySpan<TimeSeriesPoint> rows)
        {
            WriteColumn(group, rows, row => row.Name);
            WriteColumn(group, rows, row => row.Of);
            WriteColumn(group, rows, row => row.TimeMs);
            WriteColumn(group, rows, row => row.Value);
        }

        public override void Read(RowGroupReader group, Span<TimeSeriesPoint> rows)
        {
            string[] names = ReadColumn<string>(group, 0);
            string[] ofs = ReadColumn<string>(group, 1);
            double[] times = ReadColumn<double>(group, 2);
            double[] values = ReadColumn<double>(group, 3);
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = new(names[i], ofs[i], times[i], values[i]);
            }
        }
    }
}
