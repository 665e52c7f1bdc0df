using System.Security.Cryptography;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Experiments.Sonata;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>Turns experiments with their parameters into references that travel, and back.</summary>
public static class NetworkReferences
{
    /// <summary>The reference to an experiment's network.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="parameters">Its parameters as text, by name; the others have their defaults.</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    /// <param name="seed">Seed of all random numbers.</param>
    public static NetworkReference Of(
        Experiment experiment, IReadOnlyDictionary<string, string> parameters, double dtMs, ulong seed)
    {
        switch (experiment)
        {
            case DescribedExperiment described:
                return described.ToReference(dtMs, seed);
            case SonataExperiment sonata:
                return sonata.ToReference(dtMs, seed);
        }

        Type type = experiment.GetType();
        bool isBuiltIn = type.Assembly == typeof(Experiment).Assembly;
        return new NetworkReference
        {
            Experiment = isBuiltIn ? experiment.Name : type.FullName!,
            Assembly = isBuiltIn ? null : Path.GetFileName(type.Assembly.Location),
            AssemblyHash = isBuiltIn ? null : HashOf(type.Assembly.Location),
            Parameters = parameters,
            DtMs = dtMs,
            Seed = seed,
        };
    }

    /// <summary>The network of a reference.</summary>
    /// <param name="experiment">The experiment that the reference names.</param>
    /// <param name="reference">The reference.</param>
    /// <exception cref="InvalidDescriptionException">Its parameters are wrong.</exception>
    public static NetworkDescription Describe(Experiment experiment, NetworkReference reference)
    {
        NetworkDescription network = experiment.Describe(Settings(experiment, reference));
        network.Validate();
        return network;
    }

    /// <summary>The settings of a reference.</summary>
    /// <param name="experiment">The experiment that the reference names.</param>
    /// <param name="reference">The reference.</param>
    /// <exception cref="InvalidDescriptionException">Its parameters are wrong.</exception>
    public static ExperimentSettings Settings(Experiment experiment, NetworkReference reference) => new(
        reference.DtMs, reference.Seed, ParameterBinding.Bind(experiment.Parameters, reference.Parameters));

    /// <summary>SHA-256 of a file, in hexadecimal.</summary>
    public static string HashOf(string file)
    {
        using FileStream stream = PlainFiles.OpenNamed(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>What to say of an assembly that a node has not, or not the same.</summary>
    public static string Missing(NetworkReference reference, string? hashHere) => hashHere is null
        ? $"the models of {reference.Assembly} are not installed on the node: copy the file to the folder that --models of "
            + "'snncluster node' names"
        : $"{reference.Assembly} is another file on the node (SHA-256 {hashHere[..12]}...) than at the client "
            + $"({reference.AssemblyHash?[..12]}...): install the same one everywhere";
}
