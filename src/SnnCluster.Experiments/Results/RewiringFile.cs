using ParquetSharp;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Results;

/// <summary>rewiring.parquet: projection, timeMs, formed, eliminated, distanceBin.</summary>
public static class RewiringFile
{
    private static readonly Schema Rows = new();

    /// <summary>Starts the file, to be written in pieces.</summary>
    public static TableWriter<RewiringCount> Create(string directory) => new(Rows, directory, RunFiles.Rewiring);

    /// <summary>Writes the whole file.</summary>
    public static void Write(string directory, IEnumerable<RewiringCount> counts)
    {
        using TableWriter<RewiringCount> writer = Create(directory);
        writer.Append(counts);
        writer.Complete();
    }

    /// <summary>Reads the whole file.</summary>
    /// <exception cref="InvalidDescriptionException">The file is missing or not what it should be.</exception>
    public static RewiringCount[] Read(string directory) => Rows.ReadAll(directory, RunFiles.Rewiring);

    private sealed class Schema() : Table<RewiringCount>(
        new Column<string>("projection"),
        new Column<double>("timeMs"),
        new Column<long>("formed"),
        new Column<long>("eliminated"),
        new Column<int>("distanceBin"))
    {
        public override void Write(RowGroupWriter group, ReadOnlySpan<RewiringCount> rows)
        {
            WriteColumn(group, rows, row => row.Projection);
            WriteColumn(group, rows, row => row.TimeMs);
            WriteColumn(group, rows, row => row.Formed);
            WriteColumn(group, rows, row => row.Eliminated);
            WriteColumn(group, rows, row => row.DistanceBin);
        }

        public override void Read(RowGroupReader group, Span<RewiringCount> rows)
        {
            string[] projections = ReadColumn<string>(group, 0);
            double[] times = ReadColumn<double>(group, 1);
            long[] formed = ReadColumn<long>(group, 2);
            long[] eliminated = ReadColumn<long>(group, 3);
            int[] bins = ReadColumn<int>(group, 4);
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = new(projections[i], times[i], formed[i], eliminated[i], bins[i]);
            }
        }
    }
}
