using System.CommandLine;
using SnnCluster.Experiments.Classifiers;

namespace SnnCluster.Cli.Commands;

/// <summary>The options of <c>snncluster train</c>: one for each parameter of a training, and those that say where.</summary>
internal sealed class TrainArguments
{
    public TrainArguments()
    {
        foreach (TrainingParameter parameter in TrainingParameters.All)
        {
            if (parameter.IsFlag)
            {
                Flags.Add((NewOption.Flag(parameter.Option, parameter.Description), parameter));
            }
            else
            {
                Values.Add((NewOption.Value(parameter.Option, parameter.HelpName, parameter.Description), parameter));
            }
        }
    }

    /// <summary>Parameters with a value.</summary>
    public List<(Option<string> Option, TrainingParameter Parameter)> Values { get; } = [];

    /// <summary>Parameters that are there or not.</summary>
    public List<(Option<bool> Option, TrainingParameter Parameter)> Flags { get; } = [];

    public Option<string> Data { get; } = NewOption.Value(
        "--data",
        "DIR|FILE",
        "Folder with the files of the data set (see 'snncluster data'), or one file of your own; default: none, which randman does with.");

    public Option<string> Workers { get; } = NewOption.Value(
        "--workers",
        "INTEGER",
        "Replicas that share each batch; default: 1, on a cluster one for each core. The result does not depend on it.");

    public Option<string> Cluster { get; } = NewOption.Cluster();

    public Option<string> ClientConfig { get; } = NewOption.ClientConfig();

    public Option<string> Out { get; } = NewOption.Value(
        "--out", "DIR", "Folder for the network, checkpoints, metrics and figures; default: nothing is written.");

    public Option<string> Resume { get; } = NewOption.Value(
        "--resume",
        "DIR",
        "Go on with the training in this folder from its last checkpoint, with its parameters; --epochs may grow.");

    public Option<bool> Force { get; } = NewOption.Flag("--force", "Replace the training that is in DIR; default: refuse.");

    public Option<string> Progress { get; } = NewOption.Progress();

    public Option<bool> Json { get; } = NewOption.Flag(
        "--json", "Print the summary as JSON, and nothing else, on standard output; default: tables.");

    public Option<bool> Quiet { get; } = NewOption.Flag(
        "--quiet", "Show no progress and no notes; default: both on standard error.");

    public Command CreateCommand()
    {
        var command = new Command("train", "Train a spiking classifier by e-prop, dense or sparse, with or without DEEP R.");
        foreach (TrainingParameter parameter in TrainingParameters.All)
        {
            command.Add(
                (Option?)Values.FirstOrDefault(pair => pair.Parameter == parameter).Option
                    ?? Flags.First(pair => pair.Parameter == parameter).Option);
            if (parameter.Name == "dataset")
            {
                command.Add(Data);
            }
        }

        foreach (Option option in new Option[] { Workers, Cluster, ClientConfig, Out, Resume, Force, Progress, Json, Quiet })
        {
            command.Add(option);
        }

        return command;
    }
}
