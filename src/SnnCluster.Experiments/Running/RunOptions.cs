using SnnCluster.Experiments.Figures;

namespace SnnCluster.Experiments.Running;

/// <summary>What a user may say of a run, whatever the experiment.</summary>
public sealed record RunOptions
{
    /// <summary>Simulated time [ms]; the experiment's default where null.</summary>
    public double? DurationMs { get; init; }

    /// <summary>Length of a step [ms]; the experiment's default where null.</summary>
    public double? DtMs { get; init; }

    /// <summary>Seed of all random numbers; default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Number of partitions; 0, the default: one in this process, one for each device on a cluster. The answer does not
    /// depend on it.
    /// </summary>
    public int Partitions { get; init; }

    /// <summary>Share of the network for each partition, in any unit; none: by estimated cost.</summary>
    public IReadOnlyList<double> Shares { get; init; } = [];

    /// <summary>Any node of the cluster to run on, as host:port; null: this process.</summary>
    public string? Cluster { get; init; }

    /// <summary>
    /// Whether the run is only handed to <see cref="Cluster"/>, and its results are fetched later: everything is recorded that
    /// was asked for, though nothing is written here. False by default.
    /// </summary>
    public bool IsDetached { get; init; }

    /// <summary>Text of a HOCON file for the client of a cluster, for TLS; empty by default.</summary>
    public string ClusterConfiguration { get; init; } = "";

    /// <summary>What carries spikes between nodes: "auto", "actors" or "direct".</summary>
    public string Transport { get; init; } = "auto";

    /// <summary>Whether a run waits where others hold the devices that it needs; else it is refused.</summary>
    public bool WaitsIfBusy { get; init; } = true;

    /// <summary>
    /// Whether actors run even a single partition of this process, which needs none; to measure what they cost.
    /// </summary>
    public bool ForcesActors { get; init; }

    /// <summary>Device: auto, host, cuda, opencl, ilgpu-cpu, or one of several such as cuda:1.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Parameters of the experiment as text, by name.</summary>
    public IReadOnlyDictionary<string, string> Set { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// What to record beyond the defaults: "spikes", "connectivity" (a snapshot at every sample, besides those at the start
    /// and the end), or a state variable as "population.Variable" (of the first <see cref="RecordedNeurons"/> neurons).
    /// Needs <see cref="OutputDirectory"/>.
    /// </summary>
    public IReadOnlyList<string> Record { get; init; } = [];

    /// <summary>Neurons of a population whose state is recorded; default 16, the first ones.</summary>
    public int RecordedNeurons { get; init; } = 16;

    /// <summary>
    /// Time between two values of a recorded state variable [ms], whole steps, at most the run; where null as many steps as fit
    /// into 1 ms, at least one.
    /// </summary>
    public double? StateIntervalMs { get; init; }

    /// <summary>
    /// Time between two samples of connectivity and rates over time [ms], whole steps; where null samples divide the run
    /// evenly, about sixty of them.
    /// </summary>
    public double? SampleIntervalMs { get; init; }

    /// <summary>
    /// Whether connectivity is sampled and written; true by default. Without it there are no files of synapses, and no
    /// quantities over time that are made of them.
    /// </summary>
    public bool KeepsConnectivity { get; init; } = true;

    /// <summary>
    /// Whether a second digest is made at the end, of all that the network goes on from: spikes and input under way, traces, state of synapses. It takes
    /// a snapshot. False by default.
    /// </summary>
    public bool HasFullDigest { get; init; }

    /// <summary>Whether figures are drawn; true by default. They can be drawn later, from the files (<see cref="Figures.RunReport"/>).</summary>
    public bool DrawsFigures { get; init; } = true;

    /// <summary>Is told what probes give while the run goes on; null, the default: nobody.</summary>
    public IRunObserver? Observer { get; init; }

    /// <summary>Where to write results; nothing is written where null.</summary>
    public string? OutputDirectory { get; init; }

    /// <summary>Whether results of an earlier run in <see cref="OutputDirectory"/> may be replaced.</summary>
    public bool Force { get; init; }

    /// <summary>
    /// Time between two checkpoints [ms], at least a step; none are written where null. Needs <see cref="OutputDirectory"/>.
    /// </summary>
    public double? CheckpointEveryMs { get; init; }

    /// <summary>
    /// Folder of checkpoints, by the name that all nodes know it by; null: "checkpoints" in <see cref="OutputDirectory"/>.
    /// </summary>
    public string? CheckpointDirectory { get; init; }

    /// <summary>
    /// On how many nodes of a cluster all of a checkpoint lies. With 1 all nodes see one folder; with more, each has its own
    /// under that name. Needs <see cref="CheckpointEveryMs"/> and <see cref="Cluster"/>.
    /// </summary>
    public int CheckpointReplicas { get; init; } = 1;

    /// <summary>How many of the last checkpoints are kept, at least 1.</summary>
    public int KeptCheckpoints { get; init; } = 3;

    /// <summary>Whether the run goes on from the checkpoint that is there.</summary>
    public bool Resumes { get; init; }

    /// <summary>Whether it may go on with another kind of device, which gives other bits.</summary>
    public bool AllowsOtherDevice { get; init; }

    /// <summary>
    /// The command line, for the record in the summary; empty where there was none. A run that was submitted before keeps its
    /// own.
    /// </summary>
    public string CommandLine { get; init; } = "";
}

/// <summary>How far a run has come.</summary>
/// <param name="Phase">What goes on: "wait" (for another run), "build", "run", "recover" or "write".</param>
/// <param name="SimulatedMs">Simulated time so far [ms].</param>
/// <param name="DurationMs">Simulated time in all [ms].</param>
/// <param name="LoopSeconds">Wall time of the simulation so far [s].</param>
/// <param name="RecordingSeconds">Wall time of the samples between the start and the end so far [s].</param>
/// <param name="RunId">The run's name in a cluster, by which it can be fetched; null in this process.</param>
/// <param name="Ahead">How many runs are on or wait before it, where it waits.</param>
/// <param name="Reason">Why it does not go on, while it recovers; null else.</param>
public readonly record struct RunProgress(
    string Phase,
    double SimulatedMs,
    double DurationMs,
    double LoopSeconds,
    double RecordingSeconds = 0,
    string? RunId = null,
    int Ahead = 0,
    string? Reason = null);

/// <summary>What a run gives back.</summary>
/// <param name="Summary">The summary, as summary.json holds it.</param>
/// <param name="Notes">What a person should know, such as of the network's rates, or which device was picked and why.</param>
public sealed record RunResult(Results.RunSummary Summary, IReadOnlyList<string> Notes)
{
    /// <summary>Its figures; none where no folder was named.</summary>
    public FigureFiles Figures { get; init; } = FigureFiles.None;

    /// <summary>
    /// The folder that its files are in: the one that was named, or, where the run ended early and there are results of an earlier
    /// one, the one within that new results wait in. Null where nothing was written.
    /// </summary>
    public string? Folder { get; init; }
}
