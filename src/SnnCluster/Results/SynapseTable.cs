namespace SnnCluster;

/// <summary>The synapses of a projection at a time: one place of each span for each synapse.</summary>
public sealed class SynapseTable
{
    private readonly int[] _sources;
    private readonly int[] _targets;
    private readonly float[] _weights;
    private readonly double[] _delaysMs;

    internal SynapseTable(int[] sources, int[] targets, float[] weights, double[] delaysMs)
    {
        _sources = sources;
        _targets = targets;
        _weights = weights;
        _delaysMs = delaysMs;
    }

    /// <summary>Number of synapses.</summary>
    public int Count => _sources.Length;

    /// <summary>Source neurons.</summary>
    public ReadOnlySpan<int> Sources => _sources;

    /// <summary>Target neurons.</summary>
    public ReadOnlySpan<int> Targets => _targets;

    /// <summary>Weights, in the unit of the receptor.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>Delays, axonal and dendritic together [ms].</summary>
    public ReadOnlySpan<double> DelaysMs => _delaysMs;

    /// <summary>Writes them as source, target, weight and delayMs, by the end of the name as CSV or Parquet. A file of that name is replaced.</summary>
    /// <param name="path">The file, .csv or .parquet.</param>
    public void Save(string path) => TableFile.Save(
        path, Enumerable.Range(0, Count).Select(i => new Row(_sources[i], _targets[i], _weights[i], _delaysMs[i])));

    internal readonly record struct Row(int Source, int Target, float Weight, double DelayMs);
}
