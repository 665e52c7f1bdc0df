using System.Reflection;
using System.Text.RegularExpressions;
using SnnCluster.Tests;

namespace SnnCluster.Processes.Tests;

/// <summary>Short forms of the benchmarks that say whether something went wrong.</summary>
public sealed class BenchmarkTests
{
    // A benchmark starts some thirty processes, one after the other.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    private static readonly string Program = Assembly.GetExecutingAssembly()
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Benchmarks").Value!;

    [SkippableFact]
    public async Task Two_nodes_serve_all_that_ask_at_once()
    {
        Outcome outcome = await Run(
            "load", "--clients", "8", "--runs", "20", "--warm-up", "0", "--calls", "20", "--fetches", "3", "--partitions", "8");
        Assert.Matches(@"(?m)^\| 8 clients want a run at once \| 8 \|", outcome.Output);
        Assert.Matches(@"(?m)^\| 3 clients fetch one run at once \| 3 \|", outcome.Output);
        Assert.Matches(@"(?m)^\| 20 calls of status during a run \| 20 \|", outcome.Output);
        Assert.Matches("(?m)^20 runs of 300 ms one after another", outcome.Output);
    }

    [SkippableFact]
    public async Task Faults_end_with_the_undisturbed_result_or_with_one_error()
    {
        // Disks are broken where this user may mount one.
        using SmallDisk? disk = SmallDisk.Mount("size=1m");
        Outcome outcome = await Run("faults", "--places", "1", "--kills", "2", "--disks", disk is null ? "0" : "1");

        // The columns: what was done, how often, ended undisturbed, with lost times named, with one error, otherwise.
        Match[] rows = Regex.Matches(outcome.Output, @"(?m)^\| ([^|]+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$").ToArray();
        Assert.Superset(
            new HashSet<string> { "manifest", "reports", "state of a partition", "run killed at a random time", "train killed at a random time" },
            rows.Select(row => row.Groups[1].Value).ToHashSet());
        Assert.True(disk is null || rows.Any(row => row.Groups[1].Value == "reports fill the disk"), outcome.Output);
        Assert.All(rows, row => Assert.Equal("0", row.Groups[6].Value));
        Assert.True(rows.Sum(row => int.Parse(row.Groups[3].Value)) > 0, outcome.Output);
    }

    private static async Task<Outcome> Run(params string[] arguments)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        using Command command = Command.StartProgram("dotnet", [Program, .. arguments]);
        Outcome outcome = await command.End(Longest);
        Assert.True(outcome.ExitCode == 0, $"exit code {outcome.ExitCode}\n{outcome.Output}\n{outcome.Error}");
        return outcome;
    }
}
