using Akka.Configuration;

namespace SnnCluster.Cluster.Actors;

/// <summary>The settings of a node under <c>snncluster</c> in its configuration.</summary>
public sealed record NodeSettings
{
    /// <summary>Devices that it offers; "auto": every GPU and each core as a host device.</summary>
    public string Devices { get; init; } = "auto";

    /// <summary>Folder of assemblies with models of its own; empty: only what is built in.</summary>
    public string Models { get; init; } = "";

    /// <summary>How long it looks for a cluster to join.</summary>
    public TimeSpan JoinTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long nodes wait for each other's direct connections.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often partitions tell how far they have come.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>After how long without a frame that is needed the sender is asked again, where actors carry frames.</summary>
    public TimeSpan AskAgainAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Runs that are over and kept for fetching.</summary>
    public int KeptRuns { get; init; } = 8;

    /// <summary>Where reports of runs lie until they are fetched.</summary>
    public string SpoolDirectory { get; init; } = Path.GetTempPath();

    /// <summary>Host that direct connections are listened for on; null: the one that other nodes know it by.</summary>
    public string? BindHost { get; init; }

    /// <summary>The settings of a configuration; defaults where it says nothing.</summary>
    public static NodeSettings Of(Config config)
    {
        var defaults = new NodeSettings();
        string bind = config.GetString("akka.remote.dot-netty.tcp.hostname", "");
        string spool = config.GetString("snncluster.results.spool-directory", "");
        return new NodeSettings
        {
            Devices = config.GetString("snncluster.devices", defaults.Devices),
            Models = config.GetString("snncluster.models", defaults.Models),
            JoinTimeout = config.GetTimeSpan("snncluster.join-timeout", defaults.JoinTimeout),
            ConnectTimeout = config.GetTimeSpan("snncluster.connect-timeout", defaults.ConnectTimeout),
            ProgressInterval = config.GetTimeSpan("snncluster.progress-interval", defaults.ProgressInterval),
            AskAgainAfter = config.GetTimeSpan("snncluster.ask-again-after", defaults.AskAgainAfter),
            BindHost = bind.Length == 0 ? null : bind,
            KeptRuns = config.GetInt("snncluster.results.keep", defaults.KeptRuns),
            SpoolDirectory = spool.Length == 0 ? defaults.SpoolDirectory : spool,
        };
    }
}
