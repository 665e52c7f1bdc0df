using MessagePack;

namespace SnnCluster.Cluster.Wire.Contracts;

/// <summary>What a part of a partition's report holds.</summary>
public enum ReportKind
{
    /// <summary>A <see cref="StopCounts"/>.</summary>
    Counts,

    /// <summary>Synapses of one projection, 20 bytes each; ordered by (source, target, k) over all parts together.</summary>
    Synapses,

    /// <summary>Sums of one probe, 8 bytes each, which partitions add up.</summary>
    Sums,

    /// <summary>The list of one probe, 4 bytes each.</summary>
    List,

    /// <summary>Hashes of the neurons of one population, 32 bytes each.</summary>
    Hashes,

    /// <summary>A <see cref="PartitionFinal"/>.</summary>
    Final,

    /// <summary>Nothing: the report of this stop is complete.</summary>
    End,

    /// <summary>
    /// An <see cref="AttemptStart"/>, of the coordinator: parts that follow are of another attempt at the run.
    /// </summary>
    Attempt,

    /// <summary>
    /// The <see cref="AttemptStart"/> of the attempt that is on, of the coordinator: parts that came before are lost.
    /// </summary>
    Gap,

    /// <summary>
    /// Hashes of the neurons of one population for the full digest, 32 bytes each; as those of a population more, that of the modulators.
    /// </summary>
    FullHashes,
}

/// <summary>An attempt at a run begins: what stops before it was not complete is reported again.</summary>
[MessagePackObject]
public sealed record AttemptStart
{
    /// <summary>How it is laid out.</summary>
    [Key(0)]
    public required RunPlacement Placement { get; init; }

    /// <summary>The step that it starts from.</summary>
    [Key(1)]
    public required int Step { get; init; }
}

/// <summary>
/// A part of what a partition reports when it stops to record. Small enough for one message: a report is as many as it
/// takes, and the coordinator keeps them in the order in which they come.
/// </summary>
[WireContract("report", MessageSender.Member)]
[MessagePackObject]
public sealed record ReportPart : IWireMessage
{
    /// <summary>
    /// The most bytes of <see cref="Data"/>: bulk data shares a connection with heartbeats, and the collector finds arrays of less than 85,000 bytes at
    /// once.
    /// </summary>
    public const int MaxBytes = 80 * 1024;

    /// <summary>The run.</summary>
    [Key(0)]
    public required string RunId { get; init; }

    /// <summary>The partition; -1 where the coordinator reports.</summary>
    [Key(1)]
    [WireRange(-1)]
    public required int Partition { get; init; }

    /// <summary>Steps done.</summary>
    [Key(2)]
    public required int Step { get; init; }

    /// <summary>What it holds.</summary>
    [Key(3)]
    public required ReportKind Kind { get; init; }

    /// <summary>Number of the projection, population or probe.</summary>
    [Key(4)]
    public int Index { get; init; }

    /// <summary>The content, little endian.</summary>
    [Key(5)]
    public byte[] Data { get; init; } = [];

    /// <summary>Number among the parts of its partition in this attempt, from 1: where one is missing, the attempt is lost.</summary>
    [Key(6)]
    public long Number { get; init; }
}

/// <summary>The coordinator has kept parts of a report: so many more may be sent.</summary>
[WireContract("report-taken", MessageSender.Coordinator)]
[MessagePackObject]
public sealed record ReportTaken : IWireMessage
{
    /// <summary>How many parts.</summary>
    [Key(0)]
    [WireRange(1)]
    public required int Parts { get; init; }
}

/// <summary>Counts of one partition since the start.</summary>
[MessagePackObject]
public sealed record StopCounts
{
    /// <summary>Spikes of its neurons, by population; empty but at the start and the end of the run.</summary>
    [Key(0)]
    public IReadOnlyList<long> SpikeCounts { get; init; } = [];

    /// <summary>What rewiring did, by projection, null for those whose wiring is fixed; empty but at the start and the end.</summary>
    [Key(1)]
    public IReadOnlyList<RewiringContract?> Rewiring { get; init; } = [];

    /// <summary>Whether synapses follow: of all projections but those in <see cref="Unchanged"/>.</summary>
    [Key(2)]
    public bool HasSynapses { get; init; }

    /// <summary>Whether the run ends here.</summary>
    [Key(3)]
    public bool IsLast { get; init; }

    /// <summary>Numbers of the projections whose synapses are as they were when they were read the first time.</summary>
    [Key(4)]
    public IReadOnlyList<int> Unchanged { get; init; } = [];

    /// <summary>Synapses that it has, by projection; empty but at the start and the end of the run.</summary>
    [Key(5)]
    public IReadOnlyList<long> SynapseCounts { get; init; } = [];
}

/// <summary>What rewiring did in one projection of one partition.</summary>
[MessagePackObject]
public sealed record RewiringContract
{
    /// <summary>Attempts.</summary>
    [Key(0)]
    public required long Attempts { get; init; }

    /// <summary>Synapses formed, by distance.</summary>
    [Key(1)]
    public required IReadOnlyList<long> Formed { get; init; }

    /// <summary>Synapses eliminated, by distance.</summary>
    [Key(2)]
    public required IReadOnlyList<long> Eliminated { get; init; }

    /// <summary>Whether bins are distances.</summary>
    [Key(3)]
    public required bool HasDistances { get; init; }
}

/// <summary>What a partition says of itself at the end.</summary>
[MessagePackObject]
public sealed record PartitionFinal
{
    /// <summary>Its device.</summary>
    [Key(0)]
    public required string Device { get; init; }

    /// <summary>Time to build it [s].</summary>
    [Key(1)]
    public required double BuildSeconds { get; init; }

    /// <summary>Time to simulate it, recording not included [s].</summary>
    [Key(2)]
    public required double LoopSeconds { get; init; }

    /// <summary>Time by phase [s], in the order of the phases.</summary>
    [Key(3)]
    public required IReadOnlyList<double> PhaseSeconds { get; init; }

    /// <summary>Spikes delivered, once per synapse.</summary>
    [Key(4)]
    public required long SynapticEvents { get; init; }

    /// <summary>Most memory that its process held [bytes].</summary>
    [Key(5)]
    public required long PeakMemoryBytes { get; init; }

    /// <summary>Bytes that its node sent to the node that it sent most to.</summary>
    [Key(6)]
    public long BytesSent { get; init; }

    /// <summary>Messages that its node sent to each node that it has a link to.</summary>
    [Key(7)]
    public long MessagesSent { get; init; }

    /// <summary>Time that it stood still to be read [s], not counted in <see cref="LoopSeconds"/>.</summary>
    [Key(8)]
    public double RecordingSeconds { get; init; }
}
