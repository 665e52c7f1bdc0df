using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SnnCluster.Benchmarks.Partitioned;
using SnnCluster.Benchmarks.WholeRuns;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.TopographicMap;
using SnnCluster.Tests;

namespace SnnCluster.Benchmarks.Load;

/// <summary>
/// <c>load</c>: what two nodes bear: many clients at once, many runs one after another, many questions during a run, many that
/// fetch one run, many partitions. Exit code 1 where a client did not get what it asked for.
/// </summary>
internal static class LoadCommand
{
    private const double DurationMs = 300;

    public static Command Create()
    {
        Option<string> clients = RunOptionSet.Text("--clients", "100", "INTEGER", "Clients that want a run at once");
        Option<string> runs = RunOptionSet.Text("--runs", "300", "INTEGER", "Runs one after another");
        Option<string> warmUp = RunOptionSet.Text("--warm-up", "50", "INTEGER", "Runs of them before memory is looked at");
        Option<string> calls = RunOptionSet.Text("--calls", "500", "INTEGER", "Calls of status during a run");
        Option<string> fetches = RunOptionSet.Text("--fetches", "20", "INTEGER", "Clients that fetch one run at once");
        Option<string> partitions = RunOptionSet.Text("--partitions", "200", "INTEGER", "Partitions of one run");
        var command = new Command("load", "What two nodes on this machine bear.") { clients, runs, warmUp, calls, fetches, partitions };
        command.SetAction(parsed =>
        {
            int Of(Option<string> option, int minimum, int maximum) =>
                RunOptionSet.Integer(option.Name, parsed.GetRequiredValue(option), minimum, maximum);
            Console.WriteLine($"{Markdown.Machine()}; two nodes with one core each, clients on the same machine.\n");
            int warm = Of(warmUp, 0, 10_000);
            int count = Of(runs, warm + 20, 100_000);
            using WorkerPair nodes = WorkerPair.Start();
            Served[] served =
            [
                Clients(nodes, Of(clients, 1, 1000)),
                Fetches(nodes, Of(fetches, 1, 1000)),
                StatusCalls(nodes, Of(calls, 1, 100_000)),
            ];
            Console.WriteLine(Markdown.Table(
                ["load", "served", "time [s]", "longest of one [s]", "processor time of one client [s]"], served.Select(one => one.Row)));
            Console.WriteLine(Partitions(nodes, Of(partitions, 1, 1000)));
            Console.WriteLine(Runs(nodes, warm, count));
            return served.All(one => one.Right == one.Count) ? 0 : 1;
        });
        return command;
    }

    private static Served Clients(WorkerPair nodes, int count)
    {
        string expected = ExperimentRunner.Run(new TopographicMapExperiment(), Options(null, 1), null, CancellationToken.None).Summary.Digest;
        return AtOnce(
            $"{count} clients want a run at once",
            count,
            _ => ["run", "topographic-map", "--duration-ms", "300", "--partitions", "2", "--device", "host", "--cluster", nodes.Address, "--json", "--quiet"],
            output => DigestOf(output) == expected);
    }

    private static Served Fetches(WorkerPair nodes, int count)
    {
        RunSummary run = Run(Options(nodes.Address, 2));
        DirectoryInfo folder = Directory.CreateTempSubdirectory("snncluster-load-");
        try
        {
            return AtOnce(
                $"{count} clients fetch one run at once",
                count,
                i => ["fetch", run.Cluster!.RunId, "--cluster", nodes.Address, "--out", Path.Combine(folder.FullName, $"{i}"), "--json", "--quiet"],
                output => DigestOf(output) == run.Digest);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Served AtOnce(string name, int count, Func<int, string[]> arguments, Func<string, bool> isRight)
    {
        double before = ProcessUse.ChildSeconds();
        var clock = Stopwatch.StartNew();
        (bool Served, double Seconds)[] results = [.. Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Factory.StartNew(
            () => OneClient(arguments(i), isRight), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))).Result];
        double seconds = clock.Elapsed.TotalSeconds;
        return new Served(
            name,
            count,
            results.Count(result => result.Served),
            seconds,
            results.Max(result => result.Seconds),
            (ProcessUse.ChildSeconds() - before) / count);
    }

    private static (bool Served, double Seconds) OneClient(string[] arguments, Func<string, bool> isRight)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            (string output, _) = ChildProcess.Run(ChildProcess.Dotnet, [PublishedCommand.Assembly, .. arguments], null, looksAtMemory: false);
            return (isRight(output), clock.Elapsed.TotalSeconds);
        }
        catch (BenchmarkException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return (false, clock.Elapsed.TotalSeconds);
        }
    }

    private static Served StatusCalls(WorkerPair nodes, int count)
    {
        using var over = new CancellationTokenSource();
        var run = Task.Run(() => ExperimentRunner.Run(
            new TopographicMapExperiment(), Options(nodes.Address, 2) with { DurationMs = 1e7 }, null, over.Token));
        return StatusCallsAsync(nodes, count, run, over).GetAwaiter().GetResult();
    }

    private static async Task<Served> StatusCallsAsync(WorkerPair nodes, int count, Task<RunResult> run, CancellationTokenSource over)
    {
        await using RunClient client = await RunClients.OfClusterAsync(nodes.Address);
        while (!(await client.StatusAsync()).Runs.Any(one => one.Partitions.Any(partition => partition.Step > 0)))
        {
            await Task.Delay(20);
        }

        var clock = Stopwatch.StartNew();
        double longest = 0;
        for (int i = 0; i < count; i++)
        {
            double began = clock.Elapsed.TotalSeconds;
            await client.StatusAsync();
            longest = Math.Max(longest, clock.Elapsed.TotalSeconds - began);
        }

        double seconds = clock.Elapsed.TotalSeconds;
        await over.CancelAsync();
        await run;
        return new Served($"{count} calls of status during a run", count, count, seconds, longest);
    }

    private static string Partitions(WorkerPair nodes, int count)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (int partitions in new[] { 2, count })
        {
            var clock = Stopwatch.StartNew();
            RunSummary run = Run(Options(nodes.Address, partitions) with { Set = new Dictionary<string, string> { ["scale"] = "4" } });
            double seconds = clock.Elapsed.TotalSeconds;
            rows.Add(
            [
                $"{partitions}",
                Markdown.Number(seconds),
                Markdown.Number(run.BuildSeconds),
                Markdown.Number(run.LoopSeconds),
                Markdown.Percent(run.PhaseSeconds["exchange"] / run.LoopSeconds),
                Markdown.Number(seconds - run.BuildSeconds - run.LoopSeconds),
            ]);
        }

        return Markdown.Table(
            ["partitions on two nodes, scale 4, 300 ms", "time [s]", "longest build [s]", "steps [s]", "of them exchange", "all else [s]"], rows);
    }

    private static string Runs(WorkerPair nodes, int warmUp, int count)
    {
        var uses = new List<ProcessUse[]>();
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < count; i++)
        {
            Run(Options(nodes.Address, 2));
            uses.Add([.. nodes.Ids.Select(ProcessUse.Of)]);
            if (i % 20 == 19)
            {
                Console.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"run {i + 1} of {count}: {string.Join(", ", uses[^1].Select(use => $"{use.MemoryBytes / 1e6:F1} MB"))}"));
            }
        }

        double seconds = clock.Elapsed.TotalSeconds;
        var rows = new List<IReadOnlyList<string>>();
        for (int n = 0; n < nodes.Ids.Count; n++)
        {
            int node = n;
            foreach ((string name, Func<ProcessUse, double> of) in new (string, Func<ProcessUse, double>)[]
            {
                ("memory [MB]", use => use.MemoryBytes / 1e6), ("threads", use => use.Threads), ("descriptors", use => use.Descriptors),
            })
            {
                Trend trend = Trend.Of([.. uses.Skip(warmUp).Select(use => of(use[node]))]);
                rows.Add(
                [
                    $"node {n + 1}, {name}",
                    Markdown.Number(of(uses[0][n])),
                    Markdown.Number(trend.First),
                    Markdown.Number(trend.Last),
                    Signed(100 * trend.PerRun),
                    Signed(100 * trend.UpperPerRun),
                ]);
            }
        }

        return $"{count} runs of {DurationMs} ms one after another, {Markdown.Number(seconds / count)} s each; the first {warmUp} are warm-up:\n\n"
            + Markdown.Table(["", "after the first run", "after the warm-up", "at the end", "slope per 100 runs", "upper limit (97.5 %)"], rows);
    }

    // What is no more than rounding is none.
    private static string Signed(double value) => Math.Abs(value) < 1e-9 ? "0" : value < 0 ? "-" + Markdown.Number(-value) : Markdown.Number(value);

    private static RunSummary Run(RunOptions options) =>
        ExperimentRunner.Run(new TopographicMapExperiment(), options, null, CancellationToken.None).Summary;

    private static RunOptions Options(string? cluster, int partitions) =>
        new() { DurationMs = DurationMs, Device = "host", Cluster = cluster, Partitions = partitions };

    private static string? DigestOf(string summary)
    {
        using var document = JsonDocument.Parse(summary);
        return document.RootElement.GetProperty("digest").GetString();
    }
}
