using System.Reflection;
using Akka.Actor;
using SnnCluster.Cluster.Actors;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Hosting;

/// <summary>Talks to the services of a cluster's nodes (<see cref="NodeService"/>); it is no member of the cluster.</summary>
public sealed class ServiceClient : IAsyncDisposable
{
    private readonly RunClient _client;

    private ServiceClient(RunClient client) => _client = client;

    /// <summary>Where the client's own actors live.</summary>
    public ActorSystem System => _client.System;

    /// <summary>Opens a client.</summary>
    /// <param name="address">Any node of the cluster, as host:port.</param>
    /// <param name="configuration">Text of a configuration file in HOCON, for TLS; may be empty.</param>
    /// <param name="contracts">The assembly with the service's wire contracts.</param>
    /// <param name="patience">How long a node may take to answer that is busy; a minute by default.</param>
    /// <exception cref="InvalidDescriptionException">The address is none.</exception>
    /// <exception cref="ClusterException">Nothing listens there, or nothing that answers as a node does.</exception>
    public static async Task<ServiceClient> OpenAsync(
        string address, string configuration, Assembly contracts, TimeSpan? patience = null) =>
        new(await RunClients.OfClusterAsync(address, configuration, [contracts], patience ?? RunClient.Patience)
            .ConfigureAwait(false));

    /// <summary>What goes on in the cluster.</summary>
    /// <exception cref="InvalidDescriptionException">The cluster speaks another version of the protocol.</exception>
    /// <exception cref="ClusterException">Nobody answers.</exception>
    public Task<ClusterStatus> StatusAsync() => _client.StatusAsync();

    /// <summary>A service of a node.</summary>
    /// <param name="node">The node's address, as host:port.</param>
    /// <param name="name">The service.</param>
    public ActorSelection Service(string node, string name) =>
        System.ActorSelection(NodeAddress.In(System, node) / "user" / name);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
