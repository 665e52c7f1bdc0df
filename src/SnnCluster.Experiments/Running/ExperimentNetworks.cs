using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Probes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>Networks of experiments, for nodes: those that a resolver finds.</summary>
/// <param name="resolve">Finds the experiment that a reference names.</param>
/// <param name="models">File names and hashes of the assemblies that are installed.</param>
public sealed class ExperimentNetworks(
    Func<NetworkReference, Experiment> resolve, IReadOnlyDictionary<string, string> models) : INetworkSource
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Models { get; } = models;

    /// <inheritdoc/>
    public NetworkDescription Create(NetworkReference reference) =>
        NetworkReferences.Describe(resolve(reference), reference);

    /// <inheritdoc/>
    public IReadOnlyList<Probe> ProbesOf(NetworkReference reference, NetworkDescription network)
    {
        Experiment experiment = resolve(reference);
        return experiment.AllProbes(network, NetworkReferences.Settings(experiment, reference));
    }
}
