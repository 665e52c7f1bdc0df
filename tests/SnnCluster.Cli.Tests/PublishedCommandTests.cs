using System.Diagnostics;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using SnnCluster.Tests;

namespace SnnCluster.Cli.Tests;

/// <summary>The command as it is published and packed: compiled ahead, for one system.</summary>
public sealed class PublishedCommandTests
{
    private static readonly string[] SmallRun = ["run", "topographic-map", "--duration-ms", "50", "--device", "host", "--json"];

    public static TheoryData<string> Assemblies => ["snncluster", "SnnCluster.Experiments", "SnnCluster.Engine", "Akka", "System.CommandLine"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Assemblies_are_compiled_ahead(string assembly)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(PublishedCommand.Folder, $"{assembly}.dll")));
        Assert.True(file.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0);
    }

    [Fact]
    public void It_has_native_libraries_of_this_system_alone()
    {
        Assert.False(Directory.Exists(Path.Combine(PublishedCommand.Folder, "runtimes")));
        string native = OperatingSystem.IsWindows() ? "ParquetSharpNative.dll"
            : OperatingSystem.IsMacOS() ? "ParquetSharpNative.dylib" : "ParquetSharpNative.so";
        Assert.True(File.Exists(Path.Combine(PublishedCommand.Folder, native)));
    }

    // What is compiled ahead knows no processor: code for vectors is left to be compiled where it runs, and all of it must
    // agree with what is compiled in this very process.
    [Theory]
    [InlineData("DOTNET_ReadyToRun")]
    [InlineData("DOTNET_TieredCompilation")]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public async Task Its_digests_are_those_of_what_is_compiled_as_it_runs(string switchedOff)
    {
        var start = new ProcessStartInfo("dotnet", [PublishedCommand.Assembly, .. SmallRun]) { RedirectStandardOutput = true };
        start.Environment[switchedOff] = "0";
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(Digest(CommandLine.Run(SmallRun).Output), Digest(output));
    }

    private static string Digest(string summary)
    {
        using var json = JsonDocument.Parse(summary);
        return json.RootElement.GetProperty("digest").GetString()!;
    }
}
