using System.CommandLine;

namespace SnnCluster.Cli.Commands;

/// <summary>The options of a command with which a user sets parameters of an experiment.</summary>
internal interface IParameterArguments
{
    /// <summary>Options that stand for one parameter of the experiment.</summary>
    IReadOnlyList<Option<string>> ParameterOptions { get; }

    /// <summary>Options that set one parameter of the experiment to a fixed value.</summary>
    IReadOnlyList<(Option<bool> Option, string Parameter, string Value)> ParameterFlags { get; }

    /// <summary>Options that every experiment has, which are no parameters.</summary>
    IReadOnlyList<Option<string>> CommonOptions { get; }

    /// <summary>Any parameter, as NAME=VALUE.</summary>
    Option<string[]> Set { get; }
}
