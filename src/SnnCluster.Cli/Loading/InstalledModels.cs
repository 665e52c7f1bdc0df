using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Experiments;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Loading;

/// <summary>
/// The experiments that a node can run: those that are built in, and those of assemblies in its own folder. No code comes
/// over the wire: a reference names a file and its hash, and only that very file is loaded.
/// </summary>
internal static class InstalledModels
{
    /// <summary>Networks of these experiments.</summary>
    /// <param name="directory">The folder of assemblies; null where there is none.</param>
    /// <param name="files">The folder of files that descriptions refer to and that do not travel; null where there is none.</param>
    public static ExperimentNetworks Networks(string? directory, string? files = null)
    {
        Dictionary<string, string> models = directory is null
            ? []
            : Directory.EnumerateFiles(directory, "*.dll").ToDictionary(file => Path.GetFileName(file), HashOf);
        return new ExperimentNetworks(reference => Resolve(reference, directory, models, files), models);
    }

    private static string HashOf(string file)
    {
        try
        {
            return NetworkReferences.HashOf(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDescriptionException($"--models has {file}, which cannot be read: {exception.Message}");
        }
    }

    /// <summary>The experiment of a reference.</summary>
    /// <exception cref="InvalidDescriptionException">It is neither built in nor installed here.</exception>
    public static Experiment Resolve(
        NetworkReference reference, string? directory, IReadOnlyDictionary<string, string> models, string? files = null)
    {
        if (reference.Assembly is null)
        {
            return reference.Description is not null ? DescribedExperiment.Of(reference, files) : BuiltInExperiments.Create(reference.Experiment)
                ?? throw new InvalidDescriptionException($"there is no built-in experiment '{reference.Experiment}' on the node");
        }

        string? hash = models.GetValueOrDefault(reference.Assembly);
        if (hash is null || hash != reference.AssemblyHash)
        {
            throw new InvalidDescriptionException(NetworkReferences.Missing(reference, hash));
        }

        string path = Path.Combine(directory!, reference.Assembly);
        return reference.Description is not null
            ? DescribedExperiment.Of(reference, files, ExperimentAssembly.Catalog(path))
            : ExperimentAssembly.Create(path, reference.Experiment);
    }
}
