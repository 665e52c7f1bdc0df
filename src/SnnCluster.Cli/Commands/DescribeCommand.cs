using System.CommandLine;
using SnnCluster.Cli.Loading;
using SnnCluster.Experiments;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.Sonata;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Commands;

/// <summary><c>snncluster describe</c>: an experiment's network as a description file, or the schema of such files.</summary>
internal sealed class DescribeCommand : IParameterArguments
{
    private readonly Argument<string?> _experiment = new("experiment")
    {
        HelpName = "EXPERIMENT",
        Description = "a built-in experiment (see 'snncluster experiments'), My.dll:MyExperiment, or a SONATA simulation_config.json",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> _durationMs = NewOption.Value("--duration-ms", "NUMBER", "Simulated time [ms]; default: the experiment's.");

    private readonly Option<string> _dtMs = NewOption.Value("--dt-ms", "NUMBER", "Length of a step [ms]; default: the experiment's.");

    private readonly Option<string> _seed = NewOption.Value("--seed", "INTEGER", "Seed of all random numbers; default: 1.");

    private readonly Option<bool> _schema = NewOption.Flag("--schema", "Print the JSON Schema of description files, which editors complete them by.");

    private readonly Option<string> _models = NewOption.Value(
        "--models", "FILE", "Assembly of your own whose models and rules the schema has, too; default: built-in ones only.");

    private readonly Option<string> _out = NewOption.Value(
        "--out", "FILE", "File to write to, with long lists in CSV files beside it; default: standard output, with all lists in the text.");

    private readonly Option<bool> _force = NewOption.Flag("--force", "Replace files that are there; default: refuse.");

    private DescribeCommand()
    {
    }

    /// <inheritdoc/>
    public Option<string[]> Set { get; } = new("--set")
    {
        HelpName = "NAME=VALUE",
        Description = "Set a parameter of the experiment (see 'run EXPERIMENT --list-parameters'); may be repeated. Default: none.",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <inheritdoc/>
    public ExperimentOptions OfExperiment { get; private set; } = ExperimentOptions.None;

    /// <inheritdoc/>
    public IReadOnlyList<Option<string>> CommonOptions => [_durationMs, _dtMs, _seed];

    public static Command Create(CommandContext context)
    {
        var arguments = new DescribeCommand();
        ExperimentCommand command = new("describe", "Write an experiment's network as a description file, which 'snncluster run' runs.")
        {
            arguments._experiment,
            arguments._durationMs,
            arguments._dtMs,
            arguments._seed,
            arguments.Set,
            arguments._schema,
            arguments._models,
            arguments._out,
            arguments._force,
        };
        arguments.OfExperiment = command.Take(ExperimentOptions.Find(context.Arguments.Skip(1), command));
        command.SetAction(parsed => parsed.GetValue(arguments._schema) ? arguments.WriteSchema(context, parsed) : arguments.Write(context, parsed));
        return command;
    }

    private int WriteSchema(CommandContext context, ParseResult parsed)
    {
        if (parsed.GetValue(_experiment) is string experiment)
        {
            throw new InvalidDescriptionException($"--schema and the experiment '{experiment}' are given: the schema is that of all description files, so give one of them");
        }

        string text = DescriptionSchema.Text(ExperimentAssembly.Catalog(parsed.GetValue(_models)));
        if (parsed.GetValue(_out) is not string file)
        {
            context.Output.Write(text);
            return ExitCode.Success;
        }

        RequireFile(file);
        if (File.Exists(file) && !parsed.GetValue(_force))
        {
            throw new InvalidDescriptionException($"{file} is there already: --force replaces it");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, text);
        return ExitCode.Success;
    }

    private int Write(CommandContext context, ParseResult parsed)
    {
        var errors = new ValidationErrors();
        string? named = parsed.GetValue(_experiment);
        if (named is null)
        {
            errors.Add("EXPERIMENT is missing: a built-in experiment, as 'snncluster experiments' lists them, My.dll:MyExperiment, or a SONATA simulation_config.json");
        }
        else if (ExperimentReference.IsDescription(named) && !ExperimentReference.IsSonata(named))
        {
            errors.Add($"{named} is a description already");
        }

        Experiment? experiment = errors.Messages.Count > 0 ? null : ExperimentReference.Resolve(named!, errors);
        double? dtMs = OptionText.TimeMs(parsed, _dtMs, errors);
        double? durationMs = OptionText.TimeMs(parsed, _durationMs, errors);
        ulong seed = OptionText.Seed(parsed, _seed, errors) ?? 1;
        double? stepMs = parsed.GetValue(_dtMs) is null ? experiment?.DefaultDtMs : dtMs;
        IReadOnlyDictionary<string, string> texts = ParameterTexts.Of(this, parsed, experiment, stepMs, errors);
        errors.ThrowIfAny();

        var settings = new ExperimentSettings(stepMs!.Value, seed, ParameterBinding.Bind(experiment!.Parameters, texts));
        var catalog = new DescriptionCatalog(experiment.GetType().Assembly);
        List<string> notes = [.. (experiment as SonataExperiment)?.Notes ?? []];
        var file = NetworkFile.Of(experiment, settings, durationMs, catalog, notes);
        file.Network.Validate();
        if (parsed.GetValue(_out) is string path)
        {
            RequireFile(path);
            foreach (string written in DescriptionFolder.Write(path, file, catalog, parsed.GetValue(_force)))
            {
                context.Output.WriteLine(written);
            }
        }
        else
        {
            context.Output.Write(file.ToJson(catalog));
        }

        foreach (string note in notes)
        {
            context.Error.WriteLine($"note: {note}");
        }

        return ExitCode.Success;
    }

    private static void RequireFile(string path)
    {
        var errors = new ValidationErrors();
        OutputDirectory.CheckFile(path, errors);
        errors.ThrowIfAny();
    }
}
