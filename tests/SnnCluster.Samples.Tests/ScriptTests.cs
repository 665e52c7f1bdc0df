using System.Diagnostics;
using System.Text.Json;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Experiments.Running;

namespace SnnCluster.Samples.Tests;

/// <summary>
/// The scripts of docs/samples/scripts, each as it is in the repository and as people have it outside, with the packages. Outside it is built as Debug, as
/// <c>dotnet run</c> has it; in the repository with what programs in a single file have switched off.
/// </summary>
[Collection(PackagedCloneTests.Name)]
public sealed class ScriptTests(PackagedClone clone)
{
    private const string InRepository = "#:project ../../../src/SnnCluster\n";

    private static readonly string Folder = Path.Combine("docs", "samples", "scripts");

    // What each prints, and the files that it writes. Rates of the balanced network are those of NEST (docs/networks/brunel.md).
    private static readonly Dictionary<string, (string Prints, string[] Files)> Scripts = new()
    {
        ["balanced-network"] = (@"^3[789]\.\d Hz, CV of intervals 0\.[34]\d$", ["raster.png"]),
        ["f-i-curve"] = ("^$", ["f-i-curve.png"]),
        ["stdp-window"] = ("^$", ["stdp-window.csv", "stdp-window.png"]),
        ["topographic-map"] = (@"^synapses: 3\d\d\d at the start, \d{4} at the end\none partition and two agree$", ["weights.png"]),
        ["own-model"] = (@"^3\d\.\d Hz, first spike at 1[12]\d\.\d ms$", ["potentials.png"]),
    };

    public static TheoryData<string> Names => [.. Scripts.Keys];

    [Fact]
    public void Every_script_is_tried() => Assert.Equal(
        Scripts.Keys.Order(), Directory.EnumerateFiles(Path.Combine(Repository.Root, Folder), "*.cs").Select(Path.GetFileNameWithoutExtension).Order());

    [Theory]
    [InlineData("balanced-network", 30)]
    [InlineData("f-i-curve", 12)]
    public void A_script_has_no_more_lines_than_promised(string name, int lines) =>
        Assert.InRange(Repository.Read($"docs/samples/scripts/{name}.cs").TrimEnd('\n').Split('\n').Length, 1, lines);

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task It_runs_in_the_repository(string name)
    {
        Skip.IfNot(PackagedClone.IsSupported);
        string folder = clone.Folder(name);
        Check(name, folder, await RunInRepository(folder, Path.Combine(Folder, $"{name}.cs")));
    }

    [SkippableFact]
    public async Task The_network_in_all_simulators_is_the_same_in_a_script_and_in_a_description()
    {
        Skip.IfNot(PackagedClone.IsSupported);
        string folder = Path.Combine("docs", "samples", "from-others");
        (int exitCode, string output, string error) = await RunInRepository(clone.Folder("from-others"), Path.Combine(folder, "balanced.cs"));
        Assert.True(exitCode == 0, output + error);
        RunResult described = ExperimentRunner.Run(
            DescribedExperiment.Read(Path.Combine(Repository.Root, folder, "balanced.json")), new RunOptions { Device = "host" }, null, CancellationToken.None);
        Assert.Equal(described.Summary.Digest, output.TrimEnd('\n').Split('\n')[^1]);
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task It_runs_outside_with_the_packages(string name)
    {
        Skip.IfNot(PackagedClone.IsSupported);
        string text = Repository.Read(Path.Combine(Folder, $"{name}.cs"));
        Assert.StartsWith(InRepository, text, StringComparison.Ordinal);
        Check(name, clone.ScriptFolder, await clone.Script(text[InRepository.Length..], "run", PackagedClone.WithoutNative));
    }

    [SkippableFact]
    public async Task Wrong_input_ends_a_script_with_one_line_for_each_finding_and_no_stack_trace()
    {
        Skip.IfNot(PackagedClone.IsSupported);
        const string Mistakes = """
            using SnnCluster;
            using SnnCluster.Model.Neurons;

            var network = new Network();
            network.Add("cells", 0, new LifDescription { RefractoryPeriodMs = -1 });
            network.Run(durationMs: 100);
            """;
        (int exitCode, string output, string error) = await clone.Script(Mistakes, "run", PackagedClone.WithoutNative);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Equal(["error: size of cells is 0: must be at least 1", "error: cells refractory period [ms] is -1: must be at least 0", ""], error.Split('\n'));
    }

    [SkippableFact]
    public async Task Ctrl_C_ends_a_run_and_no_other_begins()
    {
        Skip.IfNot(PackagedClone.IsSupported);
        const string Endless = """
            using SnnCluster;
            using SnnCluster.Model.Neurons;
            using SnnCluster.Model.Synapses;

            var network = new Network();
            network.Add("cells", 500, new LifDescription(), new DeltaDescription()).Drive(5000, 1).RecordSpikes();
            while (true)
            {
                Run run = network.Run(durationMs: 1e7, progress: true);
                Console.WriteLine($"{run.IsComplete}, {run.Spikes("cells").Count == run.Summary.Spikes}");
            }
            """;
        (int exitCode, string built, _) = await clone.Script(Endless, "build", PackagedClone.WithoutNative);
        Assert.True(exitCode == 0, built);
        using Process process = Process.Start(
            new ProcessStartInfo("dotnet", [clone.BuiltScript]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var heard = new List<string>();
        while (await process.StandardError.ReadLineAsync() is string line)
        {
            heard.Add(line);
            if (line.StartsWith("network: running", StringComparison.Ordinal))
            {
                using Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
                await kill.WaitForExitAsync();
            }
        }

        await process.WaitForExitAsync();
        Assert.Equal(130, process.ExitCode);
        Assert.Equal("False, True\n", await process.StandardOutput.ReadToEndAsync());
        Assert.Matches("^Ended early, at [0-9.]+ ms of model time[.]$", heard[^2]);
        Assert.Equal("Ended before the next run began.", heard[^1]);
    }

    // What the package sets by its build files, where the program says nothing of it.
    [SkippableFact]
    public async Task The_package_sets_what_a_script_needs()
    {
        Skip.IfNot(PackagedClone.IsSupported);
        (int exitCode, string output, string error) = await clone.Script(
            "", "build", "-getProperty:PublishAot,DynamicCodeSupport,Optimize,TieredPGO,ConcurrentGarbageCollection,Configuration");
        Assert.True(exitCode == 0, output + error);
        using var properties = JsonDocument.Parse(output);
        Assert.Equal(
            ["false", "true", "true", "false", "false", "Debug"],
            properties.RootElement.GetProperty("Properties").EnumerateObject().Select(property => property.Value.GetString()));
    }

    private Task<(int ExitCode, string Output, string Error)> RunInRepository(string folder, string script)
    {
        string[] options =
        [
            "-c", PackagedClone.Configuration, PackagedClone.WithoutNative, "-p:BuildProjectReferences=false",
            "-p:DynamicCodeSupport=false", "-p:JsonSerializerIsReflectionEnabledByDefault=false",
        ];
        return clone.DotnetOfRepository(folder, ["run", .. options, Path.Combine(Repository.Root, script)]);
    }

    private static void Check(string name, string folder, (int ExitCode, string Output, string Error) ran)
    {
        Assert.True(ran.ExitCode == 0, ran.Output + ran.Error);
        Assert.Matches(Scripts[name].Prints, ran.Output.TrimEnd('\n'));
        Assert.DoesNotContain("without optimisation", ran.Error, StringComparison.Ordinal);
        Assert.All(Scripts[name].Files, file => Assert.True(new FileInfo(Path.Combine(folder, file)).Length > 1000, file));
    }
}
