using System.Text.Json.Nodes;

namespace SnnCluster.Experiments.Results;

/// <summary>
/// What summary.json holds, in camel case: a contract, to which keys may be added and none renamed. Phase seconds are
/// the maximum over partitions.
/// </summary>
public sealed record RunSummary
{
    /// <summary>Version of this contract.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>Whether it was compared with a hash when it was read: those of earlier versions have none.</summary>
    public bool HasHash { get; init; } = true;

    /// <summary>Name of the experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>Every parameter by name: a number, a truth value or a text.</summary>
    public required IReadOnlyDictionary<string, object> Parameters { get; init; }

    /// <summary>Seed of all random numbers.</summary>
    public required ulong Seed { get; init; }

    /// <summary>
    /// False where the run was ended early: what is there is true up to <see cref="SimulatedMs"/>; and where some of what was
    /// recorded is lost.
    /// </summary>
    public required bool Complete { get; init; }

    /// <summary>Of which times what was recorded is lost, in order; none in most runs.</summary>
    public IReadOnlyList<LostTime> Lost { get; init; } = [];

    /// <summary>What a person should know of the network although it is fit to run; none in most runs.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Length of a step [ms].</summary>
    public required double DtMs { get; init; }

    /// <summary>
    /// Time between two samples [ms], the mean where they differ by a step; null where only the start and the end were sampled.
    /// </summary>
    public double? SampleIntervalMs { get; init; }

    /// <summary>Where it comes from; null in a summary of an earlier version.</summary>
    public Provenance? Provenance { get; init; }

    /// <summary>The partitions.</summary>
    public required IReadOnlyList<PartitionSummary> Partitions { get; init; }

    /// <summary>The populations, in the network's order.</summary>
    public required IReadOnlyList<PopulationSummary> Populations { get; init; }

    /// <summary>The projections, in the network's order.</summary>
    public required IReadOnlyList<ProjectionSummary> Projections { get; init; }

    /// <summary>Number of neurons.</summary>
    public required long Neurons { get; init; }

    /// <summary>Number of synapses by projection.</summary>
    public required IReadOnlyDictionary<string, SynapseCounts> Synapses { get; init; }

    /// <summary>What rewiring did, by projection; projections without rewiring are left out.</summary>
    public required IReadOnlyDictionary<string, RewiringTotals> Rewiring { get; init; }

    /// <summary>Simulated time [ms].</summary>
    public required double SimulatedMs { get; init; }

    /// <summary>Time to build the network [s].</summary>
    public required double BuildSeconds { get; init; }

    /// <summary>Time to simulate it [s].</summary>
    public required double LoopSeconds { get; init; }

    /// <summary>
    /// Time to read samples and to write data [s], beside <see cref="LoopSeconds"/>; NaN in a summary of an earlier version.
    /// </summary>
    public double RecordingSeconds { get; init; } = double.NaN;

    /// <summary>Wall seconds per simulated second.</summary>
    public required double RealTimeFactor { get; init; }

    /// <summary>Time of each phase of a step [s]: deliver, update, rewire, exchange, record.</summary>
    public required IReadOnlyDictionary<string, double> PhaseSeconds { get; init; }

    /// <summary>Spikes delivered, once per synapse.</summary>
    public required long SynapticEvents { get; init; }

    /// <summary>Spikes of all neurons; 0 in a summary of an earlier version.</summary>
    public long Spikes { get; init; }

    /// <summary>Mean rate by population [Hz]: of the whole run, or where there is an <see cref="Activity"/> of the time that it is of.</summary>
    public required IReadOnlyDictionary<string, double> MeanRateHz { get; init; }

    /// <summary>Irregularity and synchrony by population; null where the experiment does not ask for them.</summary>
    public ActivitySummary? Activity { get; init; }

    /// <summary>What independent simulators or publications give for this network.</summary>
    public IReadOnlyList<ReferenceValue> References { get; init; } = [];

    /// <summary>Most memory that the process held [bytes].</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>Digest of neurons and synapses at the end, "sha256:" and 64 hexadecimal digits.</summary>
    public required string Digest { get; init; }

    /// <summary>Digest of all that the network goes on from; null where it was not asked for.</summary>
    public string? FullDigest { get; init; }

    /// <summary>How the partitions worked together; null where a single thread ran the network.</summary>
    public ClusterSummary? Cluster { get; init; }

    /// <summary>Losses of nodes that the run went on after, oldest first.</summary>
    public IReadOnlyList<RecoverySummary> Recoveries { get; init; } = [];

    /// <summary>What its checkpoints cost; null where it had none.</summary>
    public CheckpointSummary? Checkpoints { get; init; }

    /// <summary>What the experiment adds of its own, by key.</summary>
    public IReadOnlyDictionary<string, JsonNode> Additional { get; init; } = new Dictionary<string, JsonNode>();
}

/// <summary>How partitions worked together.</summary>
/// <param name="RunId">Name of the run, by which it can be fetched.</param>
/// <param name="Transport">What carried spikes between nodes: "actors" or "direct"; "shared" within one process.</param>
/// <param name="BytesSent">Bytes of spike frames that the busiest node sent to the node that it sent most to.</param>
/// <param name="MessagesSent">Messages of spike frames that a node sent to each node that it has a link to.</param>
public sealed record ClusterSummary(string RunId, string Transport, long BytesSent, long MessagesSent);

/// <summary>A time of which what was recorded is lost, since reports that lay with checkpoints were damaged.</summary>
/// <param name="AfterMs">Model time of the sample before it [ms].</param>
/// <param name="BeforeMs">Model time of the sample after it [ms].</param>
public sealed record LostTime(double AfterMs, double BeforeMs);

/// <summary>A loss that a run went on after.</summary>
/// <param name="Time">When it was seen, as UTC.</param>
/// <param name="Reason">What was lost, and how that was seen.</param>
/// <param name="LostAtStep">The step that the furthest partition had reached.</param>
/// <param name="ResumedAtStep">The step that the run went on from.</param>
/// <param name="StepsRepeated">Steps in between.</param>
/// <param name="Seconds">Time from the loss to the run's going on [s].</param>
public sealed record RecoverySummary(
    DateTime Time, string Reason, int LostAtStep, int ResumedAtStep, int StepsRepeated, double Seconds);

/// <summary>What the checkpoints of a run cost.</summary>
/// <param name="Written">Checkpoints that are complete.</param>
/// <param name="Failed">Checkpoints that could not be written.</param>
/// <param name="Bytes">Size of the last one.</param>
/// <param name="PauseSeconds">Time that partitions stood still for them [s].</param>
/// <param name="WriteSeconds">Time that writing took beside the simulation [s].</param>
/// <param name="LastFailure">Why the last one that failed did; null where none did.</param>
public sealed record CheckpointSummary(
    int Written, int Failed, long Bytes, double PauseSeconds, double WriteSeconds, string? LastFailure);

/// <summary>A partition in a summary.</summary>
/// <param name="Index">Its number.</param>
/// <param name="Device">Its device.</param>
/// <param name="Node">The node that held it; "local" within one process.</param>
/// <param name="Neurons">Neurons that it held.</param>
public sealed record PartitionSummary(int Index, string Device, string Node, long Neurons);

/// <summary>A population in a summary; width and height are 0 without a grid.</summary>
public sealed record PopulationSummary(string Name, int Size, int Width, int Height);

/// <summary>A projection in a summary.</summary>
public sealed record ProjectionSummary(string Name, string Source, string Target, int DelaySteps);

/// <summary>Number of synapses at the start and at the end.</summary>
public sealed record SynapseCounts(long Initial, long Final);

/// <summary>Rewiring over a whole run.</summary>
public sealed record RewiringTotals(long Attempts, long Formed, long Eliminated);
