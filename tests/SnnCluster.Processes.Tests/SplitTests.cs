using System.Diagnostics;
using SnnCluster.Tests;

namespace SnnCluster.Processes.Tests;

/// <summary>A network that falls apart: the larger part goes on, the other ends, and both write to one folder meanwhile.</summary>
[Collection(WaitingTests.Name)]
public sealed class SplitTests
{
    [SkippableFact]
    public async Task The_coordinator_is_cut_off_and_the_others_go_on_to_the_same_results()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "network namespaces are Linux's");
        string refused = Refusal();
        Skip.If(refused.Length > 0, $"this user may not make networks: {refused}");
        using var folder = new TemporaryFolder();
        string script = Path.Combine(LocalClusterTests.Script(".."), "tests", "split.sh");
        using Command split = Command.StartProgram(
            "unshare", "--map-root-user", "--net", "--kill-child", "--fork", "bash", script, folder["run"], "dotnet", PublishedCommand.Assembly);
        Outcome outcome = await split.End();
        Outcome alone = await Command.Run("run", "topographic-map", "--duration-ms", "8000", "--delay-ms", "1", "--json");
        Assert.Equal(alone.Digest(), outcome.Digest());
        Assert.Contains(
            "coordinated the run was lost",
            outcome.Summary().GetProperty("recoveries").EnumerateArray().Last().GetProperty("reason").GetString());
        Assert.Matches(
            "ended with exit code 1: error: node 10.77.0.11:4053 was removed from its cluster", outcome.Error);
        Assert.DoesNotContain("10.77.0.11:4053", outcome.Summary().GetProperty("partitions").EnumerateArray()
            .Select(partition => partition.GetProperty("node").GetString()));
    }

    // All that the script needs, tried at once; what is said where it is not allowed.
    private static string Refusal()
    {
        const string Needed = "ip link add bridge type bridge && { unshare --net sleep 5 & sleep 0.2; } && "
            + "ip link add node type veth peer name eth0 netns $! && nsenter --target $! --net true; status=$?; kill $!; exit $status";
        var start = new ProcessStartInfo("unshare", ["--map-root-user", "--net", "bash", "-c", Needed])
        {
            RedirectStandardError = true,
        };
        using Process tried = Process.Start(start)!;
        string error = tried.StandardError.ReadToEnd().Trim();
        tried.WaitForExit();
        return tried.ExitCode == 0 ? "" : error.Length > 0 ? error : "unshare fails";
    }
}
