namespace SnnCluster.Learning.Examples;

/// <summary>Gathers examples one after the other: their spikes in any order, repeats of a channel in a step dropped.</summary>
public sealed class SpikeExamplesBuilder
{
    private readonly int _channels;
    private readonly int _steps;
    private readonly int _classes;
    private readonly List<Spike> _spikes = [];
    private readonly List<long> _ends = [];
    private readonly List<int> _labels = [];

    /// <summary>For examples of one shape.</summary>
    /// <param name="channels">Input channels, 1 to 65,536.</param>
    /// <param name="steps">Steps that an example lasts, 1 to 65,536.</param>
    /// <param name="classes">Classes, at least 1.</param>
    public SpikeExamplesBuilder(int channels, int steps, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, Spike.Limit);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, Spike.Limit);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        _channels = channels;
        _steps = steps;
        _classes = classes;
    }

    /// <summary>Examples so far.</summary>
    public int Count => _labels.Count;

    /// <summary>Adds an example.</summary>
    /// <param name="label">Its class.</param>
    /// <param name="spikes">Its spikes; gets sorted.</param>
    /// <exception cref="ArgumentOutOfRangeException">The label, a step or a channel is outside the shape.</exception>
    public void Add(int label, Span<Spike> spikes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(label, _classes);
        spikes.Sort();
        for (int i = 0; i < spikes.Length; i++)
        {
            if (spikes[i].Step >= _steps || spikes[i].Channel >= _channels)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(spikes),
                    $"spike of channel {spikes[i].Channel} in step {spikes[i].Step}: must be below {_channels} channels and {_steps} steps");
            }

            if (i == 0 || spikes[i] != spikes[i - 1])
            {
                _spikes.Add(spikes[i]);
            }
        }

        _ends.Add(_spikes.Count);
        _labels.Add(label);
    }

    /// <summary>What was gathered.</summary>
    public SpikeExamples Build() =>
        new(_channels, _steps, _classes, [.. _spikes], [.. _ends], [.. _labels]);
}
