using System.CommandLine;

namespace SnnCluster.Cli.Commands;

/// <summary>
/// The argument and options of <c>snncluster sweep</c>. All values are read as text, so that what is wrong with them is
/// told in our words and all at once.
/// </summary>
internal sealed class SweepArguments : IParameterArguments
{
    public Argument<string> Experiment { get; } = new("experiment")
    {
        HelpName = "EXPERIMENT",
        Description = "a built-in experiment (see 'snncluster experiments'), or My.dll:MyExperiment",
    };

    public Option<string[]> Set { get; } = new("--set")
    {
        HelpName = "NAME=LIST",
        Description = "Values of a parameter, separated by commas, or a range FROM:TO:STEP; may be repeated: each combination is a run. Default: none.",
        Arity = ArgumentArity.OneOrMore,
    };

    public Option<string> Seeds { get; } = NewOption.Value("--seeds", "LIST", "Seeds of each combination, separated by commas, or ranges FROM:TO; default: 1.");

    public Option<string> DurationMs { get; } = NewOption.Value("--duration-ms", "NUMBER", "Simulated time of a run [ms]; default: the experiment's.");

    public Option<string> DtMs { get; } = NewOption.Value("--dt-ms", "NUMBER", "Length of a step [ms]; default: the experiment's.");

    public Option<string> Partitions { get; } = NewOption.Value(
        "--partitions", "INTEGER", "Partitions that each network is cut into; default: 1. The results do not depend on it.");

    public Option<string> Device { get; } = NewOption.Value(
        "--device", "DEVICE", "auto, host, cuda, opencl or ilgpu-cpu, or one of several, as cuda:1; default: auto.");

    public Option<string> Parallel { get; } = NewOption.Value(
        "--parallel", "INTEGER", "Runs at once; default: as many as the host has cores, or the process GPUs (several on each where networks are small), or the cluster devices for them.");

    public Option<string> Cluster { get; } = NewOption.Cluster();

    public Option<string> Transport { get; } = NewOption.Transport();

    public Option<string> Config { get; } = NewOption.ClientConfig();

    public Option<string[]> Record { get; } = new("--record")
    {
        HelpName = "LIST",
        Description = "What each run records, as of 'snncluster run'; default: nothing but summary.json.",
        Arity = ArgumentArity.OneOrMore,
    };

    public Option<string[]> Figure { get; } = new("--figure")
    {
        HelpName = "COLUMN[:PARAMETER[,PARAMETER]]",
        Description = "A column of the table to draw over one or two swept parameters, by default the first two; may be repeated. Default: the mean rates.",
        Arity = ArgumentArity.OneOrMore,
    };

    public Option<string> Out { get; } = NewOption.Value(
        "--out", "DIR", "Folder for the runs, the table and the figures; one that holds a sweep is gone on with. Must be given.");

    public Option<bool> Force { get; } = NewOption.Flag("--force", "Make runs anew that are whole; default: leave them out.");

    public Option<string> Progress { get; } = NewOption.Progress();

    public Option<bool> Json { get; } = NewOption.Flag("--json", "Print sweep.json, and nothing else, on standard output; default: a table.");

    public Option<bool> Quiet { get; } = NewOption.Flag("--quiet", "Show no progress and no notes; default: both on standard error.");

    /// <inheritdoc/>
    public ExperimentOptions OfExperiment { get; private set; } = ExperimentOptions.None;

    /// <inheritdoc/>
    public IReadOnlyList<Option<string>> CommonOptions => [DurationMs, DtMs, Seeds, Partitions, Device, Parallel, Cluster, Transport];

    /// <summary>The command.</summary>
    /// <param name="words">The words after its name: they say which experiment has options of its own.</param>
    public ExperimentCommand CreateCommand(IEnumerable<string> words)
    {
        var command = new ExperimentCommand("sweep", "Run an experiment for each combination of values of its parameters, and make a table of what comes out.")
        {
            Experiment,
        };
        Option[] all =
        [
            Set, Seeds, DurationMs, DtMs, Partitions, Device, Parallel, Cluster, Transport, Config, Record, Figure, Out, Force, Progress, Json, Quiet,
        ];
        foreach (Option option in all)
        {
            command.Add(option);
        }

        OfExperiment = command.Take(ExperimentOptions.Find(words, command));
        return command;
    }
}
