using System.Diagnostics;
using System.Runtime.InteropServices;
using SnnCluster.Engine.DigestProbe;

namespace SnnCluster.Engine.Tests.Digests;

/// <summary>Processors with fewer instructions give the same bits: tried in processes that leave some out.</summary>
public sealed class ProcessorTests
{
    // All machines and versions give this digest. Where a change of the model's equations is meant, the new value is
    // what this test reports.
    private const string GoldenDigest = "sha256:fa9cd9bc23c239b1bf4c5560eeffcbaf57f35db22246449d930a05b3bf90cf6a";

    [Fact]
    public void The_digest_of_a_map_is_what_it_always_was() => Assert.Equal(GoldenDigest, SmallMap.Named("delay-1").Run().Digest);

    [Theory]
    [InlineData("DOTNET_EnableAVX512", "Vector512")]
    [InlineData("DOTNET_EnableAVX2", "Vector256")]
    [InlineData("DOTNET_EnableHWIntrinsic", "Vector256")]
    public void Digests_are_the_same_without_some_instructions(string switchedOff, string vectorThatMustBeGone)
    {
        string[] lines = RunProbe(switchedOff);
        Assert.Contains($"{vectorThatMustBeGone} False", lines);
        Assert.Equal(
            SmallMap.All.Select(map => $"{map.Name} {map.Run().Digest}"),
            lines.Where(line => line.Contains("sha256:")));
    }

    private static string[] RunProbe(string switchedOff)
    {
        string probe = typeof(SmallMap).Assembly.Location;
        var start = new ProcessStartInfo(DotnetPath(), [probe])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[switchedOff] = "0";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.GetAwaiter().GetResult());
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    // The runtime that runs this test lies in shared/Microsoft.NETCore.App/VERSION beside its host.
    private static string DotnetPath() => Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
