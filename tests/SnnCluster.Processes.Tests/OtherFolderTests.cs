using SnnCluster.Tests;

namespace SnnCluster.Processes.Tests;

/// <summary>A folder of checkpoints that is another one on another node, as with disks of their own.</summary>
public sealed class OtherFolderTests
{
    [SkippableFact]
    public async Task It_is_refused_before_the_run_begins()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "namespaces are Linux's");
        using Command allowed = Command.StartProgram("unshare", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt");
        Outcome tried = await allowed.End();
        Skip.If(tried.ExitCode != 0, $"this user may not mount: {tried.Error}");

        using var folder = new TemporaryFolder();
        string checkpoints = folder["checkpoints"];
        Directory.CreateDirectory(checkpoints);
        using Command first = Command.Start("node", "--port", "0", "--devices", "host");
        string address = (await first.Says("^ready (.+)$")).Groups[1].Value;
        using Command second = Command.StartProgram(
            "unshare", "--map-root-user", "--mount", "--kill-child", "--fork", "sh", "-c", "mount -t tmpfs tmpfs \"$0\" && exec \"$@\"", checkpoints,
            "dotnet", PublishedCommand.Assembly, "node", "--port", "0", "--devices", "host", "--seed-node", address);
        string other = (await second.Says("^ready (.+)$")).Groups[1].Value;
        string[] run = [.. Runs.Short, "--checkpoint-every-ms", "100", "--checkpoint-folder", checkpoints, "--cluster", address];

        (await Command.Run([.. run, "--partitions", "2", "--out", folder["two"]]))
            .FailsWith(2, $"node ({address}|{other}) failed: folder of checkpoints {checkpoints} is another one there than at the coordinator");
        Assert.False(Directory.Exists(folder["two"]));
    }
}
