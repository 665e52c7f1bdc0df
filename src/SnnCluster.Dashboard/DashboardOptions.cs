using System.Net;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Experiments;

namespace SnnCluster.Dashboard;

/// <summary>What a dashboard shows, and to whom.</summary>
public sealed record DashboardOptions
{
    /// <summary>Where it listens; port 0 takes any that is free.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>What is to be shown by whoever looks; null: nothing is asked for. Needed where others than this machine can look, or where runs can be started.</summary>
    public string? Token { get; init; }

    /// <summary>The cluster, or the actors of this process, whose runs are shown; null where there are none.</summary>
    public RunClient? Runs { get; init; }

    /// <summary>Address of a node of the cluster; null where runs are those of this process.</summary>
    public string? Cluster { get; init; }

    /// <summary>Text of a HOCON file for the client of the cluster, for TLS.</summary>
    public string ClusterConfiguration { get; init; } = "";

    /// <summary>The folder whose results are shown, and that runs are written to; null where there is none.</summary>
    public string? Directory { get; init; }

    /// <summary>Whether runs can be started and ended; false by default.</summary>
    public bool AllowsControl { get; init; }

    /// <summary>Names of the experiments that can be started.</summary>
    public IReadOnlyList<string> Experiments { get; init; } = [];

    /// <summary>Makes one of them, or that of a description file.</summary>
    public Func<string, Experiment> Create { get; init; } = name => throw new ArgumentException($"there is no experiment '{name}'", nameof(name));

    /// <summary>The version of the program, for people.</summary>
    public string ProgramVersion { get; init; } = "";
}
