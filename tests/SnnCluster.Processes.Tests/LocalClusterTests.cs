using SnnCluster.Tests;

namespace SnnCluster.Processes.Tests;

/// <summary>local-cluster.sh with the real command.</summary>
[Collection(WaitingTests.Name)]
public sealed class LocalClusterTests
{
    [SkippableFact]
    public async Task Prints_the_digest_of_one_process()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "bash is needed");
        string folder = Directory.CreateTempSubdirectory("snncluster-processes-").FullName;
        string snncluster = Path.Combine(folder, "snncluster");
        File.WriteAllText(snncluster, $"#!/usr/bin/env bash\nexec dotnet '{PublishedCommand.Assembly}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(snncluster, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        try
        {
            using Command script = Command.StartProgram(
                "env", $"SNNCLUSTER_COMMAND={snncluster}", "bash", Script("local-cluster.sh"), "3", "--", "snncluster", "run", "topographic-map",
                "--scale", "2", "--duration-ms", "300", "--delay-ms", "1", "--partitions", "3", "--json");
            Outcome outcome = await script.End();
            Outcome alone = await Command.Run(
                "run", "topographic-map", "--scale", "2", "--duration-ms", "300", "--delay-ms", "1", "--partitions", "1", "--json");
            Assert.Equal(alone.Digest(), outcome.Digest());
            Assert.Contains("3 workers are up", outcome.Error);
            Assert.DoesNotContain("killing", outcome.Error);
            Assert.DoesNotContain("ended before the command did", outcome.Error);
            Assert.Equal(3, outcome.Summary().GetProperty("partitions").EnumerateArray()
                .Select(partition => partition.GetProperty("node").GetString()).Distinct().Count());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static string Script(string name)
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SnnCluster.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return Path.Combine(folder, "cluster-config", name);
    }
}
