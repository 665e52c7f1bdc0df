using System.Globalization;
using Akka.Configuration;
using SnnCluster.Cluster.Protocol;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Actors;

/// <summary>The settings of a node under <c>snncluster</c> in its configuration.</summary>
public sealed record NodeSettings
{
    /// <summary>Devices that it offers; "auto": every GPU and each core as a host device.</summary>
    public string Devices { get; init; } = "auto";

    /// <summary>Folder of assemblies with models of its own; empty: only what is built in.</summary>
    public string Models { get; init; } = "";

    /// <summary>Folder of files that descriptions refer to and that do not travel; empty: there is none.</summary>
    public string Files { get; init; } = "";

    /// <summary>Folder of data sets to train on; empty: generated ones only.</summary>
    public string Data { get; init; } = "";

    /// <summary>How long it looks for a cluster to join.</summary>
    public TimeSpan JoinTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a node at a fixed port only listens before it looks for a cluster: see <see cref="Hosting.ClusterNode"/>.</summary>
    public TimeSpan ListenBeforeJoin { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long nodes wait for each other's direct connections.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often partitions tell how far they have come.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>After how long without a frame that is needed the sender is asked again, where actors carry frames.</summary>
    public TimeSpan AskAgainAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Runs that are over and kept for fetching.</summary>
    public int KeptRuns { get; init; } = 8;

    /// <summary>How the coordinator deals with the loss of a node.</summary>
    public RecoveryOptions Recovery { get; init; } = new();

    /// <summary>Where reports of runs lie until they are fetched.</summary>
    public string SpoolDirectory { get; init; } = Path.GetTempPath();

    /// <summary>Host that direct connections are listened for on; null: the one that other nodes know it by.</summary>
    public string? BindHost { get; init; }

    /// <summary>The settings of a configuration; defaults where it says nothing.</summary>
    /// <exception cref="InvalidDescriptionException">A value is none of its kind; it says all that are not.</exception>
    public static NodeSettings Of(Config config)
    {
        var errors = new ValidationErrors();
        var defaults = new NodeSettings();
        string bind = config.GetString("akka.remote.dot-netty.tcp.hostname", "");
        string spool = config.GetString("snncluster.results.spool-directory", "");
        var settings = new NodeSettings
        {
            Devices = DevicesOf(config, defaults.Devices),
            Models = config.GetString("snncluster.models", defaults.Models),
            Files = config.GetString("snncluster.files", defaults.Files),
            Data = config.GetString("snncluster.data", defaults.Data),
            JoinTimeout = Time(config, "snncluster.join-timeout", defaults.JoinTimeout, errors),
            ListenBeforeJoin = Time(config, "snncluster.listen-before-join", defaults.ListenBeforeJoin, errors),
            ConnectTimeout = Time(config, "snncluster.connect-timeout", defaults.ConnectTimeout, errors),
            ProgressInterval = Time(config, "snncluster.progress-interval", defaults.ProgressInterval, errors),
            AskAgainAfter = Time(config, "snncluster.ask-again-after", defaults.AskAgainAfter, errors),
            BindHost = bind.Length == 0 ? null : bind,
            KeptRuns = Number(config, "snncluster.results.keep", defaults.KeptRuns, 1, errors),
            Recovery = new RecoveryOptions
            {
                ReplacementWait = Time(
                    config, "snncluster.recovery.replacement-wait", defaults.Recovery.ReplacementWait, errors),
                GiveUpAfter = Time(config, "snncluster.recovery.give-up-after", defaults.Recovery.GiveUpAfter, errors),
                SilenceLimit = Time(config, "snncluster.recovery.silence-limit", defaults.Recovery.SilenceLimit, errors),
                CancelLimit = Time(config, "snncluster.recovery.cancel-limit", defaults.Recovery.CancelLimit, errors),
                MostLossesInVain = Number(
                    config, "snncluster.recovery.most-losses-in-vain", defaults.Recovery.MostLossesInVain, 0, errors),
            },
            SpoolDirectory = spool.Length == 0 ? defaults.SpoolDirectory : spool,
        };
        errors.ThrowIfAny();
        return settings;
    }

    // A list in the file, or text where it comes from the command line.
    private static string DevicesOf(Config config, string absent)
    {
        const string Key = "snncluster.devices";
        return config.GetValue(Key) switch
        {
            null => absent,
            { } value when value.IsArray() => string.Join(',', config.GetStringList(Key)),

            // An empty list is no array to Akka, and no text: a node that offers nothing.
            _ => config.GetString(Key, absent) ?? "",
        };
    }

    private static int Number(Config config, string key, int absent, int least, ValidationErrors errors)
    {
        if (!config.HasPath(key))
        {
            return absent;
        }

        if (!int.TryParse(config.GetString(key), NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < least)
        {
            errors.Add($"{key} in --config is '{config.GetString(key)}': must be a whole number from {least}");
        }

        return number;
    }

    private static TimeSpan Time(Config config, string key, TimeSpan absent, ValidationErrors errors)
    {
        try
        {
            TimeSpan time = config.GetTimeSpan(key, absent, allowInfinite: false);
            if (time > TimeSpan.Zero)
            {
                return time;
            }
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            // Told below, with the value.
        }

        errors.Add($"{key} in --config is '{config.GetString(key)}': must be a time above 0, as 500ms, 10s or 2m");
        return absent;
    }
}
