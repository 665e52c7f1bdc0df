using SnnCluster.Experiments.Figures;

namespace SnnCluster.Experiments.Sweeps;

/// <summary>A run that failed.</summary>
/// <param name="Run">Its name.</param>
/// <param name="Reason">Why.</param>
public sealed record SweepFailure(string Run, string Reason);

/// <summary>What became of a sweep.</summary>
/// <param name="Plan">The sweep.</param>
/// <param name="Table">A row for each run that is whole.</param>
/// <param name="Failures">Runs that failed, in the order of the sweep.</param>
/// <param name="Complete">Whether all runs are whole.</param>
/// <param name="Figures">Its figures.</param>
public sealed record SweepResult(SweepPlan Plan, SweepTable Table, IReadOnlyList<SweepFailure> Failures, bool Complete, FigureFiles Figures);

/// <summary>How far a sweep has come.</summary>
/// <param name="Done">Runs that are whole.</param>
/// <param name="Failed">Runs that failed.</param>
/// <param name="Runs">Runs of the sweep.</param>
/// <param name="RemainingSeconds">How long it will still take, by those that were run [s]; not a number before any was.</param>
public readonly record struct SweepProgress(int Done, int Failed, int Runs, double RemainingSeconds);
