using MessagePack;

namespace SnnCluster.Cluster.Wire.Contracts;

/// <summary>How to make a network anywhere: an experiment and its parameters, or the text of a description. No code crosses the wire.</summary>
[WireContract("network", MessageSender.Nobody)]
[MessagePackObject]
public sealed record NetworkReference : IWireMessage
{
    /// <summary>A built-in experiment's name, or the class of one in an assembly.</summary>
    [Key(0)]
    public required string Experiment { get; init; }

    /// <summary>File name of the assembly; null for a built-in experiment.</summary>
    [Key(1)]
    public string? Assembly { get; init; }

    /// <summary>SHA-256 of the assembly, in hexadecimal; null for a built-in experiment.</summary>
    [Key(2)]
    public string? AssemblyHash { get; init; }

    /// <summary>Parameters of the experiment as text, by name; the others have their defaults.</summary>
    [Key(3)]
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Length of a step [ms].</summary>
    [Key(4)]
    public required double DtMs { get; init; }

    /// <summary>Seed of all random numbers.</summary>
    [Key(5)]
    public required ulong Seed { get; init; }

    /// <summary>The text of a description file, which takes the place of an experiment; null where there is none.</summary>
    [Key(6)]
    public string? Description { get; init; }

    /// <summary>The files that a description refers to.</summary>
    [Key(7)]
    public IReadOnlyList<DescriptionAttachment> Files { get; init; } = [];
}

/// <summary>A file that a description refers to.</summary>
[MessagePackObject]
public sealed record DescriptionAttachment
{
    /// <summary>Its name, within the folder of the description.</summary>
    [Key(0)]
    public required string Name { get; init; }

    /// <summary>SHA-256 of it, in hexadecimal.</summary>
    [Key(1)]
    public required string Hash { get; init; }

    /// <summary>The file, packed (raw deflate); null where it is too large to travel, and must be on each node.</summary>
    [Key(2)]
    public byte[]? Content { get; init; }
}

/// <summary>A run as a client asks for it.</summary>
[WireContract("run", MessageSender.Nobody)]
[MessagePackObject]
public sealed record RunSpecification : IWireMessage
{
    /// <summary>The network.</summary>
    [Key(0)]
    public required NetworkReference Network { get; init; }

    /// <summary>Steps to simulate.</summary>
    [Key(1)]
    [WireRange(1)]
    public required int Steps { get; init; }

    /// <summary>Number of partitions; 0: as many as there are devices.</summary>
    [Key(2)]
    public int Partitions { get; init; }

    /// <summary>
    /// Device of the partitions: "auto" for what each node offers, or a kind or a name such as "host", "cuda" or
    /// "cuda:1".
    /// </summary>
    [Key(3)]
    public string Device { get; init; } = "auto";

    /// <summary>What carries spikes between nodes: "auto", "actors" or "direct".</summary>
    [Key(4)]
    public string Transport { get; init; } = "auto";

    /// <summary>Share of the network for each partition, in any unit; empty: by estimated cost.</summary>
    [Key(5)]
    public IReadOnlyList<double> Shares { get; init; } = [];

    /// <summary>
    /// Steps that <see cref="SamplesTogether"/> intervals between samples take; 0: only at
    /// the start and the end.
    /// </summary>
    [Key(6)]
    public int SampleSteps { get; init; }

    /// <summary>What is observed, besides what the experiment asks for itself, as <see cref="Engine.Probes.ProbeText"/> reads it.</summary>
    [Key(7)]
    public IReadOnlyList<string> Record { get; init; } = [];

    /// <summary>The client's parameters of the run, which the cluster keeps for whoever fetches the results, as JSON.</summary>
    [Key(8)]
    public string ClientNote { get; init; } = "";

    /// <summary>Steps between two checkpoints; 0: none are written.</summary>
    [Key(9)]
    public int CheckpointSteps { get; init; }

    /// <summary>The folder of checkpoints, by the name that all nodes know it by; empty: there is none.</summary>
    [Key(10)]
    public string CheckpointFolder { get; init; } = "";

    /// <summary>How many of the last checkpoints are kept, at least 1.</summary>
    [Key(11)]
    [WireRange(1)]
    public int KeptCheckpoints { get; init; } = 3;

    /// <summary>
    /// On how many nodes all of a checkpoint lies. With 1 all nodes see one folder; with more, it is on each node's own disk.
    /// </summary>
    [Key(12)]
    [WireRange(1)]
    public int CheckpointReplicas { get; init; } = 1;

    /// <summary>Whether checkpoints in the folder are those of a run that this one replaces: they are removed at its start.</summary>
    [Key(13)]
    public bool ReplacesCheckpoints { get; init; }

    /// <summary>How many intervals <see cref="SampleSteps"/> are together.</summary>
    [Key(14)]
    [WireRange(1)]
    public int SamplesTogether { get; init; } = 1;

    /// <summary>What is observed like <see cref="Record"/>, but for what that asks for in another way.</summary>
    [Key(15)]
    public IReadOnlyList<string> Usual { get; init; } = [];

    /// <summary>Whether a digest of all that the network goes on from is made at the end, too.</summary>
    [Key(16)]
    public bool HasFullDigest { get; init; }
}

/// <summary>A slice of a population.</summary>
[MessagePackObject]
public sealed record SliceContract
{
    /// <summary>The first global id.</summary>
    [Key(0)]
    public required int Begin { get; init; }

    /// <summary>One more than the last global id.</summary>
    [Key(1)]
    public required int End { get; init; }
}

/// <summary>Where a partition goes and what it holds.</summary>
[MessagePackObject]
public sealed record PartitionPlacement
{
    /// <summary>Number of the node within the run.</summary>
    [Key(0)]
    public required int Node { get; init; }

    /// <summary>The device that holds it.</summary>
    [Key(1)]
    public required string Device { get; init; }

    /// <summary>Its slices, by population.</summary>
    [Key(2)]
    public required IReadOnlyList<SliceContract> Slices { get; init; }

    /// <summary>Neurons that it holds.</summary>
    [Key(3)]
    public required long Neurons { get; init; }

    /// <summary>Synapses that it is expected to hold at the start.</summary>
    [Key(4)]
    public required double ExpectedSynapses { get; init; }

    /// <summary>Memory that it is expected to take [bytes].</summary>
    [Key(5)]
    public required double MemoryBytes { get; init; }

    /// <summary>Its part of the estimated cost of a step, between 0 and 1.</summary>
    [Key(6)]
    public required double CostShare { get; init; }

    /// <summary>Index of the device among those that the node offers; partitions of a run may share one.</summary>
    [Key(7)]
    public required int DeviceIndex { get; init; }
}

/// <summary>How a run is laid out over nodes.</summary>
[WireContract("plan", MessageSender.Nobody)]
[MessagePackObject]
public sealed record RunPlacement : IWireMessage
{
    /// <summary>Addresses of the nodes, as host:port, by number.</summary>
    [Key(0)]
    public required IReadOnlyList<string> Nodes { get; init; }

    /// <summary>The partitions, in order.</summary>
    [Key(1)]
    public required IReadOnlyList<PartitionPlacement> Partitions { get; init; }

    /// <summary>What carries spikes between nodes: "actors" or "direct"; "shared" where there is one node.</summary>
    [Key(2)]
    public required string Transport { get; init; }

    /// <summary>The partitions on a node.</summary>
    /// <param name="node">Its address.</param>
    internal IEnumerable<PartitionPlacement> On(string node) =>
        Partitions.Where(partition => (uint)partition.Node < (uint)Nodes.Count && Nodes[partition.Node] == node);

    /// <summary>How many devices they are on.</summary>
    internal int CountDevices() => Partitions.Select(partition => (partition.Node, partition.DeviceIndex)).Distinct().Count();
}
