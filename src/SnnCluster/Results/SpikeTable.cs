using SnnCluster.Model.Networks;

namespace SnnCluster;

/// <summary>The spikes of a population that were recorded, in order of time, and of neurons within a step.</summary>
public sealed class SpikeTable
{
    private readonly double[] _timesMs;
    private readonly int[] _neurons;
    private readonly PopulationDescription _population;

    internal SpikeTable(double[] timesMs, int[] neurons, PopulationDescription population)
    {
        _timesMs = timesMs;
        _neurons = neurons;
        _population = population;
    }

    /// <summary>Number of spikes.</summary>
    public int Count => _timesMs.Length;

    /// <summary>When each is [ms]: the time at which its step begins.</summary>
    public ReadOnlySpan<double> TimesMs => _timesMs;

    /// <summary>Which neuron each is of.</summary>
    public ReadOnlySpan<int> Neurons => _neurons;

    /// <summary>The times of one neuron's spikes [ms].</summary>
    /// <param name="neuron">The neuron, one of the population.</param>
    /// <exception cref="InvalidDescriptionException">It is none of the population.</exception>
    public double[] Of(int neuron) => (uint)neuron < (uint)_population.Size
        ? [.. _timesMs.Where((_, i) => _neurons[i] == neuron)]
        : throw new InvalidDescriptionException($"neuron is {neuron}: {_population.Name} has those from 0 to {_population.Size - 1}");

    /// <summary>Writes them as timeMs and neuron, by the end of the name as CSV or Parquet. A file of that name is replaced.</summary>
    /// <param name="path">The file, .csv or .parquet.</param>
    public void Save(string path) => TableFile.Save(path, _timesMs.Zip(_neurons, (timeMs, neuron) => new Row(timeMs, neuron)));

    internal readonly record struct Row(double TimeMs, int Neuron);
}
