using ParquetSharp;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Results;

/// <summary>spikes.parquet: population, neuron, step, timeMs, and dtMs as a note of the file. It can be larger than memory, so it is read in groups.</summary>
public static class SpikeFile
{
    private static readonly Schema Rows = new(double.NaN);

    /// <summary>Starts the file, to be written in pieces while the run goes on.</summary>
    /// <param name="directory">Folder of the run; made where it is missing.</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    public static TableWriter<SpikeRow> Create(string directory, double dtMs) =>
        new(new Schema(dtMs), directory, RunFiles.Spikes, dtMs);

    /// <summary>Reads the file, some rows at a time, in the order in which they were written.</summary>
    /// <exception cref="InvalidDescriptionException">The file is missing or not what it should be.</exception>
    public static IEnumerable<SpikeRow[]> Read(string directory) => Rows.ReadGroups(directory, RunFiles.Spikes);

    private sealed class Schema(double dtMs) : Table<SpikeRow>(
        new Column<string>("population"),
        new Column<int>("neuron"),
        new Column<int>("step"),
        new Column<double>("timeMs"))
    {
        public override int RequiredColumns => 3;

        public override void Write(RowGroupWriter group, ReadOnlySpan<SpikeRow> rows)
        {
            WriteColumn(group, rows, row => row.Population);
            WriteColumn(group, rows, row => row.Neuron);
            WriteColumn(group, rows, row => row.Step);
            WriteTimes(group, rows, row => row.Step, dtMs);
        }

        public override void Read(RowGroupReader group, Span<SpikeRow> rows)
        {
            string[] populations = ReadColumn<string>(group, 0);
            int[] neurons = ReadColumn<int>(group, 1);
            int[] steps = ReadColumn<int>(group, 2);
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = new(populations[i], neurons[i], steps[i]);
            }
        }
    }
}
