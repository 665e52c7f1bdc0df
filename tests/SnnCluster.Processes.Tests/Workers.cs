using System.Diagnostics;
using System.Text.Json;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Processes.Tests;

/// <summary>Worker processes on loopback with one core each, which have found each other; stopped at the end.</summary>
/// <param name="count">How many.</param>
/// <param name="settings">Settings of theirs, in HOCON.</param>
public abstract class Workers(int count, string settings = "") : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, Command> _workers = [];
    private readonly TemporaryFolder _folder = new();

    /// <summary>Addresses of the workers that were not taken away.</summary>
    public IReadOnlyCollection<string> Addresses => _workers.Keys;

    /// <summary>Address of one of them.</summary>
    public string Address => _workers.Keys.First();

    public async Task InitializeAsync()
    {
        File.WriteAllText(_folder["worker.hocon"], settings);
        await Add(Start());
        string first = Address;
        Command[] others = [.. Enumerable.Range(1, count - 1).Select(_ => Start("--seed-node", first))];
        foreach (Command worker in others)
        {
            await Add(worker);
        }
    }

    public async Task DisposeAsync()
    {
        foreach (Command worker in _workers.Values)
        {
            worker.Signal("TERM");
        }

        foreach (Command worker in _workers.Values)
        {
            await Task.Run(() => worker.EndsWithin(TimeSpan.FromSeconds(10)));
            worker.Dispose();
        }

        _folder.Dispose();
    }

    /// <summary>Hands a worker over to whoever does something to it.</summary>
    internal Command Take(string address)
    {
        _workers.Remove(address, out Command? worker);
        return worker!;
    }

    /// <summary>Takes a worker back.</summary>
    internal void GiveBack(string address, Command worker) => _workers.Add(address, worker);

    /// <summary>Starts a worker where one was before, as whoever watches over it would, and waits until it is a member.</summary>
    internal async Task Restart(string address) =>
        await Add(Start("--port", address.Split(':')[1], "--seed-node", Address));

    /// <summary>Starts one more worker.</summary>
    /// <returns>Its address.</returns>
    internal async Task<string> StartAnother() => await Add(Start("--seed-node", Address));

    /// <summary>Waits until all workers that are left are there, and no others, and nothing is being run.</summary>
    internal async Task<ClusterStatus> Quiet() => await Until(status =>
        status.Nodes.Select(node => node.Report.Address).Order().SequenceEqual(Addresses.Order())
        && status.Nodes.All(node => node.State == "up")
        && status.Runs.All(run => run.State is RunState.Finished or RunState.Failed));

    /// <summary>Waits until the cluster is as wanted.</summary>
    internal async Task<ClusterStatus> Until(Predicate<ClusterStatus> isWanted, int lookEveryMs = 100)
    {
        (string address, Command worker) = _workers.First();
        Assert.True(worker.IsRunning, $"worker {address} has ended:\n{worker.Error}");
        await using RunClient client = await RunClients.OfClusterAsync(address);
        ClusterStatus? status = null;
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Patience;)
        {
            status = await StatusOf(client);
            if (status is not null && isWanted(status))
            {
                return status;
            }

            await Task.Delay(lookEveryMs);
        }

        throw new TimeoutException(status is null
            ? $"{address} knows no coordinator"
            : $"the cluster is otherwise: {JsonSerializer.Serialize(status)}");
    }

    /// <summary>Waits until a run has begun to step, and gives it.</summary>
    internal async Task<RunStatus> Running() =>
        (await Until(status => status.Runs.Any(IsStepping))).Runs.Single(IsStepping);

    // Null while there is no coordinator.
    private static async Task<ClusterStatus?> StatusOf(RunClient client)
    {
        try
        {
            return await client.StatusAsync();
        }
        catch (ClusterException)
        {
            return null;
        }
    }

    /// <summary>Whether all partitions of a run have begun to step.</summary>
    internal static bool IsStepping(RunStatus run) =>
        run.State == RunState.Running && run.Partitions.All(partition => partition.Step > 0);

    private Command Start(params string[] options) => Command.Start(
    [
        "node", "--devices", "host", "--config", _folder["worker.hocon"],
        .. options.Contains("--port") ? options : ["--port", "0", .. options],
    ]);

    private async Task<string> Add(Command worker)
    {
        string address = (await worker.Says("^ready (.+)$")).Groups[1].Value;
        _workers.Add(address, worker);
        return address;
    }
}
