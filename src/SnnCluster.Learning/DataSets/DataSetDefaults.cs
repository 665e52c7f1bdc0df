namespace SnnCluster.Learning.DataSets;

/// <summary>The shape of a data set as published and how it is made into spikes unless told otherwise.</summary>
/// <param name="Channels">Input channels, after down-sampling by <see cref="Downsampling"/>.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="TrainCount">Examples for training.</param>
/// <param name="TestCount">Examples for testing.</param>
/// <param name="Steps">Steps of 1 ms that an example lasts; later events are left out.</param>
public sealed record DataSetDefaults(int Channels, int Classes, int TrainCount, int TestCount, int Steps)
{
    /// <summary>Events in a step that make a channel spike, at least 1; null: the set has no events to count.</summary>
    public int? CountThreshold { get; init; }

    /// <summary>Pixels, or channels, per side that become one, at least 1; null: the set has no space.</summary>
    public int? Downsampling { get; init; }

    /// <summary>
    /// Whether channels, classes and steps are those of the files, whatever they are: then what stands here is the least that a set can
    /// have, no examples are published, and test examples may be split off.
    /// </summary>
    public bool IsOfFiles { get; init; }
}
