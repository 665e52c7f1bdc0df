using System.Text.Json;
using SnnCluster.Tests;

namespace SnnCluster.Processes.Tests;

/// <summary>Disks that fill up, in memory, where mounting is allowed.</summary>
public sealed class FullDiskTests
{
    [SkippableFact]
    public async Task Without_room_for_checkpoints_the_run_goes_on_and_says_so()
    {
        // Files that are there may grow, and there is room for the names of few others: what is recorded needs no more.
        using var disk = Mount("size=16m,nr_inodes=20");
        using var run = new DisturbedRun();
        using Command command = run.Start(
            "--checkpoint-every-ms", "500", "--checkpoint-folder", disk["checkpoints"], "--keep-checkpoints", "50");
        JsonElement checkpoints = (await run.IsAsUndisturbed(await command.End())).GetProperty("checkpoints");
        Assert.True(checkpoints.GetProperty("written").GetInt32() > 0);
        Assert.True(checkpoints.GetProperty("failed").GetInt32() > 0);
        Assert.Matches("(?i)space", checkpoints.GetProperty("lastFailure").GetString());
    }

    [SkippableFact]
    public async Task Without_room_for_what_is_recorded_one_error_says_so()
    {
        using var disk = Mount("size=128k");
        using var run = new DisturbedRun();
        using Command command = run.Start("--checkpoint-every-ms", "500", "--checkpoint-folder", disk["checkpoints"]);
        (await command.End()).FailsWith(1, "its reports cannot be kept: .*(?i)space");
    }

    [SkippableTheory]
    [InlineData(200, "reports cannot be kept: .*cannot grow: a limit on the size of files")]
    [InlineData(300, "cannot grow: a limit on the size of files|(?i)file too large")]
    public async Task With_a_limit_on_the_size_of_files_one_error_says_so_and_without_it_the_run_goes_on(int blocks, string error)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        using var run = new DisturbedRun();
        using Command command = Command.StartProgram(
            "sh",
            [
                "-c",
                $"export DOTNET_EnableWriteXorExecute=0; ulimit -f {blocks}; exec dotnet \"$0\" \"$@\"",
                PublishedCommand.Assembly,
                .. run.Arguments,
                "--checkpoint-every-ms",
                "20",
            ]);
        (await command.End()).FailsWith(1, error);
        await run.IsAsUndisturbed(await run.Resumed());
    }

    [SkippableFact]
    public async Task A_checkpoint_from_before_the_disk_was_full_is_of_use()
    {
        using var disk = Mount("size=16m");
        using var run = new DisturbedRun();
        string folder = disk["checkpoints"];
        using (Command first = run.Start("--checkpoint-every-ms", "20", "--checkpoint-folder", folder))
        {
            await DisturbedRun.Until(() => Directory.Exists(folder)
                && Directory.EnumerateFiles(folder, "manifest.json", SearchOption.AllDirectories).Skip(1).Any());
            disk.Fill();
            await Task.Delay(100);
            first.Kill();
        }

        Assert.True(Directory.EnumerateFiles(folder, "manifest.json", SearchOption.AllDirectories).Any());
        (await run.Resumed("--checkpoint-folder", folder)).FailsWith(2, $"folder of checkpoints {folder} cannot be used: .*(?i)space");
        disk.Empty();
        await run.IsAsUndisturbed(await run.Resumed("--checkpoint-folder", folder));
    }

    [SkippableFact]
    public async Task Without_room_for_results_one_error_says_so()
    {
        using var disk = Mount("size=128k");
        (await Command.Run("run", "topographic-map", "--duration-ms", "3000", "--record", "spikes", "--json", "--out", disk["run"]))
            .FailsWith(1, "(?i)space");
    }

    [SkippableFact]
    public async Task Without_room_for_new_results_the_old_ones_stay()
    {
        using var disk = Mount("size=2m");
        (await Command.Run([.. Runs.Short, "--out", disk["run"]])).Summary();
        Dictionary<string, byte[]> before = FilesIn(disk["run"]);
        disk.Fill();
        (await Command.Run([.. Runs.Short, "--seed", "2", "--out", disk["run"], "--force"])).FailsWith(2, "(?i)space");
        disk.Empty();
        (await Command.Run(
            "run", "topographic-map", "--duration-ms", "9000", "--record", "spikes", "--json", "--out", disk["run"], "--force"))
            .FailsWith(1, "(?i)space");
        Assert.Equal(before, FilesIn(disk["run"]));
    }

    [SkippableFact]
    public async Task A_node_whose_log_has_no_room_does_its_work()
    {
        using var disk = Mount("size=64k");
        using Command node = Command.StartProgram(
            "sh", "-c", "exec \"$@\" 2>\"$0\"", disk["log"], "dotnet", PublishedCommand.Assembly, "node", "--port", "0", "--devices", "host");
        string address = (await node.Says("^ready (.+)$")).Groups[1].Value;
        disk.Fill();
        long pages = (new FileInfo(disk["log"]).Length + 4095) / 4096;
        string[] run = [.. Runs.Short, "--cluster", address];
        Assert.Equal(Runs.Digest(), (await Command.Run(run)).Digest());
        Assert.Equal(Runs.Digest(), (await Command.Run(run)).Digest());
        Assert.InRange(new FileInfo(disk["log"]).Length, 1, 4096 * pages);
        Assert.True(node.IsRunning);
        node.Signal("TERM");
        Assert.Equal(0, (await node.End()).ExitCode);
    }

    private static Dictionary<string, byte[]> FilesIn(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllBytes);

    private static SmallDisk Mount(string options)
    {
        SmallDisk? disk = SmallDisk.Mount(options);
        Skip.If(disk is null, "this user may not mount a tmpfs, or the system is not Linux");
        return disk!;
    }
}
