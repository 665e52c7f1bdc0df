using System.CommandLine;

namespace SnnCluster.Cli.Commands;

/// <summary>The options of a command with which a user sets parameters of an experiment.</summary>
internal interface IParameterArguments
{
    /// <summary>Options for the parameters of the experiment that the command line names.</summary>
    ExperimentOptions OfExperiment { get; }

    /// <summary>Options that every experiment has, which are no parameters.</summary>
    IReadOnlyList<Option<string>> CommonOptions { get; }

    /// <summary>Any parameter, as NAME=VALUE.</summary>
    Option<string[]> Set { get; }
}
