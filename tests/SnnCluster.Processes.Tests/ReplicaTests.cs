using System.Globalization;
using System.Text.Json;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Tests;

namespace SnnCluster.Processes.Tests;

/// <summary>
/// Nodes whose folder of checkpoints is a disk of their own, which is gone with them: in a mount namespace, a file system in
/// memory lies over the folder, and nobody else sees it.
/// </summary>
[Collection(WaitingTests.Name)]
public sealed class ReplicaTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, Command> _workers = [];

    private string Checkpoints => _folder["checkpoints"];

    public void Dispose()
    {
        foreach (Command worker in _workers.Values)
        {
            worker.Dispose();
        }

        _folder.Dispose();
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_node_dies_with_its_disk_and_the_run_goes_on_from_a_copy(bool ofCoordinator)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "namespaces are Linux's");
        using Command allowed = Command.StartProgram("unshare", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt");
        Outcome tried = await allowed.End();
        Skip.If(tried.ExitCode != 0, $"this user may not mount: {tried.Error}");

        Directory.CreateDirectory(Checkpoints);
        File.WriteAllText(_folder["node.hocon"], FaultyWorkers.Settings);
        string first = await Start();
        await Task.WhenAll(Start(first), Start(first));
        ClusterStatus status = await StatusOf(first);
        string victim = ofCoordinator
            ? status.Coordinator
            : _workers.Keys.First(address => address != status.Coordinator);
        string other = _workers.Keys.First(address => address != victim);

        using var run = new DisturbedRun();
        using Command client = run.Start(
            "--partitions", "3", "--cluster", other, "--checkpoint-every-ms", "500", "--checkpoint-folder", Checkpoints,
            "--checkpoint-replicas", "2");

        // What the others have is what counts.
        await DisturbedRun.Until(() => Complete(other) >= 2);
        _workers[victim].Kill();
        JsonElement summary = await run.IsAsUndisturbed(await client.End());
        JsonElement recovery = summary.GetProperty("recoveries").EnumerateArray().Last();
        Assert.True(recovery.GetProperty("resumedAtStep").GetInt32() >= 5000, $"{recovery}");
        Assert.Equal(0, summary.GetProperty("checkpoints").GetProperty("failed").GetInt32());

        // The folder itself was never written to: all of it was on the nodes' disks.
        Assert.Empty(Directory.EnumerateFileSystemEntries(Checkpoints));
    }

    private static async Task<ClusterStatus> StatusOf(string address)
    {
        await using RunClient client = await RunClients.OfClusterAsync(address);
        return await client.StatusAsync();
    }

    private async Task<string> Start(params string[] seeds)
    {
        Command worker = Command.StartProgram(
            "unshare",
            [
                "--map-root-user", "--mount", "--kill-child", "--fork", "sh", "-c", "mount -t tmpfs tmpfs \"$0\" && exec \"$@\"",
                Checkpoints, "dotnet", PublishedCommand.Assembly, "node", "--port", "0", "--devices", "host", "--config",
                _folder["node.hocon"],
                .. seeds.SelectMany(seed => new[] { "--seed-node", seed }),
            ]);
        string address = (await worker.Says("^ready (.+)$")).Groups[1].Value;
        lock (_workers)
        {
            _workers.Add(address, worker);
        }

        return address;
    }

    // Checkpoints that are complete, as far as one node's disk tells.
    private int Complete(string address)
    {
        int id = _workers[address].Id;
        string children = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/task/{id}/children"));
        string disk = $"/proc/{children.Trim().Split(' ')[0]}/root{Checkpoints}";
        try
        {
            return Directory.EnumerateDirectories(disk, "step-*").Count(folder => File.Exists(Path.Combine(folder, "manifest.json")));
        }
        catch (DirectoryNotFoundException)
        {
            return 0;
        }
    }
}
