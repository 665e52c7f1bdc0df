using System.CommandLine;

namespace SnnCluster.Cli.Commands;

/// <summary>A command whose options depend on the experiment that its words name.</summary>
internal sealed class ExperimentCommand(string name, string description) : Command(name, description)
{
    /// <summary>What is wrong with the experiment's name: it explains options that are not known.</summary>
    public IReadOnlyList<string> Findings { get; private set; } = [];

    /// <summary>Adds the experiment's options.</summary>
    /// <returns>The same.</returns>
    public ExperimentOptions Take(ExperimentOptions options)
    {
        Findings = options.Findings;
        foreach (Option option in options.Values.Select(value => (Option)value.Option).Concat(options.Flags.Select(flag => flag.Option)))
        {
            Add(option);
        }

        return options;
    }
}
