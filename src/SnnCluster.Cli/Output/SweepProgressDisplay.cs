using SnnCluster.Experiments.Sweeps;
using Spectre.Console;

namespace SnnCluster.Cli.Output;

/// <summary>Shows how far a sweep has come: a bar for a terminal, a line now and then for a file, nothing when quiet.</summary>
internal static class SweepProgressDisplay
{
    /// <summary>Runs with progress shown.</summary>
    public static SweepResult Show(CommandContext context, bool quiet, Func<IProgress<SweepProgress>?, SweepResult> run)
    {
        if (quiet)
        {
            return run(null);
        }

        return context.ErrorIsTerminal
            ? ProgressDisplay.ShowBar(Consoles.Error(context), "sweep", task => run(new Bar(task)))
            : run(new Lines(context.Error, context.Clock));
    }

    private static string Describe(SweepProgress value)
    {
        string failed = value.Failed > 0 ? $", {value.Failed} failed" : "";
        string left = double.IsFinite(value.RemainingSeconds) ? $", about {Numbers.Wait(value.RemainingSeconds)} left" : "";
        return $"{value.Done} of {value.Runs} runs{failed}{left}";
    }

    private sealed class Bar(ProgressTask task) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value)
        {
            task.Description = Markup.Escape(Describe(value));
            task.MaxValue = value.Runs;
            task.Value = value.Done + value.Failed;
        }
    }

    private sealed class Lines(TextWriter writer, TimeProvider clock) : IProgress<SweepProgress>
    {
        private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

        private long _lastLine = clock.GetTimestamp();

        public void Report(SweepProgress value)
        {
            if (clock.GetElapsedTime(_lastLine) >= Interval)
            {
                _lastLine = clock.GetTimestamp();
                writer.WriteLine($"sweep: {Describe(value)}");
                writer.Flush();
            }
        }
    }
}
