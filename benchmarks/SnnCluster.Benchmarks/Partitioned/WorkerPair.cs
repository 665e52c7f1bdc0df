using System.Diagnostics;
using SnnCluster.Benchmarks.WholeRuns;
using SnnCluster.Tests;

namespace SnnCluster.Benchmarks.Partitioned;

/// <summary>Two nodes of a cluster on this machine, in processes of their own.</summary>
internal sealed class WorkerPair : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly List<Process> _workers = [];

    /// <summary>Address of the first node, as host:port.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Their processes.</summary>
    public IReadOnlyList<int> Ids => [.. _workers.Select(worker => worker.Id)];

    /// <exception cref="BenchmarkException">They do not start.</exception>
    public static WorkerPair Start()
    {
        var pair = new WorkerPair();
        try
        {
            pair.Address = pair.StartWorker([]);
            pair.StartWorker(["--seed-node", pair.Address]);
            return pair;
        }
        catch
        {
            pair.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (Process worker in _workers)
        {
            worker.Kill();
            worker.WaitForExit();
            worker.Dispose();
        }
    }

    private string StartWorker(string[] more)
    {
        var start = new ProcessStartInfo(
            ChildProcess.Dotnet, [PublishedCommand.Assembly, "node", "--port", "0", "--devices", "host", .. more])
        {
            RedirectStandardOutput = true,
        };
        Process worker = Process.Start(start)!;
        _workers.Add(worker);
        Task<string?> line = worker.StandardOutput.ReadLineAsync();
        return line.Wait(StartLimit) && line.Result?.StartsWith("ready ", StringComparison.Ordinal) == true
            ? line.Result["ready ".Length..]
            : throw new BenchmarkException("a node does not start: see its log above");
    }
}
