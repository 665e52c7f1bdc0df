using System.Diagnostics;
using System.Text.RegularExpressions;

namespace SnnCluster.ClusterConfig.Tests;

public sealed class ServiceTests
{
    [Fact]
    public void The_unit_has_the_sections_of_a_service_and_only_settings_of_theirs()
    {
        (string Section, string Key, string Value)[] settings = [.. Settings()];
        Assert.Equal(["Unit", "Service", "Install"], settings.Select(setting => setting.Section).Distinct());
        string Value(string key) => Assert.Single(settings, setting => setting.Key == key).Value;
        Assert.Equal("on-failure", Value("Restart"));
        Assert.Equal("yes", Value("DynamicUser"));
        Assert.Equal("yes", Value("NoNewPrivileges"));
        Assert.Equal("strict", Value("ProtectSystem"));
        Assert.Equal("", Value("CapabilityBoundingSet"));
        Assert.Equal("multi-user.target", Value("WantedBy"));
        string[] command = Value("ExecStart").Split(' ');
        Assert.StartsWith("/", command[0]);
        Assert.Equal("$SNNCLUSTER_NODE_OPTIONS", command[^1]);
        Assert.Equal(DockerfileTests.WorkerConfig, new NodeArguments(command[1..^1]).Config);
        Assert.DoesNotContain(settings, setting => setting.Key == "MemoryDenyWriteExecute");
    }

    [SkippableFact]
    public void Systemd_finds_nothing_wrong_with_it()
    {
        Skip.IfNot(File.Exists("/usr/bin/systemd-analyze"), "systemd-analyze is needed");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("snncluster-unit-");
        try
        {
            // It looks for the program as well, which is not installed here.
            string unit = Path.Combine(folder.FullName, "snncluster-node.service");
            File.WriteAllText(unit, Regex.Replace(Repository.Read("snncluster-node.service"), "^ExecStart=/[^ ]+", "ExecStart=/bin/true", RegexOptions.Multiline));
            using Process process = Process.Start(new ProcessStartInfo("systemd-analyze", ["verify", "--man=no", unit]) { RedirectStandardError = true })!;
            string findings = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.DoesNotContain("snncluster-node.service:", findings, StringComparison.Ordinal);
            Assert.True(process.ExitCode == 0, findings);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<(string Section, string Key, string Value)> Settings()
    {
        string section = "";
        foreach (string line in Repository.Read("snncluster-node.service").Split('\n').Where(line => line.Length > 0 && !line.StartsWith('#')))
        {
            if (line.StartsWith('['))
            {
                section = line.Trim('[', ']');
                continue;
            }

            Assert.Matches("^[A-Z][A-Za-z]+=", line);
            string[] parts = line.Split('=', 2);
            yield return (section, parts[0], parts[1]);
        }
    }
}
