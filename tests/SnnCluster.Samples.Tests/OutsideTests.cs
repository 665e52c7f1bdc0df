using System.Text.Json;
using OwnRules;
using SnnCluster.Experiments.Results;
using SnnCluster.Tests;

namespace SnnCluster.Samples.Tests;

/// <summary>What the guide has people do outside this repository, with the packages that <c>dotnet pack</c> makes.</summary>
public sealed class OutsideTests(PackagedClone clone) : IClassFixture<PackagedClone>
{
    [SkippableFact]
    public async Task The_project_of_the_guide_builds_and_its_experiment_runs()
    {
        Skip.IfNot(PackagedClone.IsSupported);
        string folder = clone.Folder(
            "OwnRules",
            Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", "samples", "OwnRules"), "*.cs")
                .Append(Path.Combine("docs", "samples", "outside", "OwnRules.csproj")));
        (int exitCode, string output, _) = await clone.Dotnet(folder, "build");
        Assert.True(exitCode == 0, output);

        // Built as people build at first, without optimisation.
        string assembly = Path.Combine(folder, "bin", "Debug", "net10.0", "OwnRules.dll");
        (exitCode, output, string error) = await clone.Dotnet(
            folder, PublishedCommand.Assembly, "run", $"{assembly}:{nameof(OwnExperiment)}", "--duration-ms", "20", "--device", "host", "--json");
        Assert.True(exitCode == 0, error);
        using var summary = JsonDocument.Parse(output);
        Assert.Equal("short-wires", summary.RootElement.GetProperty("experiment").GetString());
        Assert.Single(error.Split('\n'), line => line.StartsWith("warning: built without optimisation", StringComparison.Ordinal)
            && line.Contains("OwnRules", StringComparison.Ordinal));
    }

    // `dotnet run FILE.cs` has neither reflection in serializers, as if it were compiled to native code, nor a project. It does
    // not compile to native code, so the compiler for that, which it would fetch, is left out.
    [SkippableFact]
    public async Task A_program_in_a_single_file_writes_its_results()
    {
        Skip.IfNot(PackagedClone.IsSupported);
        string folder = clone.Folder("map", Path.Combine("docs", "samples", "outside", "map.cs"));
        (int exitCode, string output, string error) = await clone.Dotnet(
            folder, "run", "-p:PublishAot=false", "-p:JsonSerializerIsReflectionEnabledByDefault=false",
            "-p:UseCurrentRuntimeIdentifier=true", "map.cs");
        Assert.True(exitCode == 0, output + error);
        RunSummary summary = SummaryFile.Read(Path.Combine(folder, "results"));
        Assert.True(summary.Complete);
        Assert.Equal(summary.Digest, output.Trim().Split('\n')[^1]);
    }

    // Actors are made while a program runs: a program in a single file may do so only because the packages say that it must.
    [SkippableFact]
    public async Task The_first_network_fires_as_it_should_and_shows_its_spikes_on_two_partitions()
    {
        Skip.IfNot(PackagedClone.IsSupported);
        string folder = clone.Folder("first", Path.Combine("docs", "samples", "outside", "first-network.cs"));
        string program = Path.Combine(folder, "first-network.cs");
        File.WriteAllText(program, File.ReadAllText(program).Replace("DurationMs = 500,", "DurationMs = 500, Partitions = 2,", StringComparison.Ordinal));
        (int exitCode, string output, string error) = await clone.Dotnet(
            folder, "run", "-c", "Release", "-p:PublishAot=false", "-p:JsonSerializerIsReflectionEnabledByDefault=false",
            "-p:UseCurrentRuntimeIdentifier=true", "first-network.cs");
        Assert.True(exitCode == 0, output + error);

        // As ReferenceNetworkTests have it of the same network: 60.3 Hz and 0.23.
        Assert.Matches(@"(?m)^excitatory: (59|6[01])\.\d Hz, CV 0\.2\d$", output);
        Assert.Matches(@"(?m)^inhibitory: (59|6[01])\.\d Hz, CV 0\.2\d$", output);
        Assert.Equal(2, SummaryFile.Read(Path.Combine(folder, "results")).Partitions.Count);
        Assert.True(File.Exists(Path.Combine(folder, "results", "spikes.png")));
        (exitCode, output, error) = await clone.Dotnet(
            folder, "build", "-c", "Release", "-p:PublishAot=false", "-getProperty:DynamicCodeSupport", "first-network.cs");
        Assert.True(exitCode == 0 && output.Trim() == "true", output + error);
    }
}
