using MessagePack;

namespace SnnCluster.Cluster.Wire.Contracts;

/// <summary>A device that a node offers.</summary>
[MessagePackObject]
public sealed record DeviceOffer
{
    /// <summary>Its name, such as "host" or "cuda:0"; "host" stands once for each core that may be used.</summary>
    [Key(0)]
    public required string Name { get; init; }

    /// <summary>"host", "cuda", "opencl" or "ilgpu-cpu".</summary>
    [Key(1)]
    public required string Kind { get; init; }

    /// <summary>Memory that partitions on it may take [bytes].</summary>
    [Key(2)]
    public required long MemoryBytes { get; init; }
}

/// <summary>A node tells the coordinator that it is there. The first three keys are the same in every version.</summary>
[WireContract("node", MessageSender.Member)]
[MessagePackObject]
public sealed record NodeReport : IWireMessage
{
    /// <summary>See <see cref="WireProtocol.Version"/>.</summary>
    [Key(0)]
    [WireRange(int.MinValue, int.MaxValue)]
    public required int ProtocolVersion { get; init; }

    /// <summary>Its address, as host:port.</summary>
    [Key(1)]
    public required string Address { get; init; }

    /// <summary>Version of the program.</summary>
    [Key(2)]
    public required string ProgramVersion { get; init; }

    /// <summary>Its devices; none where it only coordinates.</summary>
    [Key(3)]
    public IReadOnlyList<DeviceOffer> Devices { get; init; } = [];

    /// <summary>Cores of its machine that it may use.</summary>
    [Key(4)]
    public int Cores { get; init; }

    /// <summary>Memory of its machine that it may use [bytes].</summary>
    [Key(5)]
    public long MemoryBytes { get; init; }

    /// <summary>Names its machine: nodes with the same share memory and cores.</summary>
    [Key(6)]
    public string Machine { get; init; } = "";

    /// <summary>Whether its remoting uses TLS, so that direct connections must too.</summary>
    [Key(7)]
    public bool UsesTls { get; init; }

    /// <summary>File names and hashes of the assemblies with models that are installed there.</summary>
    [Key(8)]
    public IReadOnlyDictionary<string, string> Models { get; init; } = new Dictionary<string, string>();
}

/// <summary>The coordinator takes a node.</summary>
[WireContract("node-accepted", MessageSender.Coordinator)]
[MessagePackObject]
public sealed record NodeAccepted : IWireMessage
{
    /// <summary>Runs that are not over, which the node tells the next coordinator of where this one is lost.</summary>
    [Key(0)]
    public IReadOnlyList<OrphanedRun> Runs { get; init; } = [];
}

/// <summary>The coordinator refuses a node.</summary>
[WireContract("node-refused", MessageSender.Coordinator)]
[MessagePackObject]
public sealed record NodeRefused : IWireMessage
{
    /// <summary>Why, for people.</summary>
    [Key(0)]
    public required string Reason { get; init; }
}

/// <summary>The coordinator asks a node to build its partitions of a run.</summary>
[WireContract("prepare", MessageSender.Coordinator)]
[MessagePackObject]
public sealed record PrepareRun : IWireMessage
{
    /// <summary>The run.</summary>
    [Key(0)]
    public required string RunId { get; init; }

    /// <summary>What to run.</summary>
    [Key(1)]
    public required RunSpecification Specification { get; init; }

    /// <summary>Where.</summary>
    [Key(2)]
    public required RunPlacement Placement { get; init; }

    /// <summary>The node's number within the run.</summary>
    [Key(3)]
    public required int Node { get; init; }

    /// <summary>The run that this is an attempt at: <see cref="RunId"/> is another for each attempt.</summary>
    [Key(4)]
    public string Whole { get; init; } = "";

    /// <summary>Where its checkpoints go and what it starts from; null where it has none.</summary>
    [Key(5)]
    public CheckpointOrder? Checkpoints { get; init; }
}

/// <summary>Where the partitions of an attempt write checkpoints, and which one they start from.</summary>
[MessagePackObject]
public sealed record CheckpointOrder
{
    /// <summary>Number of whoever coordinates the run in its folder: a later coordinator has a higher one.</summary>
    [Key(0)]
    public required long Epoch { get; init; }

    /// <summary>What a file in the folder holds: a node that reads the same has the same folder.</summary>
    [Key(1)]
    public required string Token { get; init; }

    /// <summary>Files of the checkpoint to start from, within the folder; none: from step 0.</summary>
    [Key(2)]
    public IReadOnlyList<string> StartFiles { get; init; } = [];

    /// <summary>The step of that checkpoint.</summary>
    [Key(3)]
    public int StartStep { get; init; }

    /// <summary>Time that had been spent on steps before it [s].</summary>
    [Key(4)]
    public double StartLoopSeconds { get; init; }
}

/// <summary>A partition has written its part of a checkpoint, or could not.</summary>
[WireContract("part-written", MessageSender.Member)]
[MessagePackObject]
public sealed record PartWritten : IWireMessage
{
    /// <summary>The attempt.</summary>
    [Key(0)]
    public required string RunId { get; init; }

    /// <summary>The partition.</summary>
    [Key(1)]
    public required int Partition { get; init; }

    /// <summary>The step of the checkpoint.</summary>
    [Key(2)]
    public required int Step { get; init; }

    /// <summary>The file, within the folder of checkpoints.</summary>
    [Key(3)]
    public string File { get; init; } = "";

    /// <summary>Its size [bytes].</summary>
    [Key(4)]
    public long Bytes { get; init; }

    /// <summary>Time that the partition stood still for it [s].</summary>
    [Key(5)]
    public double PauseSeconds { get; init; }

    /// <summary>Time that it took to write, beside the simulation [s].</summary>
    [Key(6)]
    public double WriteSeconds { get; init; }

    /// <summary>Time spent on steps up to here [s].</summary>
    [Key(7)]
    public double LoopSeconds { get; init; }

    /// <summary>Why it could not be written; null where it was.</summary>
    [Key(8)]
    public string? Failure { get; init; }
}

/// <summary>A node tells a coordinator of a run that it had from the coordinator before, which is gone.</summary>
[WireContract("orphan", MessageSender.Member)]
[MessagePackObject]
public sealed record OrphanedRun : IWireMessage
{
    /// <summary>The run.</summary>
    [Key(0)]
    public required string RunId { get; init; }

    /// <summary>What to run.</summary>
    [Key(1)]
    public required RunSpecification Specification { get; init; }

    /// <summary>How many nodes it was laid out over.</summary>
    [Key(2)]
    public required int Nodes { get; init; }

    /// <summary>The last step that the furthest partition of the node that tells is known to have done; 0 where it had none.</summary>
    [Key(3)]
    public int Step { get; init; }

    /// <summary>What the token file of its folder of checkpoints holds; null where it has none, or where that is not known.</summary>
    [Key(4)]
    public string? Token { get; init; }

    /// <summary>How many devices it was laid out over; 0 where it waited for its turn.</summary>
    [Key(5)]
    public int Devices { get; init; }
}

/// <summary>Where and with what token a node may be reached for direct connections of a run.</summary>
[MessagePackObject]
public sealed record DirectInvitation
{
    /// <summary>The node that listens.</summary>
    [Key(0)]
    public required int Listener { get; init; }

    /// <summary>The node that is expected.</summary>
    [Key(1)]
    public required int Connector { get; init; }

    /// <summary>Host to connect to.</summary>
    [Key(2)]
    public required string Host { get; init; }

    /// <summary>Port to connect to.</summary>
    [Key(3)]
    [WireRange(1, 65535)]
    public required int Port { get; init; }

    /// <summary>Proof that the connection was arranged through the cluster; 16 bytes, good for one connection.</summary>
    [Key(4)]
    public required byte[] Token { get; init; }
}

/// <summary>A node has built its partitions of a run, and waits for direct connections.</summary>
[WireContract("prepared", MessageSender.Member)]
[MessagePackObject]
public sealed record NodePrepared : IWireMessage
{
    /// <summary>The run.</summary>
    [Key(0)]
    public required string RunId { get; init; }

    /// <summary>The node's number within the run.</summary>
    [Key(1)]
    public required int Node { get; init; }

    /// <summary>For nodes of a lower number: how they reach this one.</summary>
    [Key(2)]
    public IReadOnlyList<DirectInvitation> Invitations { get; init; } = [];

    /// <summary>Whose spikes its partitions take.</summary>
    [Key(3)]
    public IReadOnlyList<SpikeTakerContract> Takers { get; init; } = [];
}

/// <summary>Whose spikes a partition takes.</summary>
[MessagePackObject]
public sealed record SpikeTakerContract
{
    /// <summary>The partition.</summary>
    [Key(0)]
    public required int Partition { get; init; }

    /// <summary>Ranges of the partitions whose spikes it takes, ascending.</summary>
    [Key(1)]
    public required IReadOnlyList<SliceContract> Of { get; init; }
}

/// <summary>The coordinator asks a node to open its connections of a run.</summary>
[WireContract("connect", MessageSender.Coordinator)]
[MessagePackObject]
public sealed record ConnectRun : IWireMessage
{
    /// <summary>The run.</summary>
    [Key(0)]
    public required string RunId { get; init; }

    /// <summary>The connections that this node opens, of those with nodes that it sends to.</summary>
    [Key(1)]
    public IReadOnlyList<DirectInvitation> Invitations { get; init; } = [];

    /// <summary>The partitions of other nodes that take spikes of this node's partitions; ranges without any of these may be missing.</summary>
    [Key(2)]
    public IReadOnlyList<SpikeTakerContract> Takers { get; init; } = [];
}

/// <summary>A node has all its connections of a run, and its partitions can start.</summary>
[WireContract("connected", MessageSender.Member)]
[MessagePackObject]
public sealed record NodeConnected : IWireMessage
{
    /// <summary>The run.</summary>
    [Key(0)]
    public required string RunId { get; init; }

    /// <summary>The node's number within the run.</summary>
    [Key(1)]
    public required int Node { get; init; }
}

/// <summary>The coordinator lets partitions run up to a step.</summary>
[WireContract("run-to", MessageSender.Coordinator)]
[MessagePackObject]
public sealed record RunTo : IWireMessage
{
    /// <summary>The run.</summary>
    [Key(0)]
    public required string RunId { get; init; }

    /// <summary>The step to run to.</summary>
    [Key(1)]
    public required int Step { get; init; }

    /// <summary>Whether the run ends there.</summary>
    [Key(2)]
    public required bool IsLast { get; init; }
}

/// <summary>The coordinator asks partitions to stop where they are and say which step that is.</summary>
[WireContract("hold", MessageSender.Coordinator)]
[MessagePackObject]
public sealed record HoldRun : IWireMessage
{
    /// <summary>The run.</summary>
    [Key(0)]
    public required string RunId { get; init; }
}

/// <summary>A partition stands still.</summary>
[WireContract("held", MessageSender.Member)]
[MessagePackObject]
public sealed record PartitionHeld : IWireMessage
{
    /// <summary>The run.</summary>
    [Key(0)]
    public required string RunId { get; init; }

    /// <summary>The partition.</summary>
    [Key(1)]
    public required int Partition { get; init; }

    /// <summary>Steps that it has done.</summary>
    [Key(2)]
    public required int Step { get; init; }
}

/// <summary>How far the partitions of a node have come.</summary>
[WireContract("progress", MessageSender.Member)]
[MessagePackObject]
public sealed record RunProgressReport : IWireMessage
{
    /// <summary>The run.</summary>
    [Key(0)]
    public required string RunId { get; init; }

    /// <summary>Partitions.</summary>
    [Key(1)]
    public required IReadOnlyList<int> Partitions { get; init; }

    /// <summary>Steps that each has done.</summary>
    [Key(2)]
    public required IReadOnlyList<int> Steps { get; init; }

    /// <summary>Time that each has spent on them [s].</summary>
    [Key(3)]
    public required IReadOnlyList<double> LoopSeconds { get; init; }
}

/// <summary>A partition, or the node that holds it, cannot go on.</summary>
[WireContract("failed", MessageSender.Member)]
[MessagePackObject]
public sealed record RunFailure : IWireMessage
{
    /// <summary>The run.</summary>
    [Key(0)]
    public required string RunId { get; init; }

    /// <summary>The node that reports it.</summary>
    [Key(1)]
    public required int Node { get; init; }

    /// <summary>The partition; -1 where it is about the node.</summary>
    [Key(2)]
    [WireRange(-1)]
    public int Partition { get; init; } = -1;

    /// <summary>Steps that were done; -1 where none was started.</summary>
    [Key(3)]
    [WireRange(-1)]
    public int Step { get; init; } = -1;

    /// <summary>The node that was lost; -1 where none was.</summary>
    [Key(4)]
    [WireRange(-1)]
    public int LostNode { get; init; } = -1;

    /// <summary>Why, for people.</summary>
    [Key(5)]
    public required string Reason { get; init; }

    /// <summary>Whether the user's input is at fault, and not the program or a machine.</summary>
    [Key(6)]
    public bool IsInput { get; init; }

    /// <summary>Whether another attempt may do better: what failed is the way to other nodes.</summary>
    [Key(7)]
    public bool IsTransient { get; init; }

    /// <summary>Whether the checkpoint that it was to start from cannot be read.</summary>
    [Key(8)]
    public bool IsCheckpoint { get; init; }

    /// <summary>Whether another attempt may do better without this node: its folder holds another run's checkpoints.</summary>
    [Key(9)]
    public bool IsUnfit { get; init; }
}

/// <summary>The coordinator has no more use for a run's partitions.</summary>
[WireContract("release", MessageSender.Coordinator)]
[MessagePackObject]
public sealed record ReleaseRun : IWireMessage
{
    /// <summary>The run.</summary>
    [Key(0)]
    public required string RunId { get; init; }
}

/// <summary>A node holds nothing of a run any more.</summary>
[WireContract("released", MessageSender.Member)]
[MessagePackObject]
public sealed record NodeReleased : IWireMessage
{
    /// <summary>The run.</summary>
    [Key(0)]
    public required string RunId { get; init; }

    /// <summary>Its address, as host:port.</summary>
    [Key(1)]
    public required string Address { get; init; }
}

/// <summary>The frames of a node for one interval, or a part of them, where they travel as messages of actors.</summary>
[WireContract("frames", MessageSender.Member)]
[MessagePackObject]
public sealed record FrameEnvelope : IWireMessage
{
    /// <summary>The run.</summary>
    [Key(0)]
    public required string RunId { get; init; }

    /// <summary>The node that sends them.</summary>
    [Key(1)]
    public required int Node { get; init; }

    /// <summary>Number of the message, from 0.</summary>
    [Key(2)]
    public required long Number { get; init; }

    /// <summary>Which part of the message this is.</summary>
    [Key(3)]
    public int Part { get; init; }

    /// <summary>Of how many.</summary>
    [Key(4)]
    [WireRange(1)]
    public int Parts { get; init; } = 1;

    /// <summary>The bytes.</summary>
    [Key(5)]
    public required byte[] Bytes { get; init; }
}

/// <summary>A node misses frames: a gap in their numbers, or silence.</summary>
[WireContract("frames-again", MessageSender.Member)]
[MessagePackObject]
public sealed record FramesAgain : IWireMessage
{
    /// <summary>The run.</summary>
    [Key(0)]
    public required string RunId { get; init; }

    /// <summary>The node that misses them.</summary>
    [Key(1)]
    public required int Node { get; init; }

    /// <summary>The first interval that it misses.</summary>
    [Key(2)]
    public required long Interval { get; init; }
}
