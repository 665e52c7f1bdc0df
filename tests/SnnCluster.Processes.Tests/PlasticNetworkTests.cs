using System.Reflection;
using System.Text.Json;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Processes.Tests;

/// <summary>
/// A network with short-term plasticity, triplets, inhibitory plasticity, dopamine, rewiring by random pairs and by synaptic elements, and noise at once, from an assembly that the nodes
/// are given: in three processes of which one dies, it comes to what it comes to in one process, however it is cut there, and so does all that
/// probes say of it.
/// </summary>
public sealed class PlasticNetworkTests : IDisposable
{
    private static readonly string Assembly = typeof(PlasticNetworkTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "PlasticNetwork").Value!;

    private static readonly string[] Observed = [RunFiles.TimeSeries, RunFiles.Histograms, RunFiles.Spikes, RunFiles.States, RunFiles.Rewiring];

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, Command> _workers = [];

    public void Dispose()
    {
        foreach (Command worker in _workers.Values)
        {
            worker.Dispose();
        }

        _folder.Dispose();
    }

    [SkippableFact]
    public async Task It_has_one_digest_for_all_cuts_and_after_a_kill_and_a_recovery()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        string digest = (await Run("--partitions", "1", "--no-figures", "--out", _folder["1"])).Digest();
        foreach (string partitions in new[] { "2", "3", "5" })
        {
            Assert.Equal(digest, (await Run("--partitions", partitions, "--checkpoint-every-ms", "333", "--no-figures", "--out", _folder[partitions])).Digest());
            AssertSameFiles(_folder[partitions]);
        }

        File.WriteAllText(_folder["node.hocon"], FaultyWorkers.Settings);
        string first = await Start();
        await Task.WhenAll(Start(first), Start(first));
        string coordinator = (await StatusOf(first)).Coordinator;
        string folder = _folder["run"];
        using Command client = Command.Start(
            Arguments("--partitions", "3", "--cluster", coordinator, "--checkpoint-every-ms", "100", "--no-figures", "--out", folder));
        await DisturbedRun.Until(() => Directory.Exists(folder)
            && Directory.EnumerateFiles(folder, "manifest.json", SearchOption.AllDirectories).Count() >= 2);
        _workers.First(worker => worker.Key != coordinator).Value.Kill();
        Outcome outcome = await client.End();
        JsonElement summary = outcome.Summary();
        JsonElement recovery = summary.GetProperty("recoveries").EnumerateArray().First();
        Assert.True(recovery.GetProperty("resumedAtStep").GetInt32() > 0, $"{recovery}");
        Assert.Equal(digest, outcome.Digest());
        AssertSameFiles(folder);
    }

    private void AssertSameFiles(string folder) => Assert.All(
        Observed, file => Assert.Equal(File.ReadAllBytes(Path.Combine(_folder["1"], file)), File.ReadAllBytes(Path.Combine(folder, file))));

    private static string[] Arguments(params string[] options) =>
    [
        "run", $"{Assembly}:PlasticNetworkExperiment", "--duration-ms", "1000", "--sample-interval-ms", "250", "--record",
        "spikes,excitatory.noise.Process,excitatory.V:reduce=histogram:lower=-70:upper=-50:bins=20:every-ms=40,excitatory.rate-histogram:bin-ms=5,"
            + "excitatory.cv-isi:from-ms=100,inhibitory.cv-isi:every-ms=90,excitatory.correlation:bin-ms=3,plastic.weights:lower=0:upper=1:bins=25,"
            + "modulated.degrees:every-ms=70,rewiring:every-ms=35", "--json", .. options,
    ];

    private static Task<Outcome> Run(params string[] options) => Command.Run(Arguments(options));

    private static async Task<ClusterStatus> StatusOf(string address)
    {
        await using RunClient client = await RunClients.OfClusterAsync(address);
        return await client.StatusAsync();
    }

    private async Task<string> Start(params string[] seeds)
    {
        Command worker = Command.Start(
            [
                "node", "--port", "0", "--devices", "host", "--config", _folder["node.hocon"],
                "--models", Path.GetDirectoryName(Assembly)!, .. seeds.SelectMany(seed => new[] { "--seed-node", seed }),
            ]);
        string address = (await worker.Says("^ready (.+)$")).Groups[1].Value;
        lock (_workers)
        {
            _workers.Add(address, worker);
        }

        return address;
    }
}
