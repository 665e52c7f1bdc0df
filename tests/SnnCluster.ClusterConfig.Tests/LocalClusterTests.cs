using System.Diagnostics;

namespace SnnCluster.ClusterConfig.Tests;

/// <summary>local-cluster.sh with a fake command: what it starts, passes on and cleans up.</summary>
public sealed class LocalClusterTests : IDisposable
{
    private const string Name = "local-cluster.sh";

    private readonly Script _script = new();

    public LocalClusterTests() => Skip.IfNot(OperatingSystem.IsLinux(), "bash and /proc are needed");

    public void Dispose() => _script.Dispose();

    [SkippableFact]
    public async Task Starts_workers_that_join_the_first_and_runs_the_command_with_their_address()
    {
        string pids = Path.Combine(_script.Folder, "pids");
        (int exitCode, string output, string error) = await _script.Run(
            Name, "--pids", pids, "3", "--", "bash", "-c", "echo $SNNCLUSTER_CLUSTER; snncluster run x; cat; echo noise >&2");
        Assert.True(exitCode == 0, error);

        string[] lines = output.Split('\n');
        string[] calls = _script.Calls;
        Assert.Equal(4, calls.Length);
        Assert.All(calls[..3], call => Assert.StartsWith(
            $"node --config {Repository.Config("worker.hocon")} --hostname 127.0.0.1 --port 0 --devices host", call));
        Assert.DoesNotContain("--seed-node", calls[0], StringComparison.Ordinal);
        Assert.All(calls[1..3], call => Assert.EndsWith($" --seed-node {lines[0]}", call));
        Assert.Equal([lines[0], "snncluster run x", "from standard input"], lines);

        Assert.Equal(3, File.ReadAllLines(pids).Distinct().Count());
        AssertNothingIsLeft();
        Assert.Contains("noise", error);
    }

    [SkippableFact]
    public async Task Pids_are_those_of_the_workers_while_the_command_runs()
    {
        string pids = Path.Combine(_script.Folder, "pids");
        string command = $"while read -r pid; do tr '\\0' ' ' </proc/$pid/cmdline; echo; done <{pids}";
        (int exitCode, string output, string error) = await _script.Run(Name, "--pids", pids, "2", "--", "bash", "-c", command);
        Assert.True(exitCode == 0, error);
        Assert.Equal(2, output.Split('\n').Count(line => line.Contains("snncluster node", StringComparison.Ordinal)));
    }

    [SkippableTheory]
    [InlineData(7, "bash", "-c", "exit 7")]
    [InlineData(127, "no-such-command")]
    public async Task Stops_the_workers_when_the_command_fails_and_passes_its_exit_code_on(int expected, params string[] command)
    {
        (int exitCode, string output, string error) = await _script.Run(Name, ["2", "--", .. command]);
        Assert.True(exitCode == expected, error);
        Assert.Empty(output);
        AssertNothingIsLeft();
    }

    [SkippableTheory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task Stops_the_command_and_the_workers_when_interrupted(string signal, int expected)
    {
        using Process process = _script.Start(
            Name, "2", "--", "bash", "-c", $"trap 'echo got {signal}; exit 0' {signal}; echo up; while true; do sleep 0.05; done");
        Assert.Equal("up", await Script.NextLine(process));
        Script.Signal(process, signal);
        (int exitCode, string output, string error) = await Script.End(process);
        Assert.True(exitCode == expected, error);
        Assert.Equal($"got {signal}\n", output);
        AssertNothingIsLeft();
    }

    [SkippableFact]
    public async Task Stops_the_workers_when_interrupted_before_they_are_up()
    {
        _script.Environment["FAKE"] = "hangs";
        using Process process = _script.Start(Name, "2", "--", "echo", "not reached");
        while (_script.Calls.Length == 0)
        {
            await Task.Delay(20);
        }

        Script.Signal(process, "TERM");
        (int exitCode, string output, string error) = await Script.End(process);
        Assert.True(exitCode == 143, error);
        Assert.Empty(output);
        AssertNothingIsLeft();
    }

    [SkippableFact]
    public async Task Kills_workers_that_do_not_end()
    {
        _script.Environment["FAKE"] = "stubborn";
        _script.Environment["SNNCLUSTER_STOP_SECONDS"] = "1";
        (int exitCode, _, string error) = await _script.Run(Name, "2", "--", "true");
        Assert.Equal(0, exitCode);
        Assert.Contains("killing workers that have not ended within 1 s", error);
        AssertNothingIsLeft();
    }

    [SkippableFact]
    public async Task Reports_a_worker_that_dies_at_the_start_with_its_log()
    {
        _script.Environment["FAKE"] = "dies";
        (int exitCode, string output, string error) = await _script.Run(Name, "2", "--", "echo", "not reached");
        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.Contains("worker 2 of 2", error);
        Assert.Contains("ended with exit code 3 before it was up", error);
        Assert.Contains("| error: nobody there", error);
        AssertNothingIsLeft();
    }

    [SkippableFact]
    public async Task Gives_up_on_a_worker_that_is_not_up_in_time()
    {
        _script.Environment["FAKE"] = "hangs";
        _script.Environment["SNNCLUSTER_START_SECONDS"] = "1";
        (int exitCode, string output, string error) = await _script.Run(Name, "1", "--", "echo", "not reached");
        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.Contains("was not up within 1 s", error);
        Assert.Contains("| log of", error);
        AssertNothingIsLeft();
    }

    [SkippableFact]
    public async Task Tells_of_a_worker_that_ended_before_the_command_did()
    {
        string pids = Path.Combine(_script.Folder, "pids");
        (int exitCode, _, string error) = await _script.Run(
            Name, "--pids", pids, "2", "--", "bash", "-c", $"kill -KILL $(tail -n 1 {pids}); sleep 0.2; exit 5");
        Assert.Equal(5, exitCode);
        Assert.Contains("worker 2 of 2", error);
        Assert.Contains("ended before the command did", error);
        AssertNothingIsLeft();
    }

    [SkippableTheory]
    [InlineData("the number of workers is missing")]
    [InlineData("the number of workers is 0: must be", "0", "--", "true")]
    [InlineData("the number of workers is two: must be", "two", "--", "true")]
    [InlineData("unknown option -1", "-1", "--", "true")]
    [InlineData("-- is missing", "2", "true")]
    [InlineData("-- is missing", "2")]
    [InlineData("the command is missing", "2", "--")]
    [InlineData("--pids needs a value", "--pids")]
    [InlineData("cannot be written", "--pids", "/proc/none/pids", "1", "--", "true")]
    public async Task What_it_cannot_do_is_a_usage_error(string message, params string[] arguments)
    {
        (int exitCode, string output, string error) = await _script.Run(Name, arguments);
        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.Contains(message, error);
        Assert.Contains("usage: local-cluster.sh", error);
        Assert.Empty(_script.Calls);
        AssertNothingIsLeft();
    }

    [SkippableFact]
    public async Task Gives_each_worker_what_it_is_told_to_offer()
    {
        await _script.Run(Name, "--devices", "host,cuda:0", "1", "--", "true");
        Assert.EndsWith(" --devices host,cuda:0", Assert.Single(_script.Calls));
    }

    [SkippableFact]
    public async Task Workers_share_the_cores()
    {
        _script.Fake("nproc", "echo 7");
        await _script.Run(Name, "3", "--", "true");
        Assert.All(_script.Calls, call => Assert.Matches(" --devices host,host( |$)", call));
    }

    private void AssertNothingIsLeft()
    {
        Assert.Empty(_script.Alive);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_script.Temporary));
    }
}
