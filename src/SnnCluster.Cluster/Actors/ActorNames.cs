using System.Globalization;
using Akka.Actor;

namespace SnnCluster.Cluster.Actors;

/// <summary>Names of actors that others find by name.</summary>
internal static class ActorNames
{
    /// <summary>Name of every node's actor system.</summary>
    public const string System = "snncluster";

    /// <summary>The supervisor of a node.</summary>
    public const string Node = "node";

    /// <summary>The coordinator, the manager that keeps one of it in a cluster, and the role of nodes that may have it.</summary>
    public const string Coordinator = "coordinator";

    /// <summary>The coordinator below its manager.</summary>
    public const string Singleton = "singleton";

    /// <summary>Takes messages for the coordinator, on every node.</summary>
    public const string Gateway = "gateway";

    /// <summary>Has copies of other nodes' checkpoints, on every node.</summary>
    public const string Copies = "copies";

    /// <summary>Tells what a node sees of its runs now, on every node.</summary>
    public const string Live = "live";

    /// <summary>The actor of a run on a node.</summary>
    public static string Run(string runId) => $"run-{runId}";
}

/// <summary>Addresses of nodes as text: host:port.</summary>
public static class NodeAddress
{
    /// <summary>Host and port of an address; null where the text is none.</summary>
    public static (string Host, int Port)? Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        bool isPort = int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port);
        return colon > 0 && isPort && port is > 0 and <= 65535 ? (text[..colon], port) : null;
    }

    /// <summary>Host and port of an address that is known to be one.</summary>
    internal static (string Host, int Port) Split(string text) =>
        Parse(text) ?? throw new ArgumentException($"'{text}' is no host:port", nameof(text));

    /// <summary>Where the actors of a node of the same cluster are.</summary>
    internal static RootActorPath In(ActorSystem system, string address)
    {
        // With TLS the protocol has another name, the same on all nodes.
        (string host, int port) = Split(address);
        return new RootActorPath(
            ((ExtendedActorSystem)system).Provider.DefaultAddress.WithSystem(ActorNames.System).WithHost(host).WithPort(port));
    }

    /// <summary>The address of a node of a cluster.</summary>
    internal static string Of(Address address) =>
        string.Create(CultureInfo.InvariantCulture, $"{address.Host}:{address.Port}");
}
