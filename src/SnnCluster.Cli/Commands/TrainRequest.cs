using System.CommandLine;
using SnnCluster.Experiments.Classifiers;
using SnnCluster.Learning.Persistence;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Commands;

/// <summary>What a command line asks to train, checked as far as it can be without loading data.</summary>
internal static class TrainRequest
{
    /// <summary>Reads a command line.</summary>
    /// <param name="arguments">The options.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="context">For its text.</param>
    /// <param name="notes">Takes what a person should know, such as a checkpoint that is damaged.</param>
    /// <exception cref="InvalidDescriptionException">Something is wrong; it says all that is.</exception>
    public static TrainingRequest Of(
        TrainArguments arguments, ParseResult parsed, CommandContext context, ICollection<string> notes)
    {
        var errors = new ValidationErrors();
        string? resume = parsed.GetValue(arguments.Resume);
        if (resume is not null)
        {
            foreach (Option option in new Option[] { arguments.Out, arguments.Force })
            {
                if (parsed.GetResult(option) is { Implicit: false })
                {
                    errors.Add($"{option.Name} is given with --resume {resume}, which goes on in its own folder: leave it out");
                }
            }
        }

        TrainingCheckpoint? checkpoint = resume is null ? null : CheckpointFolder.Newest(resume, notes);
        TrainingRequest request = Parameters(arguments, parsed, checkpoint, errors) with
        {
            DataFolder = parsed.GetValue(arguments.Data),
            Workers = OptionText.Count(parsed, arguments.Workers, errors),
            Cluster = ClusterText.Address(parsed, arguments.Cluster, errors),
            ClusterConfiguration = ClusterText.Configuration(parsed, arguments.ClientConfig, errors),
            OutputDirectory = resume ?? parsed.GetValue(arguments.Out),
            Force = parsed.GetValue(arguments.Force),
            Resumed = checkpoint,
            CommandLine = context.CommandLine,
        };
        TrainingRun.Check(request, errors);
        errors.ThrowIfAny();
        foreach (string note in errors.Notes)
        {
            notes.Add(note);
        }

        return request;
    }

    // A training that is resumed keeps its parameters; those that are given again must be the same.
    private static TrainingRequest Parameters(
        TrainArguments arguments, ParseResult parsed, TrainingCheckpoint? checkpoint, ValidationErrors errors)
    {
        var texts = new Dictionary<string, string>(checkpoint?.Parameters ?? new Dictionary<string, string>());
        foreach ((Option<string> option, TrainingParameter parameter) in arguments.Values)
        {
            if (parsed.GetValue(option) is string text)
            {
                texts[parameter.Name] = text;
            }
        }

        foreach ((Option<bool> option, TrainingParameter parameter) in arguments.Flags)
        {
            if (parsed.GetValue(option))
            {
                texts[parameter.Name] = "true";
            }
        }

        TrainingRequest request = TrainingParameters.Read(texts, errors);
        if (checkpoint is not null && errors.Messages.Count == 0)
        {
            foreach (string difference in TrainingParameters.Differences(
                TrainingParameters.Read(checkpoint.Parameters, errors), request))
            {
                errors.Add(difference);
            }
        }

        return request;
    }
}
