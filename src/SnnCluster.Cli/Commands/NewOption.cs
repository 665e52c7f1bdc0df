using System.CommandLine;
using SnnCluster.Cli.Output;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Commands;

/// <summary>Makes options. Values are read as text, so that what is wrong with them is told in our words.</summary>
internal static class NewOption
{
    /// <summary>An option with one value.</summary>
    public static Option<string> Value(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description, Arity = ArgumentArity.ExactlyOne };

    /// <summary>An option that is there or not.</summary>
    public static Option<bool> Flag(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>Where to run: --cluster of commands that run in this process without it.</summary>
    public static Option<string> Cluster() => Value(
        "--cluster",
        "HOST:PORT",
        $"Run on the nodes of a cluster: the address of any of them; default: {ClusterText.Variable} in the environment, else "
            + "this process.");

    /// <summary>How a command tells how far it has come.</summary>
    public static Option<string> Progress()
    {
        Option<string> option = Value(
            EventLines.OptionName,
            "WORD",
            $"auto: a bar on a terminal, else a line now and then, on standard error; {EventLines.Word}: for programs, a JSON object for each event on standard output, "
                + "progress, notes, errors and the result (see docs/python.md), and an early end where nobody reads it any more; default: auto.");
        option.Validators.Add(result =>
        {
            string[] words = ["auto", EventLines.Word];
            if (result.GetValueOrDefault<string>() is string word && !words.Contains(word))
            {
                result.AddError($"{option.Name} is '{word}': must be {words[0]} or {words[1]}{NearestName.Hint(word, words)}");
            }
        });
        return option;
    }

    /// <summary>What carries spikes between nodes.</summary>
    public static Option<string> Transport() => Value(
        "--transport", "NAME", "What carries spikes between nodes: auto, direct or actors; default: auto, which is direct.");

    /// <summary>Where files lie that descriptions refer to.</summary>
    public static Option<string> Files() => Value(
        "--files", "DIR", "Folder of the files that descriptions refer to and that are too large to travel with them; default: none.");

    /// <summary>Models of one's own, for descriptions.</summary>
    public static Option<string> ModelAssembly() => Value(
        "--models", "FILE", "Assembly of your own whose models and rules the description names; default: built-in ones only.");

    /// <summary>How a client speaks to a cluster that uses TLS.</summary>
    public static Option<string> ClientConfig() => Value(
        "--config", "FILE", "HOCON file with the TLS settings of a cluster that uses it; default: no TLS.");
}
