using SnnCluster.Experiments.Reports;
using SnnCluster.Experiments.Studies;
using SnnCluster.Experiments.Studies.Output;
using SnnCluster.Experiments.Studies.Peers;

namespace SnnCluster.Experiments.Tests.Studies;

/// <summary>Other simulators beside ours, by a script that stands for one.</summary>
public sealed class PeerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    // A module that every Python has.
    private static readonly Peer Stand = new("stand", "json", "");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void A_simulator_runs_beside_ours_in_the_same_rounds_and_its_figures_are_shown()
    {
        Script("""
            import argparse, json
            p = argparse.ArgumentParser()
            for name in ("scale", "seed", "duration-ms", "directory"):
                p.add_argument("--" + name, required=True)
            a = p.parse_args()
            neurons = 512 * int(a.scale) ** 2
            seconds = float(a.duration_ms) / 1000
            print(json.dumps({
                "buildSeconds": 2, "loopSeconds": 3e-6 * neurons * seconds, "synapses": 7 * neurons, "synapticEvents": 5, "spikes": 4,
                "peakMemoryBytes": 14 * neurons, "warmUpMs": 1,
                "statistics": {"all": {"rateHz": 19 + int(a.seed), "cvIsi": 0.5, "pairwiseCorrelation": None}}}))
            """);
        StudyPlan plan = Plan();
        var fake = new FakeRunner();
        using var runner = new PeerCaseRunner(plan, fake);
        StudyResult result = StudyRunner.Run(plan, runner, null, CancellationToken.None);
        Assert.True(result.Complete, result.Failure);
        Assert.Equal(
            ["scale 1", "scale 1, stand", "scale 2", "scale 2, stand", "scale 2, stand", "scale 2", "scale 1, stand", "scale 1"],
            result.Measurements.Select(run => run.Case));

        // Ours takes a microsecond per neuron and second.
        CaseSummary peer = result.Cases.Single(row => row.Case == "scale 2, stand");
        Assert.Equal(3e-6 * 2048, peer.RealTimeFactor, 1e-12);
        Assert.Equal(2, peer.BytesPerSynapse, 1e-12);
        Assert.Equal("stand", peer.Simulator);
        Assert.Equal("neurons", result.Growth[0].Of);
        Assert.Equal(2, result.Growth[0].Points);

        ReportTable beside = StudyTables.Findings(result).Single(table => table.Title == "Beside other simulators");
        Assert.Equal(["scale 2, stand", "0.00614", "0.00205", "3.00", "3.00", "3.00"], beside.Rows[1]);
        ReportTable statistics = StudyTables.Findings(result).Single(table => table.Title.StartsWith("Statistics", StringComparison.Ordinal));
        Assert.Equal(["scale 1, stand", "all", "20.5", "20.0", "0.500", "-", "-", "-"], statistics.Rows[0]);
    }

    [SkippableTheory]
    [InlineData("print('no json')", "stand prints no JSON object with a number \"loopSeconds\" above 0")]
    [InlineData("print('{\"loopSeconds\": \"3\"}')", "stand prints no JSON object with a number \"loopSeconds\" above 0")]
    [InlineData("import sys; sys.exit('it has no option --scale')", "stand ended with exit code 1: it has no option --scale")]
    public void What_a_script_does_wrong_ends_the_study_with_what_was_measured(string script, string failure)
    {
        Script(script);
        StudyPlan plan = Plan();
        using var runner = new PeerCaseRunner(plan, new FakeRunner());
        StudyResult result = StudyRunner.Run(plan, runner, null, CancellationToken.None);
        Assert.False(result.Complete);
        Assert.Equal(failure, result.Failure);
        Assert.Single(result.Measurements);
    }

    [Fact]
    public void Simulators_that_are_not_there_are_refused()
    {
        StudyOptions options = new() { Kind = StudyKind.SpeedVsSize, Run = Plans.Short, PeerScripts = _folder.Path };
        Assert.Equal(
            ["--beside has 'brain2': must be one of brian2, nest, genn; did you mean 'brian2'?"],
            Plans.Findings(options with { Beside = ["brain2"] }));
        Assert.Contains(
            "--dt-ms is 0.05: other simulators run the network at 0.1 ms, so leave it out with --beside",
            Plans.Findings(options with { Beside = ["nest"], Run = options.Run with { DtMs = 0.05 } }));
        string script = Path.Combine(_folder.Path, "nest", "topographic_map.py");
        Assert.Equal(
            [$"--beside nest: there is no script '{script}' for the network of topographic-map; --peers names the folder that holds them"],
            Plans.Findings(options with { Beside = ["nest"] }));
        Directory.CreateDirectory(Path.GetDirectoryName(script)!);
        File.WriteAllText(script, "");
        Assert.Equal(
            ["--beside nest: no python3 of PATH has the module nest (pip install nest-simulator)"], Plans.Findings(options with { Beside = ["nest"] }));
    }

    [Theory]
    [InlineData("100", "350", 0.00025)]
    [InlineData("900", "50", 0.00015)] // The counter began anew, after 1000.
    public void Energy_is_the_difference_of_the_counters_of_all_packages(string before, string after, double joules)
    {
        foreach (string name in new[] { "intel-rapl:0", "intel-rapl:0:0" })
        {
            Directory.CreateDirectory(_folder[name]);
            File.WriteAllText(Path.Combine(_folder[name], "max_energy_range_uj"), "1000\n");
        }

        IReadOnlyList<(double, double)>? Read(string value)
        {
            File.WriteAllText(Path.Combine(_folder["intel-rapl:0"], "energy_uj"), value + "\n");
            return Energy.Read(_folder.Path);
        }

        Assert.Equal(joules, Energy.Between(Read(before), Read(after)), 1e-12);
        Assert.True(double.IsNaN(Energy.Between(Energy.Read(_folder["none"]), Read(after))));
    }

    // There is no such library, or it is another one.
    [Theory]
    [InlineData("libof-nobody.so.1")]
    [InlineData("libc.so.6")]
    public void Without_the_library_of_a_driver_no_GPU_tells_its_energy(string library) => Assert.Null(GpuEnergy.Read(library));

    private void Script(string text)
    {
        Skip.If(Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).All(folder => !File.Exists(Path.Combine(folder, "python3"))), "there is no python3");
        Directory.CreateDirectory(_folder["stand"]);
        File.WriteAllText(Path.Combine(_folder["stand"], "topographic_map.py"), text);
    }

    // Each size by both, as --beside has it.
    private StudyPlan Plan()
    {
        StudyPlan plan = Plans.Create(new StudyOptions
        {
            Kind = StudyKind.SpeedVsSize,
            Sizes = [1, 2],
            Repetitions = 2,
            Run = Plans.Short,
            WarmUpMs = 0,
            PeerScripts = _folder.Path,
        });
        return plan with
        {
            Cases = [.. plan.Cases.SelectMany(ours => new[] { ours, ours with { Name = $"{ours.Name}, {Stand.Name}", Peer = Stand } })],
        };
    }
}
