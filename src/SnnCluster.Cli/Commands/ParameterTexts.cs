using System.CommandLine;
using SnnCluster.Experiments;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Commands;

/// <summary>
/// The parameters that a command line sets, with --set or an option that is short for it, and what messages call them.
/// </summary>
internal sealed class ParameterTexts
{
    private readonly Dictionary<string, string> _texts = [];
    private readonly Dictionary<string, string> _labels = [];
    private readonly ValidationErrors _errors;

    private ParameterTexts(ValidationErrors errors) => _errors = errors;

    /// <summary>Text by name, checked against the parameters of the experiment.</summary>
    /// <param name="arguments">The options.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="experiment">The experiment; where null, only what any experiment would refuse is told.</param>
    /// <param name="dtMs">Length of a step [ms]; where null, it is not known.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static IReadOnlyDictionary<string, string> Of(
        IParameterArguments arguments,
        ParseResult parsed,
        Experiment? experiment,
        double? dtMs,
        ValidationErrors errors)
    {
        var texts = new ParameterTexts(errors);
        texts.AddOptions(arguments, parsed);
        texts.AddSets(arguments, parsed);
        if (experiment is not null)
        {
            ParameterBinding.Bind(experiment.Parameters, texts._texts, errors, name => texts._labels[name], dtMs);
        }

        return texts._texts;
    }

    private void AddOptions(IParameterArguments arguments, ParseResult parsed)
    {
        foreach ((Option<string> option, string parameter) in arguments.OfExperiment.Values)
        {
            if (parsed.GetValue(option) is string text)
            {
                Add(parameter, text, option.Name);
            }
        }

        foreach ((Option<bool> option, string parameter, string value) in arguments.OfExperiment.Flags)
        {
            if (parsed.GetValue(option))
            {
                Add(parameter, value, option.Name);
            }
        }
    }

    private void AddSets(IParameterArguments arguments, ParseResult parsed)
    {
        string[] common = [.. arguments.CommonOptions.Select(option => option.Name)];
        foreach (string setting in parsed.GetValue(arguments.Set) ?? [])
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? "" : setting[..equals].Trim();
            if (name.Length == 0)
            {
                _errors.Add($"--set is '{setting}': must be NAME=VALUE");
            }
            else if (common.Contains($"--{name}"))
            {
                _errors.Add($"--set {setting}: is no parameter of the experiment but an option, --{name}");
            }
            else
            {
                Add(name, setting[(equals + 1)..].Trim(), $"--set {name}");
            }
        }
    }

    private void Add(string name, string text, string label)
    {
        if (!_texts.TryAdd(name, text))
        {
            _errors.Add(_labels[name] == label
                ? $"{label} is given more than once, as '{_texts[name]}' and '{text}': give it once"
                : $"{label} is '{text}', and {_labels[name]} sets the same parameter to '{_texts[name]}': give one of them");
            return;
        }

        _labels[name] = label;
    }
}
