using MessagePack;

namespace SnnCluster.Cluster.Wire.Contracts;

/// <summary>A client submits a run, or asks how it would be laid out.</summary>
[WireContract("submit", MessageSender.Client)]
[MessagePackObject]
public sealed record SubmitRun : IWireMessage
{
    /// <summary>See <see cref="WireProtocol.Version"/>; the first key in every version.</summary>
    [Key(0)]
    [WireRange(int.MinValue, int.MaxValue)]
    public required int ProtocolVersion { get; init; }

    /// <summary>The run.</summary>
    [Key(1)]
    public required RunSpecification Specification { get; init; }

    /// <summary>Whether it waits where other runs hold the devices that it needs; else it is refused.</summary>
    [Key(2)]
    public bool WaitsIfBusy { get; init; } = true;

    /// <summary>Whether only the plan is wanted.</summary>
    [Key(3)]
    public bool IsDryRun { get; init; }
}

/// <summary>A client has a run go on from the last checkpoint in a folder.</summary>
[WireContract("resume", MessageSender.Client)]
[MessagePackObject]
public sealed record ResumeRun : IWireMessage
{
    /// <summary>See <see cref="WireProtocol.Version"/>.</summary>
    [Key(0)]
    [WireRange(int.MinValue, int.MaxValue)]
    public required int ProtocolVersion { get; init; }

    /// <summary>The folder of checkpoints, by the name that all nodes know it by.</summary>
    [Key(1)]
    public required string Folder { get; init; }

    /// <summary>Number of partitions; 0: as many as there are devices.</summary>
    [Key(2)]
    public int Partitions { get; init; }

    /// <summary>Device of the partitions, as in <see cref="RunSpecification.Device"/>.</summary>
    [Key(3)]
    public string Device { get; init; } = "auto";

    /// <summary>Whether a device of another kind may go on with it.</summary>
    [Key(4)]
    public bool AllowsOtherDevice { get; init; }

    /// <summary>What carries spikes between nodes, as in <see cref="RunSpecification.Transport"/>.</summary>
    [Key(5)]
    public string Transport { get; init; } = "auto";

    /// <summary>Whether it waits where other runs hold the devices that it needs; else it is refused.</summary>
    [Key(6)]
    public bool WaitsIfBusy { get; init; } = true;
}

/// <summary>A run was taken.</summary>
[WireContract("submitted", MessageSender.Answer)]
[MessagePackObject]
public sealed record RunSubmitted : IWireMessage
{
    /// <summary>Its name, by which its results are fetched; empty for a dry run.</summary>
    [Key(0)]
    public required string RunId { get; init; }

    /// <summary>How it is laid out; null where it waits, for other runs or for its folder of checkpoints.</summary>
    [Key(1)]
    public RunPlacement? Placement { get; init; }
}

/// <summary>What a client asked for is refused.</summary>
[WireContract("refused", MessageSender.Answer)]
[MessagePackObject]
public sealed record RequestRefused : IWireMessage
{
    /// <summary>Everything that is wrong, for people.</summary>
    [Key(0)]
    public required IReadOnlyList<string> Findings { get; init; }
}

/// <summary>A client ends a run early.</summary>
[WireContract("cancel", MessageSender.Client)]
[MessagePackObject]
public sealed record CancelRun : IWireMessage
{
    /// <summary>The run.</summary>
    [Key(0)]
    public required string RunId { get; init; }
}

/// <summary>A client asks for a run's progress and for the reports that follow those it has.</summary>
[WireContract("read", MessageSender.Client)]
[MessagePackObject]
public sealed record ReadRun : IWireMessage
{
    /// <summary>See <see cref="WireProtocol.Version"/>.</summary>
    [Key(0)]
    [WireRange(int.MinValue, int.MaxValue)]
    public required int ProtocolVersion { get; init; }

    /// <summary>The run.</summary>
    [Key(1)]
    public required string RunId { get; init; }

    /// <summary>How many parts of reports it has.</summary>
    [Key(2)]
    public required long From { get; init; }

    /// <summary>What it has seen of the run's state: an answer waits a little for something new.</summary>
    [Key(3)]
    [WireRange(-1)]
    public long Seen { get; init; } = -1;
}

/// <summary>Where a run is.</summary>
public enum RunState
{
    /// <summary>It waits for another run to end.</summary>
    Waiting,

    /// <summary>Its partitions are built and connected.</summary>
    Building,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It is being ended early.</summary>
    Stopping,

    /// <summary>It has ended, at its last step or where it was stopped.</summary>
    Finished,

    /// <summary>It could not go on.</summary>
    Failed,

    /// <summary>A node was lost, or a checkpoint is damaged: the run goes on from its last one when there are nodes for it.</summary>
    Recovering,
}

/// <summary>A time that a run lost a node, or found its checkpoint damaged, and went on.</summary>
[MessagePackObject]
public sealed record RecoveryRecord
{
    // The last millisecond that a date has.
    private const double MostTimeMs = 253_402_300_799_999;

    /// <summary>When the loss was seen [ms since 1970, UTC].</summary>
    [Key(0)]
    [WireRange(0, MostTimeMs)]
    public required long TimeMs { get; init; }

    /// <summary>What was lost, and how that was seen.</summary>
    [Key(1)]
    public required string Reason { get; init; }

    /// <summary>The step that the furthest partition had reached.</summary>
    [Key(2)]
    public required int LostAtStep { get; init; }

    /// <summary>The step that the run went on from.</summary>
    [Key(3)]
    public required int ResumedAtStep { get; init; }

    /// <summary>Time from the loss to the run's going on [s].</summary>
    [Key(4)]
    public required double Seconds { get; init; }
}

/// <summary>What a run's checkpoints cost so far.</summary>
[MessagePackObject]
public sealed record CheckpointCosts
{
    /// <summary>Checkpoints that are complete.</summary>
    [Key(0)]
    public int Written { get; init; }

    /// <summary>Checkpoints that could not be written.</summary>
    [Key(1)]
    public int Failed { get; init; }

    /// <summary>Size of the last one [bytes].</summary>
    [Key(2)]
    public long Bytes { get; init; }

    /// <summary>Time that partitions stood still for them, the most over partitions of each [s].</summary>
    [Key(3)]
    public double PauseSeconds { get; init; }

    /// <summary>Time that writing took beside the simulation, the most over partitions of each [s].</summary>
    [Key(4)]
    public double WriteSeconds { get; init; }

    /// <summary>Why the last one that failed did; null where none did.</summary>
    [Key(5)]
    public string? LastFailure { get; init; }
}

/// <summary>The answer to <see cref="ReadRun"/>.</summary>
[WireContract("page", MessageSender.Answer)]
[MessagePackObject]
public sealed record RunPage : IWireMessage
{
    /// <summary>The run.</summary>
    [Key(0)]
    public required string RunId { get; init; }

    /// <summary>Where it is.</summary>
    [Key(1)]
    public required RunState State { get; init; }

    /// <summary>Parts of reports, from the one that was asked for on; as many as fit into a message.</summary>
    [Key(2)]
    public IReadOnlyList<ReportPart> Parts { get; init; } = [];

    /// <summary>How many parts there are in all so far.</summary>
    [Key(3)]
    public required long PartsThere { get; init; }

    /// <summary>Steps that the slowest partition has done.</summary>
    [Key(4)]
    public required int Step { get; init; }

    /// <summary>Time spent on them [s].</summary>
    [Key(5)]
    public required double LoopSeconds { get; init; }

    /// <summary>Why it failed, or, while it recovers, what from; null where it does neither.</summary>
    [Key(6)]
    public string? Failure { get; init; }

    /// <summary>Whether the user's input is at fault.</summary>
    [Key(7)]
    public bool FailureIsInput { get; init; }

    /// <summary>What was asked for.</summary>
    [Key(8)]
    public RunSpecification? Specification { get; init; }

    /// <summary>How it is laid out; null while it waits.</summary>
    [Key(9)]
    public RunPlacement? Placement { get; init; }

    /// <summary>Goes up with every change of the run's state: what <see cref="ReadRun.Seen"/> repeats.</summary>
    [Key(10)]
    public long Seen { get; init; }

    /// <summary>Whether the run ended early because somebody asked for it.</summary>
    [Key(11)]
    public bool WasCancelled { get; init; }

    /// <summary>Which log the parts are of: where it changes, they are counted anew.</summary>
    [Key(12)]
    public string Log { get; init; } = "";

    /// <summary>Losses that the run went on after, oldest first.</summary>
    [Key(13)]
    public IReadOnlyList<RecoveryRecord> Recoveries { get; init; } = [];

    /// <summary>What its checkpoints cost so far; null where it has none.</summary>
    [Key(14)]
    public CheckpointCosts? Checkpoints { get; init; }

    /// <summary>How many runs are on or wait before it; 0 where it does not wait.</summary>
    [Key(15)]
    public int Ahead { get; init; }

    /// <summary>What was found in its folder of checkpoints when it was opened: which were passed over, and why.</summary>
    [Key(16)]
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Step of the last checkpoint that is whole, as far as is known; 0 where there is none.</summary>
    [Key(17)]
    public int CheckpointStep { get; init; }
}

/// <summary>A client asks what goes on in a cluster.</summary>
[WireContract("status", MessageSender.Client)]
[MessagePackObject]
public sealed record GetStatus : IWireMessage
{
    /// <summary>See <see cref="WireProtocol.Version"/>.</summary>
    [Key(0)]
    [WireRange(int.MinValue, int.MaxValue)]
    public required int ProtocolVersion { get; init; }
}

/// <summary>A node in a <see cref="ClusterStatus"/>.</summary>
[MessagePackObject]
public sealed record NodeStatus
{
    /// <summary>What it said of itself.</summary>
    [Key(0)]
    public required NodeReport Report { get; init; }

    /// <summary>"up" or "unreachable".</summary>
    [Key(1)]
    public required string State { get; init; }
}

/// <summary>A partition in a <see cref="RunStatus"/>.</summary>
[MessagePackObject]
public sealed record PartitionStatus
{
    /// <summary>Address of its node.</summary>
    [Key(0)]
    public required string Node { get; init; }

    /// <summary>Its device.</summary>
    [Key(1)]
    public required string Device { get; init; }

    /// <summary>Steps that it has done.</summary>
    [Key(2)]
    public required int Step { get; init; }

    /// <summary>Wall seconds per simulated second so far; 0 before the first step.</summary>
    [Key(3)]
    public required double RealTimeFactor { get; init; }
}

/// <summary>A run in a <see cref="ClusterStatus"/>.</summary>
[MessagePackObject]
public sealed record RunStatus
{
    /// <summary>The run.</summary>
    [Key(0)]
    public required string RunId { get; init; }

    /// <summary>Name of the experiment.</summary>
    [Key(1)]
    public required string Experiment { get; init; }

    /// <summary>Where it is.</summary>
    [Key(2)]
    public required RunState State { get; init; }

    /// <summary>Steps in all.</summary>
    [Key(3)]
    public required int Steps { get; init; }

    /// <summary>Its partitions; none while it waits.</summary>
    [Key(4)]
    public IReadOnlyList<PartitionStatus> Partitions { get; init; } = [];

    /// <summary>Why it failed; null where it did not.</summary>
    [Key(5)]
    public string? Failure { get; init; }
}

/// <summary>What goes on in a cluster.</summary>
[WireContract("cluster", MessageSender.Answer)]
[MessagePackObject]
public sealed record ClusterStatus : IWireMessage
{
    /// <summary>The nodes, by address.</summary>
    [Key(0)]
    public required IReadOnlyList<NodeStatus> Nodes { get; init; }

    /// <summary>Runs that are on, wait, or can be fetched, oldest first.</summary>
    [Key(1)]
    public required IReadOnlyList<RunStatus> Runs { get; init; }

    /// <summary>Address of the node that coordinates.</summary>
    [Key(2)]
    public required string Coordinator { get; init; }
}
