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
        "--experiment", "EXPERIMENT", "A built-in experiment, or My.dll:MyExperiment; default: topographic-map.");

    public Option<string> Scales { get; } = NewOption.Value(
        "--scales", "LIST", "Scales of the network, separated by commas; default: 1,2,3,4,5,6,7.");

    public Option<string> Scale { get; } = NewOption.Value("--scale", "NUMBER", "Scale of the network; default: 7.");

    public Option<string> ScalePerPartition { get; } = NewOption.Value(
        "--scale-per-partition",
        "NUMBER",
        "Scale of the network of one partition, times the square root of the partitions for more; default: 4.");

    public Option<string> Partitions { get; } = NewOption.Value(
        "--partitions", "LIST", "Numbers of partitions, separated by commas; default: 1,2,4.");

    public Option<string> Seeds { get; } = NewOption.Value(
        "--seeds", "INTEGER", "Repetitions of each case, with seeds 1, 2, ...; default: 3.");

    public Option<string> DurationMs { get; } = NewOption.Value(
        "--duration-ms", "NUMBER", "Simulated time of a run [ms]; default: the experiment's, 60000 for topographic-map.");

    public Option<string> WarmUpMs { get; } = NewOption.Value(
        "--warm-up-ms",
        "NUMBER",
        "Simulated time of a first run that is discarded [ms], 0 for none; default: a tenth of the duration, at most 500.");

    public Option<string> DtMs { get; } = NewOption.Value(
        "--dt-ms", "NUMBER", "Length of a step [ms]; default: the experiment's, 0.1 for topographic-map.");

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
    public IReadOnlyList<Option<string>> ParameterOptions => [];

    /// <inheritdoc/>
    public IReadOnlyList<(Option<bool> Option, string Parameter, string Value)> ParameterFlags => [];

    /// <inheritdoc/>
    public IReadOnlyList<Option<string>> CommonOptions => [DurationMs, DtMs, Seeds, Partitions, Device, Cluster, Transport];

    public Command CreateCommand() => kind switch
    {
        StudyKind.SpeedVsSize => New("Measure how time grows with the size of the network.", [Scales]),
        StudyKind.StrongScaling => New("Measure one network on several numbers of partitions.", [Scale, Partitions]),
        _ => New("Measure a network that grows with the number of partitions.", [ScalePerPartition, Partitions]),
    };

    private Command New(string description, Option<string>[] own)
    {
        var command = new Command(kind.Name(), description);
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
