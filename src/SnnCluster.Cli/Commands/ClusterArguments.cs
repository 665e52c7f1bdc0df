using System.CommandLine;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Commands;

/// <summary>The options of commands that speak to a cluster.</summary>
internal sealed class ClusterArguments
{
    public Option<string> Cluster { get; } = new("--cluster")
    {
        HelpName = "HOST:PORT",
        Description = $"Any node of the cluster; default: {ClusterText.Variable} in the environment.",
        Arity = ArgumentArity.ExactlyOne,
    };

    public Option<string> Config { get; } = NewOption.ClientConfig();

    /// <summary>Address and configuration.</summary>
    /// <exception cref="InvalidDescriptionException">One is missing or wrong; it says all that is.</exception>
    public (string Address, string Configuration) Read(ParseResult parsed)
    {
        var errors = new ValidationErrors();
        string? address = ClusterText.Address(parsed, Cluster, errors);
        string configuration = ClusterText.Configuration(parsed, Config, errors);
        if (address is null)
        {
            errors.Add($"--cluster HOST:PORT is missing, and {ClusterText.Variable} is not set in the environment");
        }

        errors.ThrowIfAny();
        return (address!, configuration);
    }
}
