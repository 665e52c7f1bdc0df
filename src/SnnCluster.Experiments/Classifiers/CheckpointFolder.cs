using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Learning.Persistence;
using SnnCluster.Learning.Training;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>
/// The checkpoints of a training. The last three are kept, so that a damaged one loses little, and the one whose
/// validation accuracy is best (the first of those that are equal).
/// </summary>
public static class CheckpointFolder
{
    private const int Kept = 3;

    /// <summary>Reads the newest checkpoint that is whole.</summary>
    /// <param name="directory">Folder of the training; one that has begun to replace it is the newer one.</param>
    /// <param name="notes">Takes a line for each newer one that is not.</param>
    /// <exception cref="InvalidDescriptionException">There is none.</exception>
    public static TrainingCheckpoint Newest(string directory, ICollection<string> notes)
    {
        if (!Directory.Exists(directory))
        {
            throw new InvalidDescriptionException(File.Exists(directory)
                ? $"--resume {directory}: is a file, must be the folder of a training"
                : $"--resume {directory}: there is no such folder");
        }

        string folder = OutputFolder.ToGoOnIn(directory, TrainingFiles.Content);
        int oldest = TrainingFiles.CheckpointsIn(folder).Select(checkpoint => checkpoint.Epochs).DefaultIfEmpty().Min();
        foreach ((int epochs, string path) in TrainingFiles.CheckpointsIn(folder))
        {
            try
            {
                return Read(path);
            }
            catch (ClassifierFormatException exception)
            {
                notes.Add(exception.Message + (epochs == oldest ? "" : $"; taking the checkpoint before epoch {epochs}"));
            }
        }

        throw new InvalidDescriptionException(
        [
            .. notes,
            $"--resume {directory}: "
                + (oldest > 0 ? "none of its checkpoints is whole" : "has no checkpoint, so it is no training, or one that ended in its first epoch"),
        ]);
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="ClassifierFormatException">It is not whole, or none.</exception>
    public static TrainingCheckpoint Read(string path)
    {
        try
        {
            return ClassifierFormat.ReadCheckpoint(PlainFiles.ReadAll(path), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ClassifierFormatException(path, $"cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Writes a checkpoint, whole or not at all, and removes those that are no longer kept.</summary>
    /// <returns>Its path.</returns>
    internal static string Write(string directory, TrainingCheckpoint checkpoint)
    {
        string path = Path.Combine(directory, TrainingFiles.CheckpointAfter(checkpoint.EpochsDone));
        DurableFiles.CreateFolder(Path.GetDirectoryName(path)!);
        RunFiles.WriteBytes(path, ClassifierFormat.OfCheckpoint(checkpoint));
        int best = Best(checkpoint.Epochs);
        foreach ((int epochs, string old) in TrainingFiles.CheckpointsIn(directory))
        {
            if (epochs != best && (epochs <= checkpoint.EpochsDone - Kept || epochs > checkpoint.EpochsDone))
            {
                File.Delete(old);
            }
        }

        return path;
    }

    private static int Best(IReadOnlyList<EpochMetrics> epochs) =>
        epochs.Where(epoch => epoch.ValidationAccuracy is not null).MaxBy(epoch => epoch.ValidationAccuracy) is EpochMetrics best
            ? best.Epoch + 1
            : 0;
}
