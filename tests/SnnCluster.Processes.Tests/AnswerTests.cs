using System.Text.Json;
using System.Text.Json.Nodes;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;

namespace SnnCluster.Processes.Tests;

/// <summary>A cluster gives the answer of one process.</summary>
[Collection(ClusterTests.Name)]
public sealed class AnswerTests(ThreeWorkers workers)
{
    [Theory]
    [InlineData(0.1, "direct")]
    [InlineData(0.1, "actors")]
    [InlineData(1, "direct")]
    [InlineData(1, "actors")]
    public void The_digest_is_that_of_one_process_with_any_number_of_partitions(double delayMs, string transport)
    {
        var options = new RunOptions { Cluster = workers.Address, Partitions = 3, Transport = transport };
        string digest = Runs.Digest(options, delayMs);
        Assert.All([1, 2, 3, 4], partitions => Assert.Equal(Runs.Digest(partitions, delayMs), digest));
    }

    [Fact]
    public async Task More_partitions_than_devices_change_nothing() =>
        Assert.Equal(Runs.Digest(delayMs: 1), await Task.Run(() =>
            Runs.Digest(new RunOptions { Cluster = workers.Address, Partitions = 4 }, 1)));

    [Fact]
    public async Task Any_node_will_do_and_a_quiet_run_tells_nothing()
    {
        Outcome outcome = await Command.Run(
            [.. Runs.Short, "--cluster", workers.Addresses.Last(), "--delay-ms", "1", "--quiet"]);
        Assert.Equal(Runs.Digest(delayMs: 1), outcome.Digest());
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public async Task The_files_are_those_of_one_process()
    {
        string[] command = [.. Runs.Short, "--delay-ms", "1", "--record", "spikes,connectivity,target.V", "--sample-interval-ms", "100"];
        DirectoryInfo folder = Directory.CreateTempSubdirectory("snncluster-processes-");
        string one = Path.Combine(folder.FullName, "one");
        string three = Path.Combine(folder.FullName, "three");
        try
        {
            (await Command.Run([.. command, "--out", one])).Summary();
            (await Command.Run([.. command, "--out", three, "--cluster", workers.Address])).Summary();

            Assert.Equal(SpikeFile.Read(one).SelectMany(rows => rows), SpikeFile.Read(three).SelectMany(rows => rows));
            Assert.Equal(StateFile.Read(one).SelectMany(rows => rows), StateFile.Read(three).SelectMany(rows => rows));

            // The same rows in the same order, and the same writer: the files are equal byte for byte. Rows were
            // compared above where there are most of them, for a difference that can be read.
            string[] names = [.. Directory.EnumerateFiles(one, "*.parquet").Select(path => Path.GetFileName(path)!)];
            Assert.Superset(new HashSet<string>(RunFiles.All.Except([RunFiles.Summary, RunFiles.Report, RunFiles.Histograms])), names.ToHashSet());
            Assert.Equal(names.Order(), Directory.EnumerateFiles(three, "*.parquet").Select(path => Path.GetFileName(path)!).Order());
            Assert.All(names, name => Assert.True(
                File.ReadAllBytes(Path.Combine(one, name)).SequenceEqual(File.ReadAllBytes(Path.Combine(three, name))), name));
            Assert.Equal(Lasting(one), Lasting(three));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Without what depends on where and when it ran.
    private static string Lasting(string directory)
    {
        JsonObject summary = JsonNode.Parse(File.ReadAllText(Path.Combine(directory, RunFiles.Summary)))!.AsObject();
        string[] passing =
        [
            "buildSeconds", "loopSeconds", "recordingSeconds", "realTimeFactor", "phaseSeconds", "peakMemoryBytes", "partitions", "cluster",
            "date", "commandLine", "machine", "hash",
        ];
        foreach (string key in passing)
        {
            summary.Remove(key);
        }

        return summary.ToJsonString();
    }

    [Fact]
    public async Task Status_lists_nodes_and_runs()
    {
        await Command.Run([.. Runs.Short, "--cluster", workers.Address, "--delay-ms", "1"]);
        JsonElement status = (await Command.Run("status", "--cluster", workers.Address, "--json")).Summary();
        JsonElement[] nodes = [.. status.GetProperty("nodes").EnumerateArray()];
        Assert.Equal(workers.Addresses.Order(), nodes.Select(node => node.GetProperty("address").GetString()!).Order());
        Assert.All(nodes, node => Assert.Equal("up", node.GetProperty("state").GetString()));
        Assert.All(nodes, node => Assert.Equal("host", Assert.Single(node.GetProperty("devices").EnumerateArray()).GetString()));
        Assert.Contains(status.GetProperty("coordinator").GetString()!, workers.Addresses);

        JsonElement run = status.GetProperty("runs").EnumerateArray().Last();
        Assert.Equal("finished", run.GetProperty("state").GetString());
        JsonElement[] partitions = [.. run.GetProperty("partitions").EnumerateArray()];
        Assert.Equal(3, partitions.Length);
        Assert.All(partitions, partition => Assert.Equal(3000, partition.GetProperty("step").GetInt32()));

        Outcome table = await Command.Run("status", "--cluster", workers.Address);
        Assert.All(workers.Addresses, address => Assert.Contains(address, table.Output));
    }
}
