namespace SnnCluster.Learning.Examples;

/// <summary>
/// Labelled examples, each a set of input spikes: at most one per channel and step, sorted by step, then channel.
/// Built by <see cref="SpikeExamplesBuilder"/>, never changed.
/// </summary>
public sealed class SpikeExamples
{
    private readonly Spike[] _spikes;
    private readonly long[] _ends;
    private readonly int[] _labels;

    internal SpikeExamples(int channels, int steps, int classes, Spike[] spikes, long[] ends, int[] labels)
    {
        Channels = channels;
        Steps = steps;
        Classes = classes;
        _spikes = spikes;
        _ends = ends;
        _labels = labels;
    }

    /// <summary>Input channels.</summary>
    public int Channels { get; }

    /// <summary>Steps that an example lasts.</summary>
    public int Steps { get; }

    /// <summary>Classes; labels are 0 to this less one.</summary>
    public int Classes { get; }

    /// <summary>Number of examples.</summary>
    public int Count => _labels.Length;

    /// <summary>Spikes of all examples.</summary>
    public long SpikeCount => _spikes.LongLength;

    /// <summary>The class of an example.</summary>
    public int Label(int example) => _labels[example];

    /// <summary>The spikes of an example, by step, then channel.</summary>
    public ReadOnlySpan<Spike> Spikes(int example)
    {
        long begin = example == 0 ? 0 : _ends[example - 1];
        return _spikes.AsSpan((int)begin, (int)(_ends[example] - begin));
    }
}
