using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Probes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Runs;

/// <summary>
/// Makes networks out of references. Each node has its own: only what is built in or installed there can be run there.
/// </summary>
public interface INetworkSource
{
    /// <summary>The network that a reference names, checked.</summary>
    /// <exception cref="InvalidDescriptionException">
    /// The experiment is not known here, its assembly is not the same, or its parameters are wrong.
    /// </exception>
    NetworkDescription Create(NetworkReference reference);

    /// <summary>What the experiment that a reference names observes of its network, besides what a run asks for.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="network">Its network.</param>
    IReadOnlyList<Probe> ProbesOf(NetworkReference reference, NetworkDescription network) => [];

    /// <summary>File names and SHA-256 hashes of the assemblies that are installed here.</summary>
    IReadOnlyDictionary<string, string> Models { get; }
}
