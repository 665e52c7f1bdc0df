using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using Akka.Remote;
using SnnCluster.Cluster.Actors;
using AkkaCluster = Akka.Cluster.Cluster;

namespace SnnCluster.ClusterConfig.Tests;

/// <summary>The settings of nodes, read by the parser that nodes use.</summary>
public sealed class HoconTests
{
    private const string Remoting = "akka.remote.dot-netty.tcp";

    /// <summary>Every setting of the command's own, and what it may be.</summary>
    private static readonly Dictionary<string, Func<Config, string, bool>> OwnSettings = new()
    {
        ["snncluster.devices"] = (config, key) => config.GetString(key) == "auto" || config.GetStringList(key).All(IsDevice),
        ["snncluster.models"] = (config, key) => config.GetString(key) is not null,
        ["snncluster.files"] = (config, key) => config.GetString(key) is not null,
        ["snncluster.data"] = (config, key) => config.GetString(key) is not null,
        ["snncluster.join-timeout"] = IsDuration,
        ["snncluster.listen-before-join"] = IsDuration,
        ["snncluster.connect-timeout"] = IsDuration,
        ["snncluster.progress-interval"] = IsDuration,
        ["snncluster.ask-again-after"] = IsDuration,
        ["snncluster.results.keep"] = (config, key) => config.GetInt(key) >= 1,
        ["snncluster.results.spool-directory"] = (config, key) => config.GetString(key) is not null,
        ["snncluster.recovery.replacement-wait"] = IsDuration,
        ["snncluster.recovery.give-up-after"] = IsDuration,
        ["snncluster.recovery.silence-limit"] = IsDuration,
        ["snncluster.recovery.cancel-limit"] = IsDuration,
        ["snncluster.recovery.most-losses-in-vain"] = (config, key) => config.GetInt(key) >= 0,
        ["snncluster.tls.certificate"] = (config, key) => config.GetString(key) is "",
        ["snncluster.tls.password-file"] = (config, key) => config.GetString(key) is "",
        ["snncluster.tls.authority"] = (config, key) => config.GetString(key) is "",
    };

    // Read by TLS alone, where it is switched on: tests/SnnCluster.Cluster.Tests/Security checks it.
    private static readonly string[] TlsSettings = [.. OwnSettings.Keys.Where(key => key.StartsWith("snncluster.tls.", StringComparison.Ordinal))];

    public static TheoryData<string> Files => [.. NodeFiles()];

    [Fact]
    public void There_is_a_file_for_workers_and_one_for_coordinators() =>
        Assert.Equal(["coordinator.hocon", "worker.hocon"], NodeFiles().Order());

    [Theory]
    [MemberData(nameof(Files))]
    public void Own_settings_are_all_there_and_allowed(string file)
    {
        Config config = Read(file);
        string[] keys = [.. Keys(config).Where(key => key.StartsWith("snncluster.", StringComparison.Ordinal))];
        Assert.Equal(OwnSettings.Keys.Order(), keys.Order());
        Assert.All(keys, key => Assert.True(OwnSettings[key](config, key), $"{file}: {key} is not allowed"));
    }

    // One setting at a time with another value: a node reads it, and what the file says is what is built in.
    [Theory]
    [InlineData("snncluster.devices", "[host, host]")]
    [InlineData("snncluster.models", "elsewhere")]
    [InlineData("snncluster.files", "elsewhere")]
    [InlineData("snncluster.data", "elsewhere")]
    [InlineData("snncluster.join-timeout", "77s")]
    [InlineData("snncluster.listen-before-join", "77s")]
    [InlineData("snncluster.connect-timeout", "77s")]
    [InlineData("snncluster.progress-interval", "77s")]
    [InlineData("snncluster.ask-again-after", "77s")]
    [InlineData("snncluster.results.keep", "77")]
    [InlineData("snncluster.results.spool-directory", "elsewhere")]
    [InlineData("snncluster.recovery.replacement-wait", "77s")]
    [InlineData("snncluster.recovery.give-up-after", "77s")]
    [InlineData("snncluster.recovery.silence-limit", "77s")]
    [InlineData("snncluster.recovery.cancel-limit", "77s")]
    [InlineData("snncluster.recovery.most-losses-in-vain", "77")]
    public void Own_settings_are_read_and_have_their_defaults(string key, string value)
    {
        Assert.Contains(key, OwnSettings.Keys);
        var bindHost = new NodeSettings { BindHost = "127.0.0.1" };
        Assert.Equal(bindHost, NodeSettings.Of(Read("worker.hocon")));
        Config changed = ConfigurationFactory.ParseString($"{key} = {value}").WithFallback(Read("worker.hocon"));
        Assert.NotEqual(bindHost, NodeSettings.Of(changed));
    }

    [Fact]
    public void Every_own_setting_is_one_that_nodes_read()
    {
        string[] read = [.. typeof(HoconTests).GetMethod(nameof(Own_settings_are_read_and_have_their_defaults))!
            .GetCustomAttributes(typeof(InlineDataAttribute), false).Cast<InlineDataAttribute>()
            .Select(data => (string)data.GetData(null!).Single()[0])];
        Assert.Equal(read.Concat(TlsSettings).Order(), OwnSettings.Keys.Order());
        Assert.Equal("", NodeSettings.Of(Read("coordinator.hocon")).Devices);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Settings_of_Akka_are_ones_that_Akka_knows(string file)
    {
        Config known = Defaults();
        string[] keys = [.. Keys(Read(file)).Where(key => !key.StartsWith("snncluster.", StringComparison.Ordinal))];
        Assert.NotEmpty(keys);
        Assert.All(keys, key => Assert.True(key.StartsWith("akka.", StringComparison.Ordinal) && known.HasPath(key), key));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Remoting_is_closed_to_other_machines_and_fits_spike_frames(string file)
    {
        Config tcp = Read(file).GetConfig(Remoting);
        Assert.Equal("127.0.0.1", tcp.GetString("hostname"));
        Assert.Empty(tcp.GetString("public-hostname"));
        Assert.InRange(tcp.GetInt("port"), 1024, 32767);
        long frame = tcp.GetByteSize("maximum-frame-size")!.Value;
        Assert.Equal(4 * 1024 * 1024, frame);
        Assert.True(tcp.GetByteSize("send-buffer-size") >= frame);
        Assert.True(tcp.GetByteSize("receive-buffer-size") >= frame);
        Assert.False(tcp.GetBoolean("enable-ssl"));
        Assert.False(tcp.GetBoolean("ssl.suppress-validation"));
        Assert.True(tcp.GetBoolean("ssl.require-mutual-authentication"));
        Assert.True(tcp.GetBoolean("ssl.validate-certificate-hostname"));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_dead_node_is_noticed_within_fifteen_seconds(string file)
    {
        var settings = new ClusterSettings(Read(file).WithFallback(Defaults()), "snncluster");
        Config detector = settings.FailureDetectorConfig;
        TimeSpan heartbeat = detector.GetTimeSpan("heartbeat-interval");
        TimeSpan pause = detector.GetTimeSpan("acceptable-heartbeat-pause");
        Assert.InRange(detector.GetDouble("threshold"), 1, 20);

        // Silence of the pause and some heartbeats raises phi above the threshold; gossip then takes seconds at the most.
        Assert.InRange(pause + (3 * heartbeat), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(8));
        Assert.Contains("SplitBrainResolverProvider", settings.DowningProviderType.FullName, StringComparison.Ordinal);
        Config resolver = Read(file).GetConfig("akka.cluster.split-brain-resolver");
        Assert.Equal("keep-majority", resolver.GetString("active-strategy"));
        Assert.InRange(resolver.GetTimeSpan("stable-after"), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20));
        Assert.Empty(settings.SeedNodes);
    }

    [Fact]
    public void Workers_compute_and_coordinate_and_coordinators_coordinate_only()
    {
        Config worker = Read("worker.hocon");
        Assert.Equal(["worker", "coordinator"], worker.GetStringList("akka.cluster.roles"));
        Assert.Equal("auto", worker.GetString("snncluster.devices"));
        Config coordinator = Read("coordinator.hocon");
        Assert.Equal(["coordinator"], coordinator.GetStringList("akka.cluster.roles"));
        Assert.Empty(coordinator.GetStringList("snncluster.devices"));
    }

    // An undefined one lets the parser of Akka.NET 1.5.74 run out of stack when settings are merged; a defined one is null.
    [Theory]
    [MemberData(nameof(Files))]
    public void Nothing_is_substituted(string file) =>
        Assert.DoesNotContain("${", Repository.Read(file), StringComparison.Ordinal);

    [Fact]
    public void The_two_files_differ_in_nothing_else()
    {
        Config worker = Read("worker.hocon");
        Config coordinator = Read("coordinator.hocon");
        Assert.Equal(Keys(worker).Order(), Keys(coordinator).Order());
        string[] differ = [.. Keys(worker).Where(key => $"{worker.GetValue(key)}" != $"{coordinator.GetValue(key)}").Order()];
        Assert.Equal(["akka.cluster.roles", "snncluster.devices"], differ);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_setting_has_a_line_of_its_own_below_a_comment(string file)
    {
        string[] lines = Repository.Read(file).Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.StartsWith('#') || !line.Contains('=', StringComparison.Ordinal))
            {
                continue;
            }

            // Settings that belong together may share one comment: no empty line between them.
            int above = i;
            while (above > 0 && lines[above - 1].Contains('=', StringComparison.Ordinal) && !lines[above - 1].Trim().StartsWith('#'))
            {
                above--;
            }

            Assert.True(above > 0 && lines[above - 1].Trim().StartsWith('#'), $"{file}, line {i + 1} has no comment: {line}");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_node_with_these_settings_comes_up(string file)
    {
        // What the command itself adds, and port 0: the test takes no port from anyone.
        Config config = ConfigurationFactory.ParseString($$"""
            akka.actor.provider = cluster
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            {{Remoting}}.port = 0
            """).WithFallback(Read(file));
        using var system = ActorSystem.Create("snncluster", config);
        AkkaCluster cluster = AkkaCluster.Get(system);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await cluster.JoinAsync(cluster.SelfAddress, patience.Token);
        Assert.Equal(Read(file).GetStringList("akka.cluster.roles").Order(), cluster.SelfRoles.Order());
        Assert.Equal("127.0.0.1", cluster.SelfAddress.Host);
        await system.Terminate().WaitAsync(patience.Token);
    }

    internal static int Port() => Read("worker.hocon").GetInt($"{Remoting}.port");

    private static IEnumerable<string> NodeFiles() =>
        Directory.EnumerateFiles(Repository.Config(), "*.hocon", SearchOption.AllDirectories).Select(file => Path.GetFileName(file));

    private static Config Read(string file) => ConfigurationFactory.ParseString(Repository.Read(file));

    private static Config Defaults() =>
        ConfigurationFactory.FromResource("Akka.Cluster.Configuration.Cluster.conf", typeof(AkkaCluster).Assembly)
            .WithFallback(ConfigurationFactory.FromResource("Akka.Remote.Configuration.Remote.conf", typeof(RemoteSettings).Assembly))
            .WithFallback(ConfigurationFactory.Default());

    private static bool IsDevice(string name) => Regex.IsMatch(name, @"^(host|(cuda|opencl):\d+)$");

    private static bool IsDuration(Config config, string key) => config.GetTimeSpan(key) > TimeSpan.Zero;

    private static IEnumerable<string> Keys(Config config) => Keys(config.Root, "");

    private static IEnumerable<string> Keys(HoconValue value, string path) =>
        value.IsObject()
            ? value.GetObject().Items.SelectMany(item => Keys(item.Value, path.Length == 0 ? item.Key : $"{path}.{item.Key}"))
            : [path];
}
