using System.Text.Json.Nodes;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Reports;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>Draws the figures of a training from its files, and from nothing else.</summary>
public static class TrainingReport
{
    /// <summary>Whether a folder holds a training.</summary>
    /// <param name="directory">The folder.</param>
    public static bool IsTraining(string directory) => TrainingFiles.Content.IsIn(directory);

    /// <summary>What the figures show, by name.</summary>
    internal static IEnumerable<(string Name, string Caption)> Captions => TrainingFiles.Figures.Zip(
    [
        "Loss and accuracy by epoch.",
        "Connections that DEEP R replaced, by batch.",
        "Answers of the network by class.",
    ]);

    /// <summary>
    /// Writes every figure that the files have data for, as PNG and SVG, into the same folder, and a page with all of them and
    /// what the summary says (<see cref="TrainingFiles.Report"/>).
    /// </summary>
    /// <param name="directory">Folder of the training.</param>
    public static FigureFiles Write(string directory)
    {
        string path = Path.Combine(directory, TrainingFiles.Summary);
        using Stream stream = PlainFiles.OpenRead(path);
        return Write(directory, JsonNode.Parse(stream) as JsonObject ?? throw RunFiles.Corrupt(path, "it is no JSON object"));
    }

    /// <summary>The same where the summary is not written yet.</summary>
    internal static FigureFiles Write(string directory, JsonObject summary)
    {
        Func<Figure?>[] figures =
        [
            () => LearningCurve.Draw(TrainingTables.Read<EpochRow>(directory, TrainingFiles.Epochs)),
            () => RewiringCurve.Draw(TrainingTables.Read<BatchRewiringRow>(directory, TrainingFiles.Rewiring)),
            () => ConfusionFigure.Draw(TrainingTables.Read<ConfusionRow>(directory, TrainingFiles.Confusion)),
        ];
        return FigureFiles.Write(directory, TrainingFiles.Figures.Zip(figures, (name, draw) => new NamedFigure(name, draw))).WithPage(
            Path.Combine(directory, TrainingFiles.Report),
            written => TrainingPage.Create(summary, TrainingTables.Read<EpochRow>(directory, TrainingFiles.Epochs), written));
    }
}
