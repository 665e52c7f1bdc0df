using System.Globalization;
using SnnCluster.Learning.Parallel.Recovery;
using SnnCluster.Learning.Training;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>A loss that a training went on after, as the summary has it.</summary>
/// <param name="Time">When it was seen, as UTC.</param>
/// <param name="Reason">What was lost, and how that was seen.</param>
/// <param name="LostAtStep">Steps of the optimiser that were made until then.</param>
/// <param name="ResumedAtStep">Steps of the state that the training went on from.</param>
/// <param name="BatchesRepeated">Batches in between, which were learnt once more.</param>
/// <param name="Seconds">Time from the loss until there were workers again [s].</param>
public sealed record TrainingRecoveryRow(
    DateTime Time, string Reason, long LostAtStep, long ResumedAtStep, long BatchesRepeated, double Seconds);

/// <summary>Keeps the losses that a training went on after, for its summary, and tells of each when it comes.</summary>
internal sealed class TrainingRecoveries(int epochs, IProgress<TrainingProgress>? progress) : ITrainingRecoveryObserver
{
    private readonly List<TrainingRecoveryRow> _all = [];

    public IReadOnlyList<TrainingRecoveryRow> All => _all;

    public void OnLost(WorkersLostException lost) => Tell($"{lost.Message}; waiting for nodes to go on with");

    public void OnRecovered(TrainingRecovery recovery, int workers)
    {
        _all.Add(new TrainingRecoveryRow(
            recovery.Time,
            recovery.Reason,
            recovery.LostAtStep,
            recovery.ResumedAtStep,
            recovery.BatchesRepeated,
            recovery.Seconds));
        Tell(string.Create(
            CultureInfo.InvariantCulture,
            $"going on after step {recovery.ResumedAtStep} of the optimiser, {Count(workers, "worker", "workers")}, "
                + $"{recovery.Seconds:0.0} s after the loss; {Count(recovery.BatchesRepeated, "batch is", "batches are")} learnt once more"));
    }

    private void Tell(string note) => progress?.Report(new TrainingProgress("recover", epochs, null, double.NaN, note));

    private static string Count(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");
}
