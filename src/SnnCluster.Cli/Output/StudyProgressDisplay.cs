using System.Globalization;
using SnnCluster.Experiments.Reports;
using SnnCluster.Experiments.Studies;
using SnnCluster.Experiments.Studies.Exchange;
using Spectre.Console;

namespace SnnCluster.Cli.Output;

/// <summary>Shows how far a study has come: a bar for a terminal, a line for each run for a file, nothing when quiet.</summary>
internal static class StudyProgressDisplay
{
    /// <summary>Runs with progress shown.</summary>
    public static StudyResult Show(
        CommandContext context, bool quiet, string study, Func<IProgress<StudyProgress>?, StudyResult> run)
    {
        if (quiet)
        {
            return run(null);
        }

        return context.ErrorIsTerminal
            ? ProgressDisplay.ShowBar(Consoles.Error(context), study, task => run(new Bar(task)))
            : run(new Lines(context.Error, study, context.Clock));
    }

    /// <summary>Runs a study of the exchange with progress shown.</summary>
    public static ExchangeResult Show(
        CommandContext context, bool quiet, string study, Func<IProgress<ExchangeProgress>?, ExchangeResult> run)
    {
        if (quiet)
        {
            return run(null);
        }

        return context.ErrorIsTerminal
            ? ProgressDisplay.ShowBar(Consoles.Error(context), study, task => run(new RoundBar(task)))
            : run(new RoundLines(context.Error, study));
    }

    private static string Describe(StudyProgress value) => value.Run == 0
        ? "warming up"
        : string.Create(CultureInfo.InvariantCulture, $"run {value.Run} of {value.Runs}: {value.Case}, seed {value.Repetition}{Remaining(value)}");

    private static string Remaining(StudyProgress value) => double.IsFinite(value.RemainingSeconds)
        ? $", about {Numbers.Wait(value.RemainingSeconds)} to the end of the study"
        : "";

    private sealed class Bar(ProgressTask task) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value)
        {
            string speed = value.Progress.Phase == "run" ? ProgressText.Speed(value.Progress) : value.Progress.Phase;
            task.Description = Markup.Escape($"{Describe(value)}, {speed}");
            task.MaxValue = value.Runs;
            double share = value.Progress.SimulatedMs / Math.Max(value.Progress.DurationMs, double.Epsilon);
            task.Value = value.Run == 0 ? 0 : value.Run - 1 + share;
        }
    }

    // A run of a study may take minutes: a line when it begins, and one now and then.
    private sealed class Lines(TextWriter writer, string study, TimeProvider clock) : IProgress<StudyProgress>
    {
        private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

        private int _run = -1;
        private long _lastLine;

        public void Report(StudyProgress value)
        {
            bool begins = value.Run != _run;
            if (!begins && (value.Progress.Phase != "run" || clock.GetElapsedTime(_lastLine) < Interval))
            {
                return;
            }

            string more = begins ? "" : $", {ProgressText.Speed(value.Progress)}";
            _run = value.Run;
            _lastLine = clock.GetTimestamp();
            writer.WriteLine($"{study}: {Describe(value)}{more}");
            writer.Flush();
        }
    }

    private sealed class RoundBar(ProgressTask task) : IProgress<ExchangeProgress>
    {
        public void Report(ExchangeProgress value)
        {
            task.Description = Markup.Escape(
                value.Measurement == 0 ? "warming up" : $"round {value.Round}: {value.Case}");
            task.MaxValue = value.Measurements;
            task.Value = Math.Max(0, value.Measurement - 1);
        }
    }

    // A measurement takes milliseconds: a line for each round.
    private sealed class RoundLines(TextWriter writer, string study) : IProgress<ExchangeProgress>
    {
        private int _round = -1;

        public void Report(ExchangeProgress value)
        {
            if (value.Round != _round)
            {
                _round = value.Round;
                writer.WriteLine($"{study}: {(_round == 0 ? "warming up" : $"round {_round}")}");
                writer.Flush();
            }
        }
    }
}
