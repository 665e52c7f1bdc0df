using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Recording;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Running;

/// <summary>What is known of a run that has ended, besides what was sampled; whoever executed it.</summary>
internal sealed record RunFacts
{
    public required IReadOnlyList<PartitionSummary> Partitions { get; init; }

    public required double BuildSeconds { get; init; }

    public required double LoopSeconds { get; init; }

    /// <summary>Time of each phase [s], the most over partitions.</summary>
    public required IReadOnlyDictionary<Phase, double> PhaseSeconds { get; init; }

    /// <summary>Time that partitions stood still to be read [s], the most over them; 0 where the collector knows it.</summary>
    public double SamplingSeconds { get; init; }

    public required long SynapticEvents { get; init; }

    /// <summary>Most memory that the processes of the partitions held [bytes]; null where that is this process, which is asked when all is read and written.</summary>
    public long? PeakMemoryBytes { get; init; }

    public required string Digest { get; init; }

    /// <summary>The digest of all that the network goes on from; null where it was not asked for.</summary>
    public string? FullDigest { get; init; }

    /// <summary>What a person should know, such as which device was picked and why.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Losses that the run went on after, oldest first.</summary>
    public IReadOnlyList<RecoveryRecord> Recoveries { get; init; } = [];

    /// <summary>Of which times what was recorded is lost, in order.</summary>
    public IReadOnlyList<LostReports> Lost { get; init; } = [];

    /// <summary>What its checkpoints cost; null where it had none.</summary>
    public CheckpointCosts? Checkpoints { get; init; }

    /// <summary>How the partitions worked together; null where a single thread ran the network.</summary>
    public ClusterSummary? Cluster { get; init; }
}
