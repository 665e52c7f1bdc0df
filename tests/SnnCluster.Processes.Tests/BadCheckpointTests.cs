namespace SnnCluster.Processes.Tests;

/// <summary>What cannot be asked for of checkpoints, and what cannot go on: one line says why.</summary>
public sealed class BadCheckpointTests
{
    [Theory]
    [InlineData("--checkpoint-every-ms is 0", "--checkpoint-every-ms", "0", "--out", "OUT")]
    [InlineData("--checkpoint-every-ms 0.25 ms is not a mult", "--checkpoint-every-ms", "0.25", "--out", "OUT")]
    [InlineData("--checkpoint-every-ms is '?-1", "--checkpoint-every-ms", "-1", "--out", "OUT")]
    [InlineData("--checkpoint-every-ms is 'x'", "--checkpoint-every-ms", "x", "--out", "OUT")]
    [InlineData("--checkpoint-every-ms is 100: needs --out", "--checkpoint-every-ms", "100")]
    [InlineData("--checkpoint-folder is 'x': needs --checkpoint-every-ms", "--checkpoint-folder", "x", "--out", "OUT")]
    [InlineData("--keep-checkpoints is '?0", "--keep-checkpoints", "0", "--checkpoint-every-ms", "100", "--out", "OUT")]
    [InlineData("--checkpoint-replicas is '?0", "--checkpoint-replicas", "0", "--checkpoint-every-ms", "100", "--out", "OUT")]
    [InlineData("--checkpoint-replicas is 'x'", "--checkpoint-replicas", "x", "--checkpoint-every-ms", "100", "--out", "OUT")]
    [InlineData("--checkpoint-replicas is 2: needs --checkpoint-every-ms and --cluster", "--checkpoint-replicas", "2", "--checkpoint-every-ms", "100", "--out", "OUT")]
    public async Task A_run_is_refused(string message, params string[] options)
    {
        using var folder = new TemporaryFolder();
        string[] all = [.. options.Select(option => option == "OUT" ? folder["run"] : option)];
        (await Command.Run([.. Runs.Short, .. all])).FailsWith(2, message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task What_is_no_run_or_has_no_checkpoints_or_is_complete_cannot_go_on()
    {
        using var folder = new TemporaryFolder();
        string run = folder["run"];
        (await Command.Run("resume", run)).FailsWith(2, "is not a folder");
        Directory.CreateDirectory(run);
        (await Command.Run("resume", run)).FailsWith(2, "has no folder of checkpoints .*: run with --checkpoint-every-ms");
        Directory.CreateDirectory(Path.Combine(run, "checkpoints"));
        (await Command.Run("resume", run)).FailsWith(2, "has no checkpoint that is whole");
        Directory.Delete(Path.Combine(run, "checkpoints"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(run));

        (await Command.Run([.. Runs.Short, "--checkpoint-every-ms", "100", "--out", run])).Summary();
        (await Command.Run("resume", run)).FailsWith(2, "holds a run that is complete");

        // Its checkpoints are in nobody's way.
        (await Command.Run([.. Runs.Short, "--checkpoint-every-ms", "100", "--out", run])).FailsWith(2, "is not empty");
        (await Command.Run([.. Runs.Short, "--checkpoint-every-ms", "100", "--out", run, "--force"])).Summary();
    }
}
