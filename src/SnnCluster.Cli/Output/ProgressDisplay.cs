using SnnCluster.Experiments.Reports;
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
        if (context.Events is EventLines events)
        {
            events.Begin(experiment);
            return run(events);
        }

        if (quiet)
        {
            return run(null);
        }

        return context.ErrorIsTerminal
            ? ShowBar(Consoles.Error(context), experiment, task => run(new ProgressBar(task, experiment)))
            : run(new ProgressLines(context.Error, experiment, context.Clock));
    }

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
            task.Description = Markup.Escape($"{experiment}{Run(value)}: {ProgressText.Phase(value)}");
            task.IsIndeterminate = value.Phase is "build" or "wait" or "recover";
            task.MaxValue = Math.Max(value.DurationMs, double.Epsilon);
            task.Value = value.SimulatedMs;
        }

        private static string Run(RunProgress progress) => progress.RunId is null ? "" : $" (run {progress.RunId})";
    }
}
