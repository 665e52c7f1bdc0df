using MessagePack;

namespace SnnCluster.Cluster.Wire.Contracts;

/// <summary>
/// A client asks a node what it sees of a run now. The node looks for some seconds after it was last asked, and answers with what it has: nothing of
/// the run waits for whoever watches.
/// </summary>
[WireContract("read-live", MessageSender.Client)]
[MessagePackObject]
public sealed record ReadLive : IWireMessage
{
    /// <summary>See <see cref="WireProtocol.Version"/>.</summary>
    [Key(0)]
    [WireRange(int.MinValue, int.MaxValue)]
    public required int ProtocolVersion { get; init; }

    /// <summary>The run.</summary>
    [Key(1)]
    public required string RunId { get; init; }

    /// <summary>What is known of partitions; none at first.</summary>
    [Key(2)]
    public IReadOnlyList<LiveSeen> Seen { get; init; } = [];
}

/// <summary>What a client knows of a partition.</summary>
[MessagePackObject]
public sealed record LiveSeen
{
    /// <summary>The partition.</summary>
    [Key(0)]
    public required int Partition { get; init; }

    /// <summary>Number of the last batch.</summary>
    [Key(1)]
    public required long Batch { get; init; }

    /// <summary>Number of the last look at synapses.</summary>
    [Key(2)]
    public required long Synapses { get; init; }
}

/// <summary>What a node sees of a run.</summary>
[WireContract("live", MessageSender.Answer)]
[MessagePackObject]
public sealed record LivePage : IWireMessage
{
    /// <summary>The most characters of a name; longer ones are cut.</summary>
    public const int MostNameLength = 200;

    /// <summary>The run.</summary>
    [Key(0)]
    public required string RunId { get; init; }

    /// <summary>Length of a step [ms]; 0 where the node has no partition of the run.</summary>
    [Key(1)]
    public double DtMs { get; init; }

    /// <summary>Populations that are shown, the first ones.</summary>
    [Key(2)]
    public IReadOnlyList<LivePopulation> Populations { get; init; } = [];

    /// <summary>How many populations there are.</summary>
    [Key(3)]
    public int PopulationsInAll { get; init; }

    /// <summary>Names of projections that are shown, the first ones.</summary>
    [Key(4)]
    public IReadOnlyList<string> Projections { get; init; } = [];

    /// <summary>How many projections there are.</summary>
    [Key(5)]
    public int ProjectionsInAll { get; init; }

    /// <summary>The node's partitions of the run.</summary>
    [Key(6)]
    public IReadOnlyList<LivePartition> Partitions { get; init; } = [];
}

/// <summary>A population of a run that is watched.</summary>
[MessagePackObject]
public sealed record LivePopulation
{
    /// <summary>Its name.</summary>
    [Key(0)]
    public required string Name { get; init; }

    /// <summary>Its neurons.</summary>
    [Key(1)]
    [WireRange(1, int.MaxValue)]
    public required int Size { get; init; }

    /// <summary>Of this many neurons one is shown: those whose ids it divides.</summary>
    [Key(2)]
    [WireRange(1, int.MaxValue)]
    public required int Every { get; init; }
}

/// <summary>What was seen of a partition.</summary>
[MessagePackObject]
public sealed record LivePartition
{
    /// <summary>Its number.</summary>
    [Key(0)]
    public required int Index { get; init; }

    /// <summary>Its neurons, by population that is shown.</summary>
    [Key(1)]
    public required IReadOnlyList<int> Neurons { get; init; }

    /// <summary>Steps that were watched, oldest first.</summary>
    [Key(2)]
    public required IReadOnlyList<LiveSteps> Batches { get; init; }

    /// <summary>Synapses of projections of which something is new.</summary>
    [Key(3)]
    public required IReadOnlyList<LiveProjection> Synapses { get; init; }
}

/// <summary>Some steps of a partition that follow each other.</summary>
[MessagePackObject]
public sealed record LiveSteps
{
    /// <summary>Number of the batch.</summary>
    [Key(0)]
    public required long Number { get; init; }

    /// <summary>The first step.</summary>
    [Key(1)]
    public required int FirstStep { get; init; }

    /// <summary>The step after the last one.</summary>
    [Key(2)]
    public required int EndStep { get; init; }

    /// <summary>Spikes of all neurons, by population that is shown.</summary>
    [Key(3)]
    public required IReadOnlyList<long> SpikeCounts { get; init; }

    /// <summary>Spikes of neurons that are shown: step, population and neuron of each.</summary>
    [Key(4)]
    public required IReadOnlyList<int> Spikes { get; init; }

    /// <summary>Whether later ones are missing, since there were too many.</summary>
    [Key(5)]
    public bool IsCut { get; init; }
}

/// <summary>Synapses of a projection in a partition.</summary>
[MessagePackObject]
public sealed record LiveProjection
{
    /// <summary>Number of the look at them.</summary>
    [Key(0)]
    public required long Number { get; init; }

    /// <summary>The projection.</summary>
    [Key(1)]
    public required int Projection { get; init; }

    /// <summary>Steps done.</summary>
    [Key(2)]
    public required int Step { get; init; }

    /// <summary>How many there are.</summary>
    [Key(3)]
    public required long Count { get; init; }

    /// <summary>How many lower bits of a weight's pattern a bin does not look at; 0 where weights were not read yet.</summary>
    [Key(4)]
    [WireRange(0, 31)]
    public int Shift { get; init; }

    /// <summary>Upper bits of the weights' pattern, for each bin that holds any.</summary>
    [Key(5)]
    public IReadOnlyList<int> Bins { get; init; } = [];

    /// <summary>How many weights each bin holds.</summary>
    [Key(6)]
    public IReadOnlyList<long> Counts { get; init; } = [];
}
