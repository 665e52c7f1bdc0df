using SnnCluster.Model.Networks;

namespace SnnCluster;

/// <summary>A state variable of some neurons at some times.</summary>
public sealed class StateTable
{
    private readonly double[] _timesMs;
    private readonly int[] _neurons;
    private readonly float[][] _values;

    internal StateTable(double[] timesMs, int[] neurons, float[][] values)
    {
        _timesMs = timesMs;
        _neurons = neurons;
        _values = values;
    }

    /// <summary>When it was looked at [ms], rising: the times at which those steps begin after which it was, as those of spikes.</summary>
    public ReadOnlySpan<double> TimesMs => _timesMs;

    /// <summary>The neurons, rising.</summary>
    public ReadOnlySpan<int> Neurons => _neurons;

    /// <summary>A neuron's values, one for each time.</summary>
    /// <param name="neuron">One of <see cref="Neurons"/>.</param>
    /// <exception cref="InvalidDescriptionException">It is none of them.</exception>
    public ReadOnlySpan<float> Of(int neuron) => Array.BinarySearch(_neurons, neuron) is >= 0 and int row
        ? _values[row]
        : throw new InvalidDescriptionException($"neuron is {neuron}: its state was not recorded");

    /// <summary>Writes it as timeMs, neuron and value, by the end of the name as CSV or Parquet. A file of that name is replaced.</summary>
    /// <param name="path">The file, .csv or .parquet.</param>
    public void Save(string path) => TableFile.Save(path, _timesMs.SelectMany((timeMs, i) => _neurons.Select((neuron, row) => new Row(timeMs, neuron, _values[row][i]))));

    internal readonly record struct Row(double TimeMs, int Neuron, float Value);
}
