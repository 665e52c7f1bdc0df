namespace SnnCluster;

/// <summary>The spikes of a population that were recorded, in order of time, and of neurons within a step.</summary>
public sealed class SpikeTable
{
    private readonly double[] _timesMs;
    private readonly int[] _neurons;

    internal SpikeTable(double[] timesMs, int[] neurons)
    {
        _timesMs = timesMs;
        _neurons = neurons;
    }

    /// <summary>Number of spikes.</summary>
    public int Count => _timesMs.Length;

    /// <summary>When each is [ms]: the time at which its step begins.</summary>
    public ReadOnlySpan<double> TimesMs => _timesMs;

    /// <summary>Which neuron each is of.</summary>
    public ReadOnlySpan<int> Neurons => _neurons;

    /// <summary>The times of one neuron's spikes [ms].</summary>
    /// <param name="neuron">The neuron.</param>
    public double[] Of(int neuron) => [.. _timesMs.Where((_, i) => _neurons[i] == neuron)];

    /// <summary>Writes them as timeMs and neuron, by the end of the name as CSV or Parquet. A file of that name is replaced.</summary>
    /// <param name="path">The file, .csv or .parquet.</param>
    public void Save(string path) => TableFile.Save(path, _timesMs.Zip(_neurons, (timeMs, neuron) => new Row(timeMs, neuron)));

    internal readonly record struct Row(double TimeMs, int Neuron);
}
