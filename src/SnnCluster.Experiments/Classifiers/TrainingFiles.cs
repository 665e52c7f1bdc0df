using System.Globalization;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>The files of a training, by name.</summary>
public static class TrainingFiles
{
    /// <summary>Parameters, accuracies, times, digest.</summary>
    public const string Summary = RunFiles.Summary;

    /// <summary>The trained network.</summary>
    public const string Network = "network.msgpack";

    /// <summary>Folder with the checkpoints.</summary>
    public const string Checkpoints = "checkpoints";

    /// <summary>Metrics of epochs, without extension.</summary>
    public const string Epochs = "epochs";

    /// <summary>Metrics of batches, without extension.</summary>
    public const string Batches = "batches";

    /// <summary>What DEEP R did after each batch, without extension.</summary>
    public const string Rewiring = "rewiring";

    /// <summary>The confusion matrix, without extension.</summary>
    public const string Confusion = "confusion";

    /// <summary>Everything, for people, in one file.</summary>
    public const string Report = RunFiles.Report;

    /// <summary>Names of the figures, without extension.</summary>
    public static IReadOnlyList<string> Figures { get; } = ["learning-curve", "rewiring-curve", "confusion-matrix"];

    /// <summary>How a folder with a training is recognised, and what in it is replaced by another.</summary>
    public static OutputContent Content { get; } = new("training", "trainings", Summary, "dataset", FilesIn);

    /// <summary>The checkpoint after so many epochs.</summary>
    public static string CheckpointAfter(int epochs) => Path.Combine(
        Checkpoints, string.Create(CultureInfo.InvariantCulture, $"epoch-{epochs:0000}.msgpack"));

    /// <summary>Checkpoints that a folder holds, with the epochs that they are after, the newest first.</summary>
    /// <param name="directory">Folder of the training.</param>
    public static IReadOnlyList<(int Epochs, string Path)> CheckpointsIn(string directory)
    {
        string folder = Path.Combine(directory, Checkpoints);
        return !Directory.Exists(folder)
            ? []
            :
            [
                .. Directory.EnumerateFiles(folder, "epoch-*.msgpack")
                    .Select(path => (Epochs: EpochsOf(path), Path: path))
                    .Where(checkpoint => checkpoint.Epochs > 0)
                    .OrderByDescending(checkpoint => checkpoint.Epochs),
            ];
    }

    private static int EpochsOf(string path)
    {
        string number = Path.GetFileNameWithoutExtension(path)["epoch-".Length..];
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int epochs) ? epochs : 0;
    }

    private static IEnumerable<string> FilesIn(string directory) =>
    [
        Summary,
        Report,
        Network,
        .. new[] { Epochs, Batches, Rewiring, Confusion }.SelectMany(name => new[] { $"{name}.csv", $"{name}.parquet" }),
        .. Figures.SelectMany(name => new[] { name + ".png", name + ".svg" }),
        .. CheckpointsIn(directory).Select(checkpoint => Path.GetRelativePath(directory, checkpoint.Path)),
    ];
}
