using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Experiments;
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
    public static ExperimentNetworks Networks(string? directory)
    {
        Dictionary<string, string> models = directory is null
            ? []
            : Directory.EnumerateFiles(directory, "*.dll").ToDictionary(file => Path.GetFileName(file), HashOf);
        return new ExperimentNetworks(reference => Resolve(reference, directory, models), models);
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
        NetworkReference reference, string? directory, IReadOnlyDictionary<string, string> models)
    {
        if (reference.Assembly is null)
        {
            return BuiltInExperiments.Create(reference.Experiment)
                ?? throw new InvalidDescriptionException($"there is no built-in experiment '{reference.Experiment}' on the node");
        }

        string? hash = models.GetValueOrDefault(reference.Assembly);
        if (hash is null || hash != reference.AssemblyHash)
        {
            throw new InvalidDescriptionException(NetworkReferences.Missing(reference, hash));
        }

        return ExperimentAssembly.Create(Path.Combine(directory!, reference.Assembly), reference.Experiment);
    }
}
