using System.CommandLine;
using SnnCluster.Cluster.Actors;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Commands;

/// <summary>Reads the text of options that are about clusters.</summary>
internal static class ClusterText
{
    /// <summary>Environment variable that stands for --cluster.</summary>
    public const string Variable = "SNNCLUSTER_CLUSTER";

    /// <summary>Address of a node of a cluster; null where the run is for this process.</summary>
    public static string? Address(ParseResult parsed, Option<string> option, ValidationErrors errors)
    {
        (string name, string? text) = parsed.GetValue(option) is string given
            ? (option.Name, given)
            : (Variable, Environment.GetEnvironmentVariable(Variable));
        if (string.IsNullOrEmpty(text) && name == Variable)
        {
            return null;
        }

        if (NodeAddress.Parse(text!) is null)
        {
            errors.Add($"{name} is '{text}': must be HOST:PORT of any node of the cluster, with a port from 1 to 65535");
        }

        return text;
    }

    /// <summary>Text of a HOCON file; empty where none is given.</summary>
    public static string Configuration(ParseResult parsed, Option<string> option, ValidationErrors errors) =>
        ClientConfiguration.Read(parsed.GetValue(option), option.Name, errors);

    /// <summary>One of some words; null where the option is absent.</summary>
    public static string? OneOf(
        ParseResult parsed, Option<string> option, IReadOnlyList<string> words, ValidationErrors errors)
    {
        if (parsed.GetValue(option) is not string text)
        {
            return null;
        }

        if (!words.Contains(text))
        {
            errors.Add($"{option.Name} is '{text}': must be {string.Join(", ", words.SkipLast(1))} or {words[^1]}"
                + NearestName.Guess(text, words));
        }

        return text;
    }
}
