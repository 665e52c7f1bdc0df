using SnnCluster.Experiments.Figures;

namespace SnnCluster.Experiments.Studies.Figures;

/// <summary>The figures of a study.</summary>
internal static class StudyFigures
{
    private static readonly (string Name, string Caption, Func<StudyResult, Figure?> Draw)[] All =
    [
        (
            "time-by-phase",
            "Wall time of a run by phase of a step, medians over the repetitions, stacked. The dashed line is the "
                + "simulated time: bars below it are faster than real time.",
            PhaseFigure.Draw),
        (
            "growth",
            "Wall time per simulated second against the size of the network, on logarithmic axes, with the fitted power.",
            GrowthFigure.Draw),
        (
            "scaling",
            "Against the number of partitions: medians over the repetitions, with the smallest and the largest.",
            ScalingFigure.Draw),
        (
            "prediction",
            "A prediction, not a measurement: the real-time factor of numbers of nodes by the fitted cost model, with its "
                + "95 % interval, which holds as far as the model does.",
            PredictionFigure.Draw),
    ];

    /// <summary>Names and captions.</summary>
    public static IEnumerable<(string Name, string Caption)> Captions => All.Select(figure => (figure.Name, figure.Caption));

    /// <summary>Writes every figure that the study has data for, as PNG and SVG.</summary>
    public static FigureFiles Write(StudyResult result, string directory) => FigureFiles.Write(directory, Of(result));

    /// <summary>All figures.</summary>
    public static IEnumerable<NamedFigure> Of(StudyResult result) =>
        All.Select(figure => new NamedFigure(figure.Name, () => figure.Draw(result)));
}
