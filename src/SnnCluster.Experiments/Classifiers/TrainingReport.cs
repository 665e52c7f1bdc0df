using SnnCluster.Experiments.Figures;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>Draws the figures of a training from its files, and from nothing else.</summary>
public static class TrainingReport
{
    /// <summary>Whether a folder holds a training.</summary>
    /// <param name="directory">The folder.</param>
    public static bool IsTraining(string directory) => TrainingFiles.Content.IsIn(directory);

    /// <summary>Writes every figure that the files have data for, as PNG and SVG, into the same folder.</summary>
    /// <param name="directory">Folder of the training.</param>
    public static FigureFiles Write(string directory)
    {
        Func<Figure?>[] figures =
        [
            () => LearningCurve.Draw(TrainingTables.Read<EpochRow>(directory, TrainingFiles.Epochs)),
            () => RewiringCurve.Draw(TrainingTables.Read<BatchRewiringRow>(directory, TrainingFiles.Rewiring)),
            () => ConfusionFigure.Draw(TrainingTables.Read<ConfusionRow>(directory, TrainingFiles.Confusion)),
        ];
        return FigureFiles.Write(directory, TrainingFiles.Figures.Zip(figures, (name, draw) => new NamedFigure(name, draw)));
    }
}
