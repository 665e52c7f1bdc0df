using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>The folder of a run's checkpoints, which lies in that of its results where nothing else is said.</summary>
internal static class RunCheckpointFolder
{
    private const string Name = "checkpoints";

    /// <summary>The folder of a run that has checkpoints.</summary>
    public static string Of(RunOptions options) =>
        Path.TrimEndingDirectorySeparator(
            Path.GetFullPath(options.CheckpointDirectory ?? Path.Combine(options.OutputDirectory ?? ".", Name)));

    /// <summary>Whether the checkpoints in a folder of results are of a run that did not end.</summary>
    public static bool IsUnfinished(string directory)
    {
        string folder = Path.Combine(directory, Name);
        return new CheckpointStore(new CheckpointDirectory(folder), folder).IsClaimed
            && !(OutputContent.Run.IsIn(directory) && IsOf(SummaryFile.Read(directory), folder));
    }

    /// <summary>Checks what the user says of checkpoints.</summary>
    public static void Check(RunOptions options, double dtMs, ValidationErrors errors)
    {
        if (options.CheckpointEveryMs is double every)
        {
            errors.Steps("--checkpoint-every-ms", every, dtMs, atLeast: 1);
            if (options is { IsDetached: true, CheckpointDirectory: null })
            {
                errors.Add($"--checkpoint-every-ms is {ValidationErrors.Text(every)}: with --detach it needs --checkpoint-folder DIR");
            }
            else if (options is { OutputDirectory: null, IsDetached: false })
            {
                errors.Add($"--checkpoint-every-ms is {ValidationErrors.Text(every)}: needs --out DIR to write to");
            }
        }
        else if (options.CheckpointDirectory is string folder)
        {
            errors.Add($"--checkpoint-folder is '{folder}': needs --checkpoint-every-ms");
        }

        errors.AtLeast("--checkpoint-replicas", options.CheckpointReplicas, 1);
        if (options.CheckpointReplicas > 1 && (options.CheckpointEveryMs is null || options.Cluster is null))
        {
            errors.Add($"--checkpoint-replicas is {options.CheckpointReplicas}: needs --checkpoint-every-ms and --cluster");
        }

        errors.AtLeast("--keep-checkpoints", options.KeptCheckpoints, 1);
    }

    /// <summary>
    /// Removes the checkpoints of a complete run that is replaced, as far as they lie here: before those of another one are
    /// written there, and else once its results are whole.
    /// </summary>
    /// <param name="plan">The other run.</param>
    /// <param name="isAtEnd">Whether its results are whole.</param>
    public static void Clear(RunPlan plan, bool isAtEnd)
    {
        if (plan.Output is { Replaces: true } output && !plan.Options.Resumes)
        {
            string folder = Path.GetFullPath(Path.Combine(output.Directory, Name));
            if (isAtEnd != (plan.CheckpointDirectory == folder))
            {
                CheckpointStore.Clear(new CheckpointDirectory(folder));
            }
        }
    }

    /// <summary>The folder of the run that is to go on, checked as far as that can be done from here.</summary>
    /// <exception cref="InvalidDescriptionException">There is no such run, or it is complete.</exception>
    public static string Resumed(RunOptions options)
    {
        string directory = options.OutputDirectory!;
        if (!Directory.Exists(directory))
        {
            throw new InvalidDescriptionException($"{directory} is not a folder");
        }

        OutputFolder.Finish(directory);
        string folder = Of(options);
        if (RunFiles.IsRun(directory) && SummaryFile.Read(directory) is { Complete: true } summary
            && !(OutputFolder.IsBeingReplaced(directory) && (options.Cluster is not null || !IsOf(summary, folder))))
        {
            throw new InvalidDescriptionException($"{directory} holds a run that is complete: there is nothing to go on with");
        }

        if (options.Cluster is null && !Directory.Exists(folder))
        {
            throw new InvalidDescriptionException($"{directory} has no folder of checkpoints ({folder}): run with --checkpoint-every-ms to have some");
        }

        return folder;
    }

    // A run claims the folder before it writes there, and whoever replaces it removes its claims before.
    private static bool IsOf(RunSummary summary, string folder)
    {
        try
        {
            return summary is { Complete: true, Cluster.RunId: string run }
                && new CheckpointStore(new CheckpointDirectory(folder), folder).IsOf(run);
        }
        catch (CheckpointException)
        {
            return false;
        }
    }
}
