using System.Reflection;
using System.Text.Json;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Processes.Tests;

/// <summary>
/// A network with short-term plasticity, triplets, inhibitory plasticity, dopamine, rewiring and noise at once, from an assembly that the nodes
/// are given: in three processes of which one dies, it comes to what it comes to in one process, however it is cut there.
/// </summary>
[Collection(WaitingTests.Name)]
public sealed class PlasticNetworkTests : IDisposable
{
    private static readonly string Assembly = typeof(PlasticNetworkTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "PlasticNetwork").Value!;

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
        string digest = (await Run("--partitions", "1", "--out", _folder["1"])).Digest();
        foreach (string partitions in new[] { "2", "3", "5" })
        {
            Assert.Equal(digest, (await Run("--partitions", partitions, "--checkpoint-every-ms", "333", "--out", _folder[partitions])).Digest());
            Assert.True(File.Exists(Path.Combine(_folder[partitions], RunFiles.States)));
        }

        File.WriteAllText(_folder["node.hocon"], FaultyWorkers.Settings);
        string first = await Start();
        await Task.WhenAll(Start(first), Start(first));
        string coordinator = (await StatusOf(first)).Coordinator;
        string folder = _folder["run"];
        using Command client = Command.Start(
            Arguments("--partitions", "3", "--cluster", coordinator, "--checkpoint-every-ms", "100", "--out", folder));
        await DisturbedRun.Until(() => Directory.Exists(folder)
            && Directory.EnumerateFiles(folder, "manifest.json", SearchOption.AllDirectories).Count() >= 2);
        _workers.First(worker => worker.Key != coordinator).Value.Kill();
        Outcome outcome = await client.End();
        JsonElement summary = outcome.Summary();
        JsonElement recovery = summary.GetProperty("recoveries").EnumerateArray().First();
        Assert.True(recovery.GetProperty("resumedAtStep").GetInt32() > 0, $"{recovery}");
        Assert.Equal(digest, outcome.Digest());
    }

    private static string[] Arguments(params string[] options) =>
    [
        "run", $"{Assembly}:PlasticNetworkExperiment", "--duration-ms", "1000", "--record", "spikes,excitatory.noise.Process",
        "--sample-interval-ms", "250", "--json", .. options,
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
