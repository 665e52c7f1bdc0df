using SnnCluster.Experiments.Classifiers;
using SnnCluster.Experiments.Figures;

namespace SnnCluster.Experiments.Tests.Figures;

/// <summary>Figures of trainings.</summary>
internal static class TrainingFigureCases
{
    /// <summary>The learning curve of epochs with these losses; accuracies stay between 0 and 1.</summary>
    public static Figure? OfLosses(params double[] losses) => LearningCurve.Draw(
    [
        .. losses.Select((loss, i) => new EpochRow(
            i + 1, loss, 1 - (1.0 / (i + 1)), i == 0 ? double.NaN : 1, double.NaN, 10, 0.001, 0, 1, 100)),
    ]);

    /// <summary>The curve of rewiring with these numbers of replaced connections per batch.</summary>
    public static Figure? OfRewiring(params int[] rewired) => RewiringCurve.Draw(
        [.. rewired.Select((count, i) => new BatchRewiringRow(1, i + 1, "input-hidden1", count))]);

    /// <summary>A confusion matrix.</summary>
    public static Figure? OfConfusion(int classes, Func<int, int, long> count) => ConfusionFigure.Draw(
    [
        .. Enumerable.Range(0, classes * classes)
            .Select(i => new ConfusionRow("test", i / classes, i % classes, count(i / classes, i % classes))),
    ]);
}
