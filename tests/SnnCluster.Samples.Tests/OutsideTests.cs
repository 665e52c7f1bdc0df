using System.Text.Json;
using OwnRules;
using SnnCluster.Tests;

namespace SnnCluster.Samples.Tests;

/// <summary>What the guide has people do outside this repository, with the packages that <c>dotnet pack</c> makes.</summary>
[Collection(PackagedCloneTests.Name)]
public sealed class OutsideTests(PackagedClone clone)
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
}
