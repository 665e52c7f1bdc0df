using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Recording;

namespace SnnCluster.Cluster.Hosting;

/// <summary>Takes what a run gives while it is followed; all calls come from one thread at a time.</summary>
public interface IRunFollower
{
    /// <summary>The run is laid out, and its network is known.</summary>
    void OnPlaced(RunSpecification specification, RunPlacement placement);

    /// <summary>
    /// Everything that was recorded at one time; the first is the start, the last the end. Where reports are lost, some
    /// between are missing. Its synapses are valid during the call.
    /// </summary>
    void OnSample(NetworkSample sample);

    /// <summary>How far the run has come.</summary>
    void OnProgress(RunPage page);
}

/// <summary>What is known of a run that has ended.</summary>
/// <param name="RunId">Its name.</param>
/// <param name="Placement">How it was laid out.</param>
/// <param name="Partitions">What each partition said of itself at the end.</param>
/// <param name="Digest">The digest of neurons and synapses at the end.</param>
/// <param name="WasCancelled">Whether it was ended early.</param>
public sealed record RunOutcome(
    string RunId, RunPlacement Placement, IReadOnlyList<PartitionFinal> Partitions, string Digest, bool WasCancelled)
{
    /// <summary>Of which times what was recorded is lost, in order.</summary>
    public IReadOnlyList<LostReports> Lost { get; init; } = [];

    /// <summary>The digest of all that the network goes on from; null where it was not asked for.</summary>
    public string? FullDigest { get; init; }

    /// <summary>Losses that it went on after, oldest first.</summary>
    public IReadOnlyList<RecoveryRecord> Recoveries { get; init; } = [];

    /// <summary>What its checkpoints cost; null where it had none.</summary>
    public CheckpointCosts? Checkpoints { get; init; }

    /// <summary>What was found in its folder of checkpoints: which were passed over, and why.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A time of which what was recorded is lost, since the log of reports was damaged.</summary>
/// <param name="AfterStep">The step of the sample before it; 0 where that is the start.</param>
/// <param name="BeforeStep">The step of the sample after it, with which spikes since the one before it are lost as well.</param>
public sealed record LostReports(int AfterStep, int BeforeStep);
