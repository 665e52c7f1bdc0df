using System.Diagnostics;
using SnnCluster.Engine.Devices;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;

namespace SnnCluster.Experiments.Studies;

/// <summary>Runs a study: a short run that is discarded, then all cases, round after round.</summary>
public static class StudyRunner
{
    /// <summary>Runs a study. When it is cancelled or a run fails, it ends early with what was measured.</summary>
    /// <param name="plan">The study.</param>
    /// <param name="runner">Runs each case.</param>
    /// <param name="progress">Is told how far the study has come.</param>
    /// <param name="cancellation">Ends the study early; the run that it meets is discarded.</param>
    /// <exception cref="OperationCanceledException">It was cancelled before anything was measured.</exception>
    public static StudyResult Run(
        StudyPlan plan, ICaseRunner runner, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        DateTimeOffset date = DateTimeOffset.UtcNow;
        var measurements = new List<StudyMeasurement>();
        var activities = new List<StudyActivity>();
        var notes = new List<string>(plan.Notes);
        var estimate = new StudyEstimate(plan);
        IReadOnlyList<(int Case, int Repetition)> order = RunOrder.Create(plan.Cases.Count, plan.Repetitions);
        string? failure = null;
        try
        {
            WarmUp(plan, runner, order.Count, estimate, progress, cancellation);
            long began = Stopwatch.GetTimestamp();
            for (int i = 0; i < order.Count; i++)
            {
                StudyCase studyCase = plan.Cases[order[i].Case];
                int repetition = order[i].Repetition + 1;
                double remaining = estimate.Of(order.Skip(i).Select(run => plan.Cases[run.Case]));
                var reporter = new RunReporter(progress, i + 1, order.Count, studyCase.Name, repetition, remaining);
                cancellation.ThrowIfCancellationRequested();

                // What the run before has left is not this one's.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                PeakMemory.Reset();
                double start = Stopwatch.GetElapsedTime(began).TotalSeconds;
                IReadOnlyList<(double Value, double Range)>? energy = Energy.ReadAll();
                RunOptions options = studyCase.Options with { Seed = (ulong)repetition };
                RunResult result = runner.Run(studyCase, options, reporter, cancellation);
                if (!result.Summary.Complete)
                {
                    // Half a run has another share of start-up, and of what only happens late.
                    break;
                }

                measurements.Add(StudyMeasurement.Of(
                    studyCase, result.Summary, repetition, i + 1, start, Energy.Between(energy, Energy.ReadAll())));
                activities.AddRange(StudyActivity.Of(studyCase, result.Summary, repetition));
                estimate.Add(studyCase, Stopwatch.GetElapsedTime(began).TotalSeconds - start);

                // What auto picked, the analysis tells for all cases together.
                notes.AddRange(result.Notes
                    .Where(note => !note.Contains(DeviceCatalog.AutoRule, StringComparison.Ordinal)).Except(notes));
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
        catch (Exception exception) when (measurements.Count > 0)
        {
            // Hours of measurements are worth more than a clean end.
            failure = exception.Message;
        }

        if (measurements.Count == 0)
        {
            throw new OperationCanceledException(cancellation);
        }

        bool complete = measurements.Count == order.Count;
        return StudyAnalysis.Create(plan, measurements, activities, notes, MachineInfo.OfThis(measurements.SelectMany(run => run.Device.Split(' '))), date, complete, failure);
    }

    // The first run of a process pays for compilation, for the first touch of memory, and for a processor that wakes up.
    private static void WarmUp(
        StudyPlan plan, ICaseRunner runner, int runs, StudyEstimate estimate, IProgress<StudyProgress>? progress, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (plan.WarmUpMs > 0)
        {
            StudyCase first = plan.Cases[0];
            var reporter = new RunReporter(progress, 0, runs, first.Name, 1, double.NaN);
            RunResult result = runner.Run(first, first.Options with { DurationMs = plan.WarmUpMs, Seed = 1 }, reporter, cancellation);
            estimate.AddWarmUp(first, result.Summary);
        }
    }

    private sealed class RunReporter(IProgress<StudyProgress>? progress, int run, int runs, string name, int repetition, double remaining)
        : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => progress?.Report(new StudyProgress(run, runs, name, repetition, value, remaining));
    }
}
