using System.CommandLine;
using SnnCluster.Cli.Loading;
using SnnCluster.Experiments;
using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.Studies;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Commands;

/// <summary>Reads the command line of a scaling study.</summary>
internal static class StudyRequest
{
    /// <summary>The study that a command line asks for, checked.</summary>
    /// <exception cref="InvalidDescriptionException">Something is wrong; it says all that is.</exception>
    public static StudyPlan Of(StudyArguments arguments, ParseResult parsed, CommandContext context)
    {
        var errors = new ValidationErrors();
        Experiment? experiment = parsed.GetValue(arguments.Experiment) is string name ? ExperimentReference.Resolve(name, errors) : null;
        if (parsed.GetValue(arguments.Experiment) is null)
        {
            errors.Add($"--experiment is missing: must be one of {string.Join(", ", BuiltInExperiments.Names)}, or My.dll:MyExperiment");
        }

        StudyOptions options = Read(arguments, parsed, context, experiment, errors);
        if (options.Run.OutputDirectory is null)
        {
            errors.Add("--out is missing: must be the folder that the study is written to");
        }

        return Check(experiment, options, errors);
    }

    private static StudyOptions Read(
        StudyArguments arguments,
        ParseResult parsed,
        CommandContext context,
        Experiment? experiment,
        ValidationErrors errors)
    {
        var run = new RunOptions();
        double? dtMs = OptionText.TimeMs(parsed, arguments.DtMs, errors);
        double? stepMs = parsed.GetValue(arguments.DtMs) is null ? experiment?.DefaultDtMs : dtMs;
        run = run with
        {
            DurationMs = OptionText.TimeMs(parsed, arguments.DurationMs, errors),
            DtMs = dtMs,
            Device = OptionText.Device(parsed, arguments.Device, errors) ?? run.Device,
            Cluster = ClusterText.Address(parsed, arguments.Cluster, errors),
            ClusterConfiguration = ClusterText.Configuration(parsed, arguments.Config, errors),
            Transport = ClusterText.OneOf(parsed, arguments.Transport, ["auto", "direct", "actors"], errors) ?? run.Transport,
            Set = ParameterTexts.Of(arguments, parsed, experiment, stepMs, errors),
            OutputDirectory = parsed.GetValue(arguments.Out),
            Force = parsed.GetValue(arguments.Force),
            CommandLine = context.CommandLine,
        };
        var options = new StudyOptions { Kind = arguments.Kind, Run = run };
        options = options with
        {
            Repetitions = OptionText.Count(parsed, arguments.Seeds, errors) ?? options.Repetitions,
            WarmUpMs = OptionText.Number(parsed, arguments.WarmUpMs, errors),
            PredictNodes = OptionText.Counts(parsed, arguments.PredictNodes, errors),
        };
        return arguments.Kind switch
        {
            StudyKind.SpeedVsSize => options with
            {
                Sizes = OptionText.Numbers(parsed, arguments.Sizes, errors),
                Beside = parsed.GetValue(arguments.Beside)?.Split(',', StringSplitOptions.TrimEntries) ?? [],
                PeerScripts = parsed.GetValue(arguments.Peers) ?? options.PeerScripts,
            },
            StudyKind.StrongScaling => options with
            {
                Size = OptionText.Number(parsed, arguments.Size, errors),
                Partitions = OptionText.Counts(parsed, arguments.Partitions, errors) ?? options.Partitions,
            },
            _ => options with
            {
                SizePerPartition = OptionText.Number(parsed, arguments.SizePerPartition, errors),
                Partitions = OptionText.Counts(parsed, arguments.Partitions, errors) ?? options.Partitions,
            },
        };
    }

    // What the plan finds is told with what the words have wrong. An option that was refused stands at its default there.
    private static StudyPlan Check(Experiment? experiment, StudyOptions options, ValidationErrors errors)
    {
        if (experiment is not null)
        {
            try
            {
                StudyPlan plan = StudyPlan.Create(experiment, options);
                errors.ThrowIfAny();
                return plan;
            }
            catch (InvalidDescriptionException exception)
            {
                throw new InvalidDescriptionException([.. errors.Messages.Union(exception.Findings)]);
            }
        }

        throw new InvalidDescriptionException([.. errors.Messages]);
    }
}
