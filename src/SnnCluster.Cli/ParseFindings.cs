using System.CommandLine;
using System.CommandLine.Parsing;
using SnnCluster.Cli.Commands;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli;

/// <summary>
/// What is wrong with the words of a command line, in our own words: the library's messages do not say what there is
/// instead, and it takes an unknown option for an argument.
/// </summary>
internal static class ParseFindings
{
    private const string No = "--no-";

    /// <summary>One message for each thing that is wrong; none where the command line can be run.</summary>
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        if (command.Subcommands.Count > 0)
        {
            return UnknownCommand(parsed, command);
        }

        var findings = new List<string>();
        AddUnknownOptions(parsed, command, findings);
        if (findings.Count > 0 && command is ExperimentCommand named)
        {
            findings.InsertRange(0, named.Findings);
        }
        else if (findings.Count == 0)
        {
            AddArguments(parsed, findings);
        }

        foreach (OptionResult option in parsed.CommandResult.Children.OfType<OptionResult>().Where(option => !option.Implicit))
        {
            AddOption(option, findings);
        }

        return findings.Count > 0 ? findings : [.. parsed.Errors.Select(error => error.Message)];
    }

    /// <summary>The command that shows the help of the one that was meant.</summary>
    public static string HelpFor(ParseResult parsed)
    {
        var names = new List<string>();
        SymbolResult? part = parsed.CommandResult;
        while (part is CommandResult { Command: not RootCommand } command)
        {
            names.Insert(0, command.Command.Name);
            part = part.Parent;
        }

        return string.Join(' ', ["snncluster", .. names, "--help"]);
    }

    private static IReadOnlyList<string> UnknownCommand(ParseResult parsed, Command command)
    {
        string[] names = [.. command.Subcommands.Where(subcommand => !subcommand.Hidden).Select(subcommand => subcommand.Name)];
        return parsed.UnmatchedTokens switch
        {
            [] when parsed.Action is not null && parsed.Errors.Count == 0 => [],
            [] => [$"a command is missing; there are {string.Join(", ", names)}"],
            [string word, ..] when word.StartsWith('-') =>
                [$"unknown option {word}{NearestName.Hint(word, OptionNames(command))}"],
            [string word, ..] => [$"unknown command '{word}'{NearestName.Hint(word, names)}"],
        };
    }

    private static void AddUnknownOptions(ParseResult parsed, Command command, List<string> findings)
    {
        IEnumerable<string> words = parsed.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens.Select(token => token.Value))
            .Concat(parsed.UnmatchedTokens);
        foreach (string word in words.Where(word => word.StartsWith('-')))
        {
            string name = word.Split('=', ':')[0];
            string[] names = OptionNames(command);
            findings.Add(names.Contains(name)
                ? $"{name} takes no value: '{word}'"
                : Opposite(command, name) is string opposite
                    ? $"unknown option {name}: that is the default, and {opposite} turns it {(opposite.StartsWith(No, StringComparison.Ordinal) ? "off" : "on")}"
                : NearestName.Of(name, names) is string nearest
                    ? $"unknown option {name}; did you mean {nearest}?"
                    : $"unknown option {name}");
        }
    }

    // Of what is true or false there is an option for the other value than the default alone.
    private static string? Opposite(Command command, string name)
    {
        string opposite = name.StartsWith(No, StringComparison.Ordinal) ? $"--{name[No.Length..]}" : $"{No}{name.TrimStart('-')}";
        return command.Options.Any(option => option.Name == opposite && option.ValueType == typeof(bool))
            ? opposite
            : null;
    }

    private static void AddArguments(ParseResult parsed, List<string> findings)
    {
        foreach (Argument argument in parsed.CommandResult.Command.Arguments)
        {
            if (argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is not { Tokens.Count: > 0 })
            {
                findings.Add($"{argument.HelpName} is missing: {argument.Description}");
            }
        }

        foreach (string word in parsed.UnmatchedTokens)
        {
            findings.Add($"unexpected argument '{word}'");
        }
    }

    private static void AddOption(OptionResult option, List<string> findings)
    {
        string name = option.Option.Name;
        ArgumentArity arity = option.Option.Arity;
        if (option.Tokens.Count < arity.MinimumNumberOfValues)
        {
            findings.Add($"{name} needs a value");
        }
        else if (arity.MaximumNumberOfValues <= 1 && option.IdentifierTokenCount > 1)
        {
            findings.Add($"{name} is given {option.IdentifierTokenCount} times");
        }
        else if (option.Tokens.FirstOrDefault(token => token.Value.StartsWith("--", StringComparison.Ordinal)) is Token token)
        {
            findings.Add($"{name} needs a value: '{token.Value}' is an option");
        }
    }

    private static string[] OptionNames(Command command) => [.. command.Options.Select(option => option.Name)];
}
