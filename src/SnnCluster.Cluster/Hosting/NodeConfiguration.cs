using System.Globalization;
using System.Text;
using Akka.Configuration;
using SnnCluster.Cluster.Actors;
using SnnCluster.Cluster.Security;
using SnnCluster.Cluster.Wire;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Hosting;

/// <summary>The configuration of actor systems: what is built in, then the user's file, then the command line.</summary>
public static class NodeConfiguration
{
    /// <summary>The largest message [bytes], the same on all nodes: what is larger is split.</summary>
    public const int MaximumFrameBytes = 4 * 1024 * 1024;

    /// <summary>The dispatcher of actors that need a thread of their own, such as those that own a device.</summary>
    public const string PinnedDispatcher = "snncluster.partition-dispatcher";

    // A partition's thread is its own: a step must not wait for a pool, nor a pool for a step.
    // Nor do actor systems end by themselves on SIGTERM: a node leaves and a client ends its run when the command says so.
    // Nothing is timed to less than a tick of the scheduler, and each wakes two threads: with Akka's 10 ms that was half of what a node without work took.
    private const string Common = """
        snncluster.partition-dispatcher {
          type = PinnedDispatcher
          throughput = 1
        }
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          stdout-logger-class = "SnnCluster.Cluster.Hosting.LastWordsLogger, SnnCluster.Cluster"
          loggers = ["SnnCluster.Cluster.Hosting.ErrorStreamLogger, SnnCluster.Cluster"]
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          coordinated-shutdown.exit-clr = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          scheduler.tick-duration = 33ms
        }
        """;

    // retry-gate-closed-for: with Akka's 5 s a connection that breaks would stay away for longer than the failure detector
    // waits, and a node that is started again would have to listen for longer before it joins.
    // tcp-reuse-addr: Akka switches it on outside of Windows, where .NET takes it for leave to share a port with another
    // process: a second node on a port would start, and messages would go to either.
    private static readonly string Remoting = string.Create(CultureInfo.InvariantCulture, $$"""
        akka.remote {
          log-remote-lifecycle-events = off
          retry-gate-closed-for = 1s
          dot-netty.tcp {
            ssl.validate-certificate-hostname = on
            hostname = "127.0.0.1"
            port = 4053
            tcp-reuse-addr = off
            maximum-frame-size = {{MaximumFrameBytes}}b
            send-buffer-size = {{MaximumFrameBytes}}b
            receive-buffer-size = {{MaximumFrameBytes}}b
          }
        }
        """);

    // Settings are never logged: they say where secrets lie.
    private const string Guarded = "akka.log-config-on-start = off";

    // cluster-exiting: where all nodes leave at once, the last one would ask those that are gone for 7 s whether they coordinate
    // from now on. To give a coordinator to the next one takes a fraction of a second.
    private const string Clustering = """
        akka {
          actor.provider = cluster
          coordinated-shutdown.phases.cluster-exiting.timeout = 2s
          cluster {
            roles = [worker, coordinator]
            failure-detector.acceptable-heartbeat-pause = 3s
            downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
            split-brain-resolver {
              active-strategy = keep-majority
              stable-after = 7s
              down-all-when-unstable = 30s
            }
            run-coordinated-shutdown-when-down = on
            retry-unsuccessful-join-after = 3s
            singleton.min-number-of-hand-over-retries = 10
          }
          loglevel = INFO
        }
        """;

    /// <summary>Of a node of a cluster.</summary>
    /// <exception cref="InvalidDescriptionException">The user's file is no HOCON.</exception>
    public static Config OfNode(NodeOptions options)
    {
        var overrides = new StringBuilder();
        if (options.Hostname is string hostname)
        {
            overrides.AppendLine(CultureInfo.InvariantCulture, $"akka.remote.dot-netty.tcp.hostname = \"{hostname}\"");
        }

        if (options.Port is int port)
        {
            overrides.AppendLine(CultureInfo.InvariantCulture, $"akka.remote.dot-netty.tcp.port = {port}");
        }

        if (options.Devices is string devices)
        {
            overrides.AppendLine(CultureInfo.InvariantCulture, $"snncluster.devices = \"{devices}\"");
        }

        return Guard(WireConfiguration.Create()
            .WithFallback(Parse(overrides.ToString(), "the command line"))
            .WithFallback(Parse(options.Configuration, "--config"))
            .WithFallback(Clustering)
            .WithFallback(Remoting)
            .WithFallback(Common));
    }

    /// <summary>
    /// What is open to other machines without TLS that keeps them out; null where nothing is. A node refuses to start with
    /// it unless <see cref="NodeOptions.IsInsecure"/> says otherwise.
    /// </summary>
    /// <exception cref="InvalidDescriptionException">The user's file is no HOCON.</exception>
    public static string? ExposureOf(NodeOptions options) => Exposure.Of(OfNode(options));

    /// <summary>The folders that a configuration file names: of models, of files that descriptions refer to, and of data sets; null for those that it does not.</summary>
    /// <exception cref="InvalidDescriptionException">The file is no HOCON.</exception>
    public static (string? Models, string? Files, string? Data) FoldersOf(string configuration)
    {
        var settings = NodeSettings.Of(Parse(configuration, "--config"));
        return (Named(settings.Models), Named(settings.Files), Named(settings.Data));

        static string? Named(string folder) => folder.Length > 0 ? folder : null;
    }

    /// <summary>Of a client, which is no member of the cluster.</summary>
    /// <param name="hostname">Host that the cluster answers to.</param>
    /// <param name="configuration">Text of a configuration file, for TLS; may be empty.</param>
    internal static Config OfClient(string hostname, string configuration) => Guard(WireConfiguration.Create()
        .WithFallback(Parse(
            $"akka.remote.dot-netty.tcp.hostname = \"{hostname}\"\nakka.remote.dot-netty.tcp.port = 0\nakka.actor.provider = remote\nakka.loglevel = OFF",
            "the client"))
        .WithFallback(Parse(configuration, "--config"))
        .WithFallback(Remoting)
        .WithFallback(Common));

    /// <summary>Of a system that sends and takes arrays of bytes, with nothing of ours but the limits of messages.</summary>
    /// <param name="hostname">Address to listen on, at a port that the system picks.</param>
    internal static Config OfBareEcho(string hostname) => Parse(
            $"akka.remote.dot-netty.tcp.hostname = \"{hostname}\"\nakka.remote.dot-netty.tcp.port = 0\nakka.actor.provider = remote\nakka.loglevel = OFF",
            "the echo")
        .WithFallback(Remoting)
        .WithFallback(Common);

    /// <summary>Of the actors of one process, with no network; what goes wrong is told to the client, and needs no log.</summary>
    internal static Config OfProcess() =>
        ConfigurationFactory.ParseString("akka.loglevel = OFF").WithFallback(Parse(Common, "built-in"));

    private static Config Guard(Config config) => config.GetBoolean("akka.remote.dot-netty.tcp.enable-ssl")
        ? Parse(Guarded, "built-in").WithFallback(config)
        : config;

    private static Config Parse(string text, string what)
    {
        if (HoconBrackets.Finding(text) is string finding)
        {
            throw new InvalidDescriptionException($"{what} is no HOCON: {finding}");
        }

        try
        {
            return text.Trim().Length == 0 ? Config.Empty : ConfigurationFactory.ParseString(text);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new InvalidDescriptionException($"{what} is no HOCON: {exception.Message}");
        }
    }
}
