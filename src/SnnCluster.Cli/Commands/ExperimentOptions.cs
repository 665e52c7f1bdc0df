using System.CommandLine;
using SnnCluster.Cli.Loading;
using SnnCluster.Cli.Output;
using SnnCluster.Experiments;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Commands;

/// <summary>
/// Options for the parameters of the experiment that a command line names: <c>--NAME VALUE</c>, and for those that are true or false
/// <c>--NAME</c> or, where true is the default, <c>--no-NAME</c>. They are known only after a first look at the words.
/// </summary>
internal sealed class ExperimentOptions
{
    private readonly List<(Option<string> Option, string Parameter)> _values = [];
    private readonly List<(Option<bool> Option, string Parameter, string Value)> _flags = [];

    private ExperimentOptions()
    {
    }

    /// <summary>None.</summary>
    public static ExperimentOptions None { get; } = new();

    /// <summary>Options that take a value.</summary>
    public IReadOnlyList<(Option<string> Option, string Parameter)> Values => _values;

    /// <summary>Options that set a parameter to one value.</summary>
    public IReadOnlyList<(Option<bool> Option, string Parameter, string Value)> Flags => _flags;

    /// <summary>What is wrong with the word that names the experiment; nothing where there is none, or it was found.</summary>
    public IReadOnlyList<string> Findings { get; private init; } = [];

    /// <summary>Those of the experiment that some words name.</summary>
    /// <param name="words">The words after the command's name.</param>
    /// <param name="command">The command with all options that it has for any experiment.</param>
    /// <param name="named">The option that names the experiment; null where an argument does.</param>
    public static ExperimentOptions Find(IEnumerable<string> words, Command command, Option? named = null)
    {
        if (WordOf([.. words], command, named) is not string word)
        {
            return None;
        }

        // A description has no parameters; what is wrong with it is told when it is run.
        if (ExperimentReference.IsDescription(word))
        {
            return None;
        }

        var errors = new ValidationErrors();
        if (ExperimentReference.Resolve(word, errors) is not Experiment experiment)
        {
            return new ExperimentOptions { Findings = [.. errors.Messages] };
        }

        var options = new ExperimentOptions();
        foreach (Parameter parameter in experiment.Parameters)
        {
            options.Add(parameter, [.. command.Options.Select(option => option.Name)]);
        }

        return options;
    }

    private void Add(Parameter parameter, string[] taken)
    {
        bool isOn = parameter.Default is true;
        string name = isOn ? $"--no-{parameter.Name}" : $"--{parameter.Name}";
        if (taken.Contains(name))
        {
            return;
        }

        if (parameter.Default is bool)
        {
            string value = isOn ? "false" : "true";
            string description = isOn
                ? $"Set {parameter.Name} to false; it is whether {Without(parameter.Description)}. Default: true."
                : $"Set {parameter.Name} to true: {parameter.Description}. Default: false.";
            _flags.Add((NewOption.Flag(name, description), parameter.Name, value));
            return;
        }

        string unit = parameter.Unit.Length > 0 ? $" [{parameter.Unit}]" : "";
        string help = parameter.Default switch
        {
            string => "WORD",
            long => "INTEGER",
            _ => "NUMBER",
        };
        string range = parameter.Default is string ? $" ({parameter.Range})" : "";
        _values.Add((
            NewOption.Value(name, help, $"{char.ToUpperInvariant(parameter.Description[0])}{parameter.Description[1..]}{range}{unit}; default: {Numbers.Of(parameter.Default)}."),
            parameter.Name));
    }

    private static string Without(string description)
    {
        const string Whether = "whether ";
        return description.StartsWith(Whether, StringComparison.Ordinal) ? description[Whether.Length..] : description;
    }

    // The first word that is neither an option nor an option's value, and names an experiment; else the first such word.
    private static string? WordOf(string[] words, Command command, Option? named)
    {
        var candidates = new List<string>();
        for (int i = 0; i < words.Length; i++)
        {
            string word = words[i];
            if (!word.StartsWith('-'))
            {
                candidates.Add(word);
                continue;
            }

            string[] parts = word.Split('=', 2);
            Option? option = command.Options.FirstOrDefault(option => option.Name == parts[0]);
            bool hasValue = parts.Length == 1 && option is { Arity.MaximumNumberOfValues: > 0 } && i + 1 < words.Length;
            if (option is not null && option == named)
            {
                return parts.Length == 2 ? parts[1] : hasValue ? words[i + 1] : null;
            }

            i += hasValue ? 1 : 0;
        }

        return named is not null ? null : candidates.Find(ExperimentReference.IsOne) ?? candidates.FirstOrDefault();
    }
}
