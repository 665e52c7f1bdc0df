using System.Diagnostics;
using System.Text.Json;
using OwnRules;
using SnnCluster.Experiments.Running;
using SnnCluster.Tests;

namespace SnnCluster.Samples.Tests;

/// <summary>The sample through the command, as a process that loads the assembly from where it was built.</summary>
public sealed class CommandLineTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("snncluster-samples-").FullName;

    private static string Experiment => $"{Repository.SampleAssembly}:{nameof(OwnExperiment)}";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_runs_like_a_built_in_experiment()
    {
        (int exitCode, string output, string error) = await Run(
            "run", Experiment, "--duration-ms", "100", "--set", "width=10", "--set", "turnover=0.2", "--partitions", "2",
            "--out", Path.Combine(_folder, "run"), "--json");
        Assert.True(exitCode == 0, error);
        using var summary = JsonDocument.Parse(output);
        JsonElement root = summary.RootElement;
        Assert.Equal("short-wires", root.GetProperty("experiment").GetString());
        Assert.Equal(10, root.GetProperty("parameters").GetProperty("width").GetInt32());
        Assert.Equal(200, root.GetProperty("neurons").GetInt32());
        Assert.True(root.GetProperty("meanWireLength").GetProperty("final").GetDouble() > 0);
        Assert.True(root.GetProperty("rewiring").GetProperty("wires").GetProperty("eliminated").GetInt64() > 0);
        Assert.True(File.Exists(Path.Combine(_folder, "run", "summary.json")));
        Assert.True(File.Exists(Path.Combine(_folder, "run", "wires-displacement.png")));

        // The same run in this process, in one piece.
        RunResult same = ExperimentRunner.Run(
            new OwnExperiment(),
            new RunOptions
            {
                DurationMs = 100,
                Device = "host",
                Set = new Dictionary<string, string> { ["width"] = "10", ["turnover"] = "0.2" },
            },
            progress: null,
            CancellationToken.None);
        Assert.Equal(same.Summary.Digest, root.GetProperty("digest").GetString());
    }

    [Fact]
    public async Task Its_parameters_are_listed_and_checked()
    {
        (int exitCode, string output, string error) = await Run("run", Experiment, "--list-parameters", "--json");
        Assert.True(exitCode == 0, error);
        using var listing = JsonDocument.Parse(output);
        Assert.Equal(
            new OwnExperiment().Parameters.Select(parameter => parameter.Name),
            listing.RootElement.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()));

        (exitCode, _, error) = await Run("run", Experiment, "--set", "lenght=1", "--set", "turnover=2");
        Assert.Equal(2, exitCode);
        Assert.Contains("did you mean 'length'?", error);
        Assert.Contains("turnover is 2: must be from 0 to 1", error);
    }

    private static async Task<(int ExitCode, string Output, string Error)> Run(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [PublishedCommand.Assembly, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output, await error);
    }
}
