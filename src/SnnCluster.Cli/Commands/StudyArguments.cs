using System.CommandLine;
using SnnCluster.Experiments.Studies;

namespace SnnCluster.Cli.Commands;

/// <summary>
/// The options of the scaling studies <c>snncluster study ...</c>: those that all have, and those of one of them. All
/// values are read as text, so that what is wrong with them is told in our words and all at once.
/// </summary>
internal sealed class StudyArguments(StudyKind kind) : IParameterArguments
{
    public StudyKind Kind => kind;

    public Option<string> Experiment { get; } = NewOption.Value(
        "--experiment", "EXPERIMENT", "A built-in experiment (see 'snncluster experiments'), or My.dll:MyExperiment; must be given.");

    public Option<string> Sizes { get; } = NewOption.Value(
        "--sizes",
        "LIST",
        "Sizes of the network, separated by commas: values of the parameter that the experiment declares as its size; default: the experiment's.");

    public Option<string> Beside { get; } = NewOption.Value(
        "--beside",
        "LIST",
        "Simulators that run the same networks beside this one, separated by commas: brian2, nest, genn, where they are installed and there is a script; default: none.");

    public Option<string> Peers { get; } = NewOption.Value(
        "--peers", "DIR", "Folder with a folder of scripts for each simulator, a script for each network (DIR/brian2/brunel.py); default: benchmarks.");

    public Option<string> Size { get; } = NewOption.Value(
        "--size", "NUMBER", "Size of the network, a value of the parameter that the experiment declares as its size; default: the largest of the experiment's sizes.");

    public Option<string> SizePerPartition { get; } = NewOption.Value(
        "--size-per-partition",
        "NUMBER",
        "Size of the network of one partition; for more it grows so that neurons grow with partitions. Default: the middle one of the experiment's sizes.");

    public Option<string> Partitions { get; } = NewOption.Value(
        "--partitions", "LIST", "Numbers of partitions, separated by commas; default: 1,2,4.");

    public Option<string> Seeds { get; } = NewOption.Value(
        "--seeds", "INTEGER", "Repetitions of each case, with seeds 1, 2, ...; default: 3.");

    public Option<string> DurationMs { get; } = NewOption.Value(
        "--duration-ms", "NUMBER", "Simulated time of a run [ms]; default: the experiment's.");

    public Option<string> WarmUpMs { get; } = NewOption.Value(
        "--warm-up-ms",
        "NUMBER",
        "Simulated time of a first run that is discarded [ms], 0 for none; default: a tenth of the duration, at most 500.");

    public Option<string> DtMs { get; } = NewOption.Value(
        "--dt-ms", "NUMBER", "Length of a step [ms]; default: the experiment's.");

    public Option<string> Device { get; } = NewOption.Value(
        "--device", "DEVICE", "auto, host, cuda, opencl or ilgpu-cpu, or one of several, as cuda:1; default: auto.");

    public Option<string> Cluster { get; } = NewOption.Cluster();

    public Option<string> Transport { get; } = NewOption.Transport();

    public Option<string> Config { get; } = NewOption.ClientConfig();

    public Option<string[]> Set { get; } = new("--set")
    {
        HelpName = "NAME=VALUE",
        Description = "Set a parameter of the experiment for all runs; may be repeated. Default: none.",
        Arity = ArgumentArity.OneOrMore,
    };

    public Option<string> PredictNodes { get; } = NewOption.Value(
        "--predict-nodes",
        "LIST",
        "Numbers of nodes, separated by commas, to predict the real-time factor for; default: "
            + (kind.ComparesPartitions() ? "1,8,64,512." : "none, as no exchange is measured."));

    public Option<string> Out { get; } = NewOption.Value("--out", "DIR", "Folder for data, figures and report; must be given.");

    public Option<bool> Force { get; } = NewOption.Flag("--force", "Replace the study that is in DIR; default: refuse.");

    public Option<bool> Json { get; } = NewOption.Flag(
        "--json", "Print study.json, and nothing else, on standard output; default: tables.");

    public Option<bool> Quiet { get; } = NewOption.Flag("--quiet", "Show no progress and no notes; default: both on standard error.");

    /// <inheritdoc/>
    public ExperimentOptions OfExperiment { get; private set; } = ExperimentOptions.None;

    /// <inheritdoc/>
    public IReadOnlyList<Option<string>> CommonOptions => [DurationMs, DtMs, Seeds, Partitions, Device, Cluster, Transport];

    /// <summary>The command.</summary>
    /// <param name="words">The words after its name: they say which experiment has options of its own.</param>
    public ExperimentCommand CreateCommand(IEnumerable<string> words)
    {
        ExperimentCommand command = CreateCommand();
        OfExperiment = command.Take(ExperimentOptions.Find(words, command, Experiment));
        return command;
    }

    private ExperimentCommand CreateCommand() => kind switch
    {
        StudyKind.SpeedVsSize => New("Measure how time grows with the size of the network.", [Sizes, Beside, Peers]),
        StudyKind.StrongScaling => New("Measure one network on several numbers of partitions.", [Size, Partitions]),
        _ => New("Measure a network that grows with the number of partitions.", [SizePerPartition, Partitions]),
    };

    private ExperimentCommand New(string description, Option<string>[] own)
    {
        var command = new ExperimentCommand(kind.Name(), description);
        Option[] all =
        [
            Experiment, .. own, Seeds, DurationMs, WarmUpMs, DtMs, Device, Cluster, Transport, Config, Set, PredictNodes, Out, Force,
            Json, Quiet,
        ];
        foreach (Option option in all)
        {
            command.Add(option);
        }

        return command;
    }
}
