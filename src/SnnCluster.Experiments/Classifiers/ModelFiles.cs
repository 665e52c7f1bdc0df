using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Experiments.Running;
using SnnCluster.Learning.Persistence;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>Trained networks as a user names them: a network, a checkpoint, the folder of a training, or a NIR graph.</summary>
internal static class ModelFiles
{
    /// <summary>The file that has the network.</summary>
    /// <param name="model">What a user named.</param>
    /// <param name="option">The option that it was named by.</param>
    /// <exception cref="InvalidDescriptionException">There is none.</exception>
    public static string Find(string model, string option)
    {
        if (!Directory.Exists(model))
        {
            return File.Exists(model)
                ? model
                : throw new InvalidDescriptionException($"{option} {model}: there is no such file or folder");
        }

        OutputFolder.Finish(model);
        string network = Path.Combine(model, TrainingFiles.Network);
        if (File.Exists(network))
        {
            return network;
        }

        // A training that was killed leaves its checkpoints alone.
        return TrainingFiles.CheckpointsIn(model) is [(_, string checkpoint), ..]
            ? checkpoint
            : throw new InvalidDescriptionException($"{option} {model}: has no {TrainingFiles.Network} and no checkpoint");
    }

    /// <summary>Reads a network or a checkpoint.</summary>
    /// <exception cref="ClassifierFormatException">The file holds none.</exception>
    public static TrainedClassifier Read(string path)
    {
        try
        {
            return ClassifierFormat.ReadNetwork(PlainFiles.ReadAll(PlainFiles.Named(path)), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ClassifierFormatException(path, $"cannot be read: {exception.Message}", exception);
        }
    }
}
