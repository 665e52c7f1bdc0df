using SnnCluster.Experiments.Running;
using Spectre.Console;

namespace SnnCluster.Cli.Output;

/// <summary>Shows how far a run has come: a bar for a terminal, now and then a line for a file, nothing when quiet.</summary>
internal static class ProgressDisplay
{
    /// <summary>Runs with progress shown.</summary>
    public static RunResult Show(
        CommandContext context,
        bool quiet,
        string experiment,
        Func<IProgress<RunProgress>?, RunResult> run)
    {
        if (quiet)
        {
            return run(null);
        }

        return context.ErrorIsTerminal
            ? ShowBar(Consoles.Error(context), experiment, task => run(new ProgressBar(task, experiment)))
            : run(new ProgressLines(context.Error, experiment, context.Clock));
    }

    /// <summary>
    /// What is known of a run that goes on: its real-time factor, the time of recording where there is any, and the time that
    /// is left, that of recording included.
    /// </summary>
    public static string Speed(RunProgress progress)
    {
        if (progress.SimulatedMs <= 0 || progress.LoopSeconds <= 0)
        {
            return "";
        }

        double rtf = progress.LoopSeconds / (progress.SimulatedMs / 1000);
        double perMs = (progress.LoopSeconds + progress.RecordingSeconds) / progress.SimulatedMs;
        string left = $"{Numbers.Wait(perMs * (progress.DurationMs - progress.SimulatedMs))} left";
        return progress.RecordingSeconds > 0
            ? $"RTF {Numbers.Significant(rtf)}, recording {Numbers.Significant(progress.RecordingSeconds)} s, {left}"
            : $"RTF {Numbers.Significant(rtf)}, {left}";
    }

    /// <summary>Which place a run has that waits.</summary>
    public static string Queue(RunProgress progress) => progress.Ahead > 1
        ? $"waiting for other runs to end, {progress.Ahead} are before it"
        : "waiting for another run to end";

    /// <summary>Runs with a bar shown, which goes when it ends.</summary>
    public static TResult ShowBar<TResult>(IAnsiConsole console, string label, Func<ProgressTask, TResult> run)
    {
        Progress progress = console.Progress();
        progress.AutoClear = true;
        progress.RefreshRate = TimeSpan.FromMilliseconds(250);
        progress.Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left },
            new ProgressBarColumn(),
            new PercentageColumn());
        return progress.Start(display => run(display.AddTask(Markup.Escape(label))));
    }

    private sealed class ProgressBar(ProgressTask task, string experiment) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            task.Description = Markup.Escape(value.Phase switch
            {
                "wait" => $"{experiment}{Run(value)}: {Queue(value)}",
                "build" => $"{experiment}{Run(value)}: building",
                "recover" => $"{experiment}{Run(value)}: {value.Reason ?? "interrupted"}; going on from the last checkpoint when there are nodes for it",
                "write" => $"{experiment}{Run(value)}: finishing",
                _ => $"{experiment}{Run(value)}: {Speed(value)}",
            });
            task.IsIndeterminate = value.Phase is "build" or "wait" or "recover";
            task.MaxValue = Math.Max(value.DurationMs, double.Epsilon);
            task.Value = value.SimulatedMs;
        }

        private static string Run(RunProgress progress) => progress.RunId is null ? "" : $" (run {progress.RunId})";
    }
}
