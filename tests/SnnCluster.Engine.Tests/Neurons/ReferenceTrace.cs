using System.Globalization;

namespace SnnCluster.Engine.Tests.Neurons;

/// <summary>
/// What an independent simulator computed of one neuron: state at the end of steps of 0.1 ms, and in which steps it spiked.
/// The files come from NEST 3.10; README.md beside them says how.
/// </summary>
internal sealed class ReferenceTrace
{
    private readonly Dictionary<string, int> _columns;
    private readonly double[][] _rows;

    private ReferenceTrace(string[] columns, double[][] rows, int[] spikes, double dtMs)
    {
        _columns = columns.Index().ToDictionary(column => column.Item, column => column.Index);
        _rows = rows;
        Spikes = spikes;
        Steps = [.. rows.Select(row => (int)Math.Round(row[0] / dtMs) - 1)];
    }

    /// <summary>The step that ends at the time of each row.</summary>
    public IReadOnlyList<int> Steps { get; }

    /// <summary>The steps in which the threshold was met.</summary>
    public IReadOnlyList<int> Spikes { get; }

    public static ReferenceTrace Read(string name, double dtMs)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Neurons", "Reference");
        string[] lines = File.ReadAllLines(Path.Combine(folder, name + ".csv"));
        string[] spikes = File.ReadAllLines(Path.Combine(folder, name + "_spikes.csv"));
        return new ReferenceTrace(
            lines[0].Split(','),
            [.. lines.Skip(1).Select(line => line.Split(',').Select(Number).ToArray())],
            [.. spikes.Skip(1).Select(line => (int)Math.Round(Number(line) / dtMs) - 1)],
            dtMs);
    }

    public double Value(int row, string column) => _rows[row][_columns[column]];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
