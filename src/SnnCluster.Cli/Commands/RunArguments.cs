using System.CommandLine;
using SnnCluster.Cli.Output;

namespace SnnCluster.Cli.Commands;

/// <summary>
/// The argument and options of <c>snncluster run</c>. All values are read as text, so that what is wrong with them is
/// told in our words and all at once.
/// </summary>
internal sealed class RunArguments : IParameterArguments
{
    public Argument<string> Experiment { get; } = new("experiment")
    {
        HelpName = "EXPERIMENT",
        Description = "a built-in experiment (see 'snncluster experiments'), a description file such as my-network.json, a SONATA simulation_config.json, or My.dll:MyExperiment",
    };

    public Option<string> DurationMs { get; } = NewOption.Value(
        "--duration-ms", "NUMBER", "Simulated time [ms]; default: the experiment's.");

    public Option<string> DtMs { get; } = NewOption.Value(
        "--dt-ms", "NUMBER", "Length of a step [ms]; default: the experiment's.");

    public Option<string> Seed { get; } = NewOption.Value("--seed", "INTEGER", "Seed of all random numbers; default: 1.");

    public Option<string> Partitions { get; } = NewOption.Value(
        "--partitions",
        "INTEGER",
        "Partitions that the network is cut into; default: 1. On a cluster: one for each device. The result does not depend on it.");

    public Option<string> Shares { get; } = NewOption.Value(
        "--shares", "LIST", "Share of the network for each partition, as 2,1,1; default: by estimated cost.");

    public Option<string> Cluster { get; } = NewOption.Cluster();

    public Option<string> Transport { get; } = NewOption.Transport();

    public Option<string> IfBusy { get; } = NewOption.Value(
        "--if-busy", "WORD", "Where other runs hold the devices that it needs: wait or refuse; default: wait.");

    public Option<bool> Detach { get; } = NewOption.Flag(
        "--detach",
        "Print the run's name and return; 'snncluster fetch NAME' waits for its end and writes its results. Default: follow the run.");

    public Option<string> ClientConfig { get; } = NewOption.ClientConfig();

    public Option<bool> DryRun { get; } = NewOption.Flag(
        "--dry-run", "Print how the run would be laid out, with memory for each partition, and run nothing.");

    public Option<string> Device { get; } = NewOption.Value(
        "--device", "DEVICE", "auto, host, cuda, opencl or ilgpu-cpu, or one of several, as cuda:1; default: auto.");

    public Option<string[]> Set { get; } = new("--set")
    {
        HelpName = "NAME=VALUE",
        Description = "Set a parameter of the experiment (see --list-parameters), or a value of a description file by its place, as populations.e.size=2000; may be repeated. Default: none.",
        Arity = ArgumentArity.OneOrMore,
    };

    public Option<string[]> Record { get; } = new("--record")
    {
        HelpName = "LIST",
        Description = "Record more, separated by commas: spikes, connectivity (at every sample, besides start and end), a state variable as "
            + "POPULATION.VARIABLE, POPULATION.rate-histogram, .cv-isi or .correlation, PROJECTION.weights, .degrees or .distance; each with "
            + "options such as :every-ms=10:from-ms=500:neurons=0-99 (see docs/results.md). Needs --out. Default: none.",
        Arity = ArgumentArity.OneOrMore,
    };

    public Option<string> RecordNeurons { get; } = NewOption.Value(
        "--record-neurons",
        "INTEGER",
        "Neurons of a population whose state variables are recorded, the first ones; default: 16.");

    public Option<string> RecordIntervalMs { get; } = NewOption.Value(
        "--record-interval-ms", "NUMBER", "Time between two values of a recorded state variable, whole steps [ms]; default: 1, or as many steps as fit into it, at least one.");

    public Option<string> SampleIntervalMs { get; } = NewOption.Value(
        "--sample-interval-ms",
        "NUMBER",
        "Time between two samples of connectivity and rates over time, whole steps [ms]; default: about a sixtieth of the run, so that samples divide it evenly.");

    public Option<bool> NoConnectivity { get; } = NewOption.Flag(
        "--no-connectivity",
        "Write no synapses to --out and look at none; default: synapses at the start and at the end, and statistics of them at every sample.");

    public Option<string> Digest { get; } = NewOption.Value(
        "--digest",
        "WORD",
        "What digests are made of at the end: network (neurons and synapses) or full (also one of all that the network goes on from: spikes and input under way, traces; takes a snapshot); default: network.");

    public Option<string> CheckpointEveryMs { get; } = NewOption.Value(
        "--checkpoint-every-ms",
        "NUMBER",
        "Simulated time between two checkpoints, from which a run goes on when a node is lost, or by 'snncluster resume' [ms]. Needs --out. Default: none.");

    public Option<string> CheckpointFolder { get; } = NewOption.Value(
        "--checkpoint-folder",
        "DIR",
        "Folder of checkpoints, which all nodes see by this name; default: checkpoints in the folder of --out.");

    public Option<string> CheckpointReplicas { get; } = NewOption.Value(
        "--checkpoint-replicas",
        "INTEGER",
        "On how many nodes of the cluster all of a checkpoint lies, each with its own disk: 2 survive the loss of any one with its disk; default: 1, in a folder that all nodes see.");

    public Option<string> KeepCheckpoints { get; } = NewOption.Value(
        "--keep-checkpoints", "INTEGER", "How many of the last checkpoints are kept; default: 3.");

    public Option<string> Models { get; } = NewOption.ModelAssembly();

    public Option<string> Out { get; } = NewOption.Value(
        "--out", "DIR", "Folder for summary, data and figures; default: nothing is written.");

    public Option<bool> Force { get; } = NewOption.Flag("--force", "Replace the run that is in DIR; default: refuse.");

    public Option<bool> NoFigures { get; } = NewOption.Flag(
        "--no-figures", "Draw no figures and write no report; 'snncluster report DIR' makes them later. Default: both.");

    public Option<string> Progress { get; } = NewOption.Progress();

    public Option<string> Live { get; } = NewOption.Value(
        "--live",
        "LIST",
        $"With --progress {EventLines.Word}, tell also what is recorded, with each sample: {string.Join(", ", LiveEvents.Kinds)}, separated by commas. Default: none.");

    public Option<bool> Json { get; } = NewOption.Flag(
        "--json", "Print the summary as JSON, and nothing else, on standard output; default: tables.");

    public Option<bool> Quiet { get; } = NewOption.Flag("--quiet", "Show no progress and no notes; default: both on standard error.");

    public Option<bool> ListParameters { get; } = NewOption.Flag(
        "--list-parameters", "List name, unit, default and range of the experiment's parameters, and run nothing.");

    /// <inheritdoc/>
    public ExperimentOptions OfExperiment { get; private set; } = ExperimentOptions.None;

    /// <summary>Options that every experiment has, which are no parameters.</summary>
    public IReadOnlyList<Option<string>> CommonOptions =>
    [
        DurationMs, DtMs, Seed, Partitions, Shares, Cluster, Transport, IfBusy, Device, RecordNeurons, RecordIntervalMs,
        SampleIntervalMs, CheckpointEveryMs, CheckpointReplicas, KeepCheckpoints,
    ];

    /// <summary>The command.</summary>
    /// <param name="words">The words after its name: they say which experiment has options of its own.</param>
    public ExperimentCommand CreateCommand(IEnumerable<string> words)
    {
        ExperimentCommand command = CreateCommand();
        OfExperiment = command.Take(ExperimentOptions.Find(words, command));
        return command;
    }

    private ExperimentCommand CreateCommand() => new("run", "Run an experiment.")
    {
        Experiment,
        DurationMs,
        DtMs,
        Seed,
        Partitions,
        Shares,
        Device,
        Cluster,
        Transport,
        IfBusy,
        Detach,
        ClientConfig,
        DryRun,
        Set,
        Record,
        RecordNeurons,
        RecordIntervalMs,
        SampleIntervalMs,
        NoConnectivity,
        Digest,
        CheckpointEveryMs,
        CheckpointFolder,
        CheckpointReplicas,
        KeepCheckpoints,
        Models,
        Out,
        Force,
        NoFigures,
        Progress,
        Live,
        Json,
        Quiet,
        ListParameters,
    };
}
