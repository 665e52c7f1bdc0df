namespace SnnCluster.Processes.Tests;

/// <summary>Runs that are to replace others, and do not come to their end.</summary>
public sealed class ReplacementTests
{
    [Fact]
    public async Task A_run_that_is_killed_or_cancelled_leaves_the_one_that_it_was_to_replace()
    {
        using var folder = new TemporaryFolder();
        string run = folder["run"];
        (await Command.Run([.. Runs.Short, "--out", run])).Summary();
        Dictionary<string, byte[]> before = Files(run);
        using (Command killed = Command.Start([.. Runs.Endless, "--seed", "2", "--out", run, "--force"]))
        {
            await DisturbedRun.Until(() => File.Exists(Path.Combine(run, "replacement", "connectivity-start.parquet")));
            (await Command.Run([.. Runs.Short, "--out", run, "--force"])).FailsWith(2, "another snncluster writes to");
            killed.Kill();
        }

        using (Command cancelled = Command.Start([.. Runs.Endless, "--seed", "2", "--out", run, "--force"]))
        {
            await cancelled.Tells("running");
            cancelled.Signal("INT");
            Outcome outcome = await cancelled.End();
            Assert.Equal(130, outcome.ExitCode);
            Assert.Contains($"{Path.Combine(run, "replacement")} has what was done, marked incomplete, and {run} what it had before", outcome.Error);
        }

        Assert.Equal(before, Files(run).Where(file => Path.GetDirectoryName(file.Key) == run));
        Assert.Equal(0, (await Command.Run("report", Path.Combine(run, "replacement"))).ExitCode);
        (await Command.Run([.. Runs.Short, "--seed", "3", "--out", run, "--force"])).Summary();
        Assert.Equal(before.Keys.Order(), Files(run).Keys.Order());
        Assert.NotEqual(before[Path.Combine(run, "summary.json")], Files(run)[Path.Combine(run, "summary.json")]);
    }

    [Fact]
    public async Task A_run_with_checkpoints_that_is_killed_goes_on_and_replaces_the_other_then()
    {
        using var folder = new TemporaryFolder();
        string run = folder["run"];
        string[] checkpoints = ["--checkpoint-every-ms", "100", "--out", run];
        (await Command.Run([.. Runs.Short, "--seed", "2", .. checkpoints])).Summary();
        byte[] before = File.ReadAllBytes(Path.Combine(run, "summary.json"));
        using (Command killed = Command.Start(["run", "topographic-map", "--duration-ms", "8000", "--json", "--force", .. checkpoints]))
        {
            // Those of the first run end at step 3000.
            await DisturbedRun.Until(() => Directory.EnumerateFiles(run, "manifest.json", SearchOption.AllDirectories)
                .Any(path => int.Parse(Path.GetFileName(Path.GetDirectoryName(path)!).Split('-')[1]) > 3000));
            killed.Kill();
        }

        Assert.Equal(before, File.ReadAllBytes(Path.Combine(run, "summary.json")));
        (await Command.Run([.. Runs.Short, .. checkpoints, "--force"])).FailsWith(2, "holds the checkpoints of a run that did not end.*resume");
        string digest = (await Command.Run("run", "topographic-map", "--duration-ms", "8000", "--json")).Digest();
        Assert.Equal(digest, (await Command.Run("resume", run, "--json")).Digest());
        Assert.Contains(digest, File.ReadAllText(Path.Combine(run, "summary.json")));
        Assert.False(Directory.Exists(Path.Combine(run, "replacement")));
        (await Command.Run("resume", run)).FailsWith(2, "holds a run that is complete");
    }

    private static Dictionary<string, byte[]> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllBytes);
}
