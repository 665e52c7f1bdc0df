using SnnCluster.Cluster.Runs;

namespace SnnCluster.Cluster.Hosting;

/// <summary>What a user says of a node; what is null comes from the configuration file, or is built in.</summary>
public sealed record NodeOptions
{
    /// <summary>Text of a configuration file in HOCON; empty: what is built in.</summary>
    public string Configuration { get; init; } = "";

    /// <summary>Host that the node listens on and is known by.</summary>
    public string? Hostname { get; init; }

    /// <summary>Whether it may listen, without TLS, where other machines reach it.</summary>
    public bool IsInsecure { get; init; }

    /// <summary>Port; 0 takes any that is free.</summary>
    public int? Port { get; init; }

    /// <summary>Nodes to join, as host:port; none and none configured: it forms a cluster of its own.</summary>
    public IReadOnlyList<string> SeedNodes { get; init; } = [];

    /// <summary>Devices that it offers, by name, separated by commas; "auto": all GPUs and every core.</summary>
    public string? Devices { get; init; }

    /// <summary>Makes its networks.</summary>
    public required INetworkSource Networks { get; init; }

    /// <summary>What the node does beside runs.</summary>
    public IReadOnlyList<NodeService> Services { get; init; } = [];

    /// <summary>Version of the program, for people.</summary>
    public string ProgramVersion { get; init; } = "";
}
