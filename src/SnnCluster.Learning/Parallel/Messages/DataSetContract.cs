using MessagePack;
using SnnCluster.Learning.DataSets;

namespace SnnCluster.Learning.Parallel.Messages;

/// <summary>Which data set, and how it becomes spikes. Where its files lie is each node's own affair.</summary>
[MessagePackObject]
internal sealed record DataSetContract
{
    [Key(0)]
    public required string Name { get; init; }

    [Key(1)]
    public required ulong Seed { get; init; }

    [Key(2)]
    public int? Steps { get; init; }

    [Key(3)]
    public int? CountThreshold { get; init; }

    [Key(4)]
    public int? Downsampling { get; init; }

    [Key(5)]
    public int? Limit { get; init; }

    [Key(6)]
    public double? TestFraction { get; init; }

    public static DataSetContract Of(string name, DataSetRequest request) => new()
    {
        Name = name,
        Seed = request.Seed,
        Steps = request.Steps,
        CountThreshold = request.CountThreshold,
        Downsampling = request.Downsampling,
        Limit = request.Limit,
        TestFraction = request.TestFraction,
    };

    public DataSetRequest ToRequest(string? folder) => new()
    {
        Folder = folder,
        Seed = Seed,
        Steps = Steps,
        CountThreshold = CountThreshold,
        Downsampling = Downsampling,
        Limit = Limit,
        TestFraction = TestFraction,
    };
}
