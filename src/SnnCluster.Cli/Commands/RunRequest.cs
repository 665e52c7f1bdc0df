using System.CommandLine;
using SnnCluster.Cli.Loading;
using SnnCluster.Cli.Output;
using SnnCluster.Experiments;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.Sonata;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Commands;

/// <summary>What a command line asks for, checked as far as it can be without making the network.</summary>
internal sealed record RunRequest(Experiment Experiment, RunOptions Options)
{
    /// <summary>Reads a command line.</summary>
    /// <exception cref="InvalidDescriptionException">Something is wrong; it says all that is.</exception>
    public static RunRequest Of(RunArguments arguments, ParseResult parsed, CommandContext context)
    {
        var errors = new ValidationErrors();
        string named = parsed.GetRequiredValue(arguments.Experiment);
        string? models = parsed.GetValue(arguments.Models);
        bool isDescription = ExperimentReference.IsDescription(named) && !ExperimentReference.IsSonata(named);
        Experiment? experiment = ExperimentReference.Resolve(named, errors, models, isDescription ? ParameterTexts.Of(arguments, parsed, null, null, errors) : null);
        if (models is not null && !ExperimentReference.IsDescription(named))
        {
            errors.Add($"--models is '{models}': only description files have models of other assemblies");
        }

        string? output = parsed.GetValue(arguments.Out);
        bool force = parsed.GetValue(arguments.Force);
        double? dtMs = OptionText.TimeMs(parsed, arguments.DtMs, errors);
        double? stepMs = parsed.GetValue(arguments.DtMs) is null ? experiment?.DefaultDtMs : dtMs;
        RunSettings? settings = (experiment as DescribedExperiment)?.Run ?? (experiment as SonataExperiment)?.Run;
        RunOptions defaults = settings?.ToOptions(experiment!.DefaultSeed, writes: output is not null || parsed.GetValue(arguments.Detach)) ?? new RunOptions();
        var options = new RunOptions
        {
            DurationMs = OptionText.TimeMs(parsed, arguments.DurationMs, errors),
            DtMs = dtMs,
            Seed = OptionText.Seed(parsed, arguments.Seed, errors) ?? defaults.Seed,
            Partitions = OptionText.Count(parsed, arguments.Partitions, errors) ?? defaults.Partitions,
            Shares = OptionText.Numbers(parsed, arguments.Shares, errors) ?? [],
            Cluster = ClusterText.Address(parsed, arguments.Cluster, errors),
            ClusterConfiguration = ClusterText.Configuration(parsed, arguments.ClientConfig, errors),
            Transport = ClusterText.OneOf(parsed, arguments.Transport, ["auto", "direct", "actors"], errors) ?? defaults.Transport,
            WaitsIfBusy = ClusterText.OneOf(parsed, arguments.IfBusy, ["wait", "refuse"], errors) != "refuse",
            Device = OptionText.Device(parsed, arguments.Device, errors) ?? defaults.Device,
            Record = parsed.GetValue(arguments.Record) is { Length: > 0 } ? OptionText.Record(parsed, arguments.Record, errors) : defaults.Record,
            RecordedNeurons = OptionText.Count(parsed, arguments.RecordNeurons, errors) ?? defaults.RecordedNeurons,
            StateIntervalMs = OptionText.TimeMs(parsed, arguments.RecordIntervalMs, errors) ?? defaults.StateIntervalMs,
            KeepsConnectivity = defaults.KeepsConnectivity && !parsed.GetValue(arguments.NoConnectivity),
            HasFullDigest = ClusterText.OneOf(parsed, arguments.Digest, ["network", "full"], errors) is string digest ? digest == "full" : defaults.HasFullDigest,
            SampleIntervalMs = OptionText.TimeMs(parsed, arguments.SampleIntervalMs, errors) ?? defaults.SampleIntervalMs,
            Set = isDescription ? new Dictionary<string, string>() : ParameterTexts.Of(arguments, parsed, experiment, stepMs, errors),
            CheckpointEveryMs = OptionText.TimeMs(parsed, arguments.CheckpointEveryMs, errors),
            CheckpointDirectory = parsed.GetValue(arguments.CheckpointFolder),
            CheckpointReplicas = OptionText.Count(parsed, arguments.CheckpointReplicas, errors) ?? defaults.CheckpointReplicas,
            KeptCheckpoints = OptionText.Count(parsed, arguments.KeepCheckpoints, errors) ?? defaults.KeptCheckpoints,
            OutputDirectory = output,
            Force = force,
            CommandLine = context.CommandLine,
            IsDetached = parsed.GetValue(arguments.Detach),
            DrawsFigures = !parsed.GetValue(arguments.NoFigures),
            Observer = Observer(parsed, arguments, context, errors),
        };
        CheckDetached(options, parsed.GetValue(arguments.DryRun), errors);
        CheckEvents(context, parsed, arguments, errors);
        if (output is not null)
        {
            OutputDirectory.Check(output, force, errors);
        }

        errors.ThrowIfAny();
        return new RunRequest(experiment!, options);
    }

    private static LiveEvents? Observer(ParseResult parsed, RunArguments arguments, CommandContext context, ValidationErrors errors)
    {
        if (parsed.GetValue(arguments.Live) is not string list)
        {
            return null;
        }

        if (context.Events is null)
        {
            errors.Add($"{arguments.Live.Name} is '{list}': needs {EventLines.OptionName} {EventLines.Word}, of which it is a part");
        }

        string[] kinds = list.Split(',', StringSplitOptions.TrimEntries);
        foreach (string kind in kinds.Except(LiveEvents.Kinds))
        {
            errors.Add($"{arguments.Live.Name} has '{kind}': must be a kind of event{NearestName.Hint(kind, LiveEvents.Kinds)}");
        }

        return context.Events is null ? null : new LiveEvents(context.Events, kinds);
    }

    // Events tell how a run goes on and what comes out; what else is printed would stand between them.
    private static void CheckEvents(CommandContext context, ParseResult parsed, RunArguments arguments, ValidationErrors errors)
    {
        Option<bool>[] others = context.Events is null ? [] : [arguments.DryRun, arguments.Detach];
        foreach (Option<bool> option in others.Where(parsed.GetValue))
        {
            errors.Add($"{EventLines.OptionName} is {EventLines.Word}, and {option.Name} follows no run: give one of them");
        }
    }

    private static void CheckDetached(RunOptions options, bool isDryRun, ValidationErrors errors)
    {
        if (!options.IsDetached)
        {
            return;
        }

        if (options.Cluster is null)
        {
            errors.Add("--detach needs --cluster HOST:PORT: in this process a run ends with the command");
        }

        if (options.OutputDirectory is string directory)
        {
            errors.Add($"--out is '{directory}': with --detach nothing is written, 'snncluster fetch NAME --out DIR' does that");
        }

        if (isDryRun)
        {
            errors.Add("--detach and --dry-run are given: --dry-run starts nothing, so give one of them");
        }
    }
}
