using SnnCluster.Experiments.Running;

namespace SnnCluster.Experiments.Studies;

/// <summary>Runs one case of a study: in this process, or wherever else networks are run.</summary>
public interface ICaseRunner
{
    /// <summary>Runs a case once. A run that is cancelled gives a summary that is not complete.</summary>
    /// <param name="studyCase">The case.</param>
    /// <param name="options">Its options, with the seed of this run.</param>
    /// <param name="progress">Is told how far the run has come.</param>
    /// <param name="cancellation">Ends the run early.</param>
    RunResult Run(
        StudyCase studyCase, RunOptions options, IProgress<RunProgress>? progress, CancellationToken cancellation);
}

/// <summary>Runs cases with <see cref="ExperimentRunner"/>.</summary>
/// <param name="experiment">The experiment.</param>
public sealed class ExperimentCaseRunner(Experiment experiment) : ICaseRunner
{
    /// <inheritdoc/>
    public RunResult Run(
        StudyCase studyCase, RunOptions options, IProgress<RunProgress>? progress, CancellationToken cancellation) =>
        ExperimentRunner.Run(experiment, options, progress, cancellation);
}

/// <summary>How far a study has come.</summary>
/// <param name="Run">Number of the run, from 1; 0 for the one that is discarded.</param>
/// <param name="Runs">Number of runs.</param>
/// <param name="Case">Name of the case.</param>
/// <param name="Repetition">Number of the repetition, from 1.</param>
/// <param name="Progress">How far the run has come.</param>
/// <param name="RemainingSeconds">About how long this run and those after it take [s]; not a number where that is not known.</param>
public readonly record struct StudyProgress(
    int Run, int Runs, string Case, int Repetition, RunProgress Progress, double RemainingSeconds = double.NaN);
