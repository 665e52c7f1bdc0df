using ParquetSharp;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Results;

/// <summary>states.parquet: population, variable, neuron, step, value, timeMs, and dtMs as a note of the file.</summary>
public static class StateFile
{
    private static readonly Schema Rows = new(double.NaN);

    /// <summary>Starts the file, to be written in pieces while the run goes on.</summary>
    /// <param name="directory">Folder of the run; made where it is missing.</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    public static TableWriter<StateRow> Create(string directory, double dtMs) =>
        new(new Schema(dtMs), directory, RunFiles.States, dtMs);

    /// <summary>Reads the file, some rows at a time, in the order in which they were written.</summary>
    /// <exception cref="InvalidDescriptionException">The file is missing or not what it should be.</exception>
    public static IEnumerable<StateRow[]> Read(string directory) => Rows.ReadGroups(directory, RunFiles.States);

    private sealed class Schema(double dtMs) : Table<StateRow>(
        new Column<string>("population"),
        new Column<string>("variable"),
        new Column<int>("neuron"),
        new Column<int>("step"),
        new Column<float>("value"),
        new Column<double>("timeMs"))
    {
        public override int RequiredColumns => 5;

        public override void Write(RowGroupWriter group, ReadOnlySpan<StateRow> rows)
        {
            WriteColumn(group, rows, row => row.Population);
            WriteColumn(group, rows, row => row.Variable);
            WriteColumn(group, rows, row => row.Neuron);
            WriteColumn(group, rows, row => row.Step);
            WriteColumn(group, rows, row => row.Value);
            WriteTimes(group, rows, row => row.Step, dtMs);
        }

        public override void Read(RowGroupReader group, Span<StateRow> rows)
        {
            string[] populations = ReadColumn<string>(group, 0);
            string[] variables = ReadColumn<string>(group, 1);
            int[] neurons = ReadColumn<int>(group, 2);
            int[] steps = ReadColumn<int>(group, 3);
            float[] values = ReadColumn<float>(group, 4);
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = new(populations[i], variables[i], neurons[i], steps[i], values[i]);
            }
        }
    }
}
