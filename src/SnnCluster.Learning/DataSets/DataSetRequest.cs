namespace SnnCluster.Learning.DataSets;

/// <summary>What to load and how to make it into spikes; what is null is as <see cref="DataSetDefaults"/> says.</summary>
public sealed record DataSetRequest
{
    /// <summary>
    /// The folder with the set's files, of a set of one's own also its only file (--data); null: none, which only generated sets do with.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>The seed of generated sets, and of a split into training and test. Other sets do not depend on it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Share of the examples that are kept for testing, above 0 and below 1, of a set that is one file (--test-fraction); null: none.</summary>
    public double? TestFraction { get; init; }

    /// <summary>Steps of 1 ms that an example lasts, 1 to 65,536 (--input-steps).</summary>
    public int? Steps { get; init; }

    /// <summary>Events in a step that make a channel spike, at least 1 (--count-threshold).</summary>
    public int? CountThreshold { get; init; }

    /// <summary>Pixels, or channels, per side that become one, at least 1 (--downsample).</summary>
    public int? Downsampling { get; init; }

    /// <summary>At most so many examples for training and as many for testing, at least 1; null: all (--examples).</summary>
    public int? Limit { get; init; }
}
