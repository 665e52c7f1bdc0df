using System.Text.Json.Serialization;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Checkpoints;

/// <summary>
/// What a checkpoint consists of; written last, so that a checkpoint with a manifest is whole.
/// <see cref="CheckpointJson"/> has it as a file.
/// </summary>
public sealed record CheckpointManifest
{
    /// <summary>The version that is written.</summary>
    public const int CurrentSchema = 4;

    /// <summary>The version before, which is read: its reports are one file without a hash.</summary>
    public const int SchemaOfOneLog = 3;

    /// <summary>The version before that, which is read: in one of those, damage that leaves it JSON is not seen.</summary>
    public const int SchemaWithoutHash = 2;

    /// <summary>Whether it was compared with a hash when it was read.</summary>
    [JsonIgnore]
    public bool HasHash { get; init; } = true;

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>Number of the coordinator that wrote it among those of the folder.</summary>
    public required long Epoch { get; init; }

    /// <summary>Steps done.</summary>
    public required int Step { get; init; }

    /// <summary>Kind of the devices that computed it, such as "host".</summary>
    public required string DeviceKind { get; init; }

    /// <summary>What was asked for.</summary>
    public required RunSpecification Specification { get; init; }

    /// <summary>The parts, by partition.</summary>
    public required IReadOnlyList<CheckpointPart> Parts { get; init; }

    /// <summary>What had been recorded by then: the segments of the log of reports, in order.</summary>
    public required IReadOnlyList<CheckpointReports> Reports { get; init; }

    /// <summary>Time that had been spent on steps [s].</summary>
    public required double LoopSeconds { get; init; }

    /// <summary>Losses that the run went on after until then.</summary>
    public IReadOnlyList<RecoveryRecord> Recoveries { get; init; } = [];

    /// <summary>What its checkpoints cost until then.</summary>
    public CheckpointCosts Costs { get; init; } = new();
}

/// <summary>One partition's part of a checkpoint.</summary>
/// <param name="File">The file, within the folder.</param>
/// <param name="Bytes">Its size.</param>
public sealed record CheckpointPart(string File, long Bytes);

/// <summary>A segment of the reports of a run, as far as it belongs to a checkpoint.</summary>
/// <param name="File">The file, within the folder; it may go on behind what belongs to the checkpoint.</param>
/// <param name="Bytes">How much of it does.</param>
/// <param name="Hash">XxHash3 of that, 16 hexadecimal digits; null in a manifest of an earlier version.</param>
public sealed record CheckpointReports(string File, long Bytes, string? Hash = null);
