using SnnCluster.Experiments.Studies;

namespace SnnCluster.Experiments.Tests.Studies;

public sealed class StudyPlanTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sizes_are_cases_from_small_to_large_with_their_neurons()
    {
        StudyPlan plan = Plans.Sizes();
        Assert.Equal(["scale 1", "scale 2", "scale 3"], plan.Cases.Select(planned => planned.Name));
        Assert.Equal([512, 2048, 4608], plan.Cases.Select(planned => planned.Neurons));
        Assert.All(plan.Cases, planned => Assert.Equal(1, planned.Partitions));
        Assert.Equal("2", plan.Cases[1].Options.Set["scale"]);
        Assert.Equal(2, plan.WarmUpMs);
        Assert.Empty(plan.Notes);
    }

    [Fact]
    public void Strong_scaling_keeps_the_network_and_predicts_by_default()
    {
        StudyPlan plan = Plans.Strong();
        Assert.Equal([1, 2, 4], plan.Cases.Select(planned => planned.Partitions));
        Assert.All(plan.Cases, planned => Assert.Equal(2048, planned.Neurons));
        Assert.Equal([1, 8, 64, 512], plan.PredictNodes);
        Assert.Equal("scale 2, 1 partition", plan.Cases[0].Name);
    }

    [Fact]
    public void Weak_scaling_takes_the_nearest_whole_scale_and_says_so()
    {
        // 4 times the square root of 1, 2, 4: 4, 5.66, 8.
        StudyPlan plan = Plans.Create(new StudyOptions { Kind = StudyKind.WeakScaling, Run = Plans.Short, Cores = 4 });
        Assert.Equal([4, 6, 8], plan.Cases.Select(planned => planned.Size!.Value));
        Assert.Equal([8192, 18432, 32768], plan.Cases.Select(planned => planned.Neurons));
        Assert.StartsWith("2 partitions: scale 6, the whole number nearest to 5.66", Assert.Single(plan.Notes));
    }

    [Fact]
    public void A_scale_of_any_number_is_taken_as_it_is()
    {
        var experiment = new Plans.OtherExperiment(new Parameter("scale", "", 1.0, "size", Minimum: 0));
        StudyPlan plan = StudyPlan.Create(
            experiment, new StudyOptions { Kind = StudyKind.WeakScaling, Run = Plans.Short, Partitions = [2], Cores = 4 });
        Assert.Equal(4 * Math.Sqrt(2), plan.Cases[0].Size);
        Assert.Empty(plan.Notes);
    }

    [Fact]
    public void Strong_scaling_needs_no_scale()
    {
        StudyPlan plan = StudyPlan.Create(
            new Plans.OtherExperiment(), new StudyOptions { Kind = StudyKind.StrongScaling, Run = Plans.Short, Cores = 4 });
        Assert.Equal(["1 partition", "2 partitions", "4 partitions"], plan.Cases.Select(planned => planned.Name));
    }

    [Fact]
    public void More_partitions_than_cores_are_noted()
    {
        StudyPlan plan = Plans.Create(new StudyOptions
        {
            Kind = StudyKind.StrongScaling,
            Size = 1,
            Partitions = [1, 8],
            Run = Plans.Short,
            Cores = 2,
        });
        Assert.StartsWith("there are 2 cores for scale 1, 8 partitions", Assert.Single(plan.Notes));
    }

    [Fact]
    public void A_study_without_cases_or_with_wrong_ones_is_refused()
    {
        var sizes = new StudyOptions { Kind = StudyKind.SpeedVsSize, Run = Plans.Short };
        Assert.Equal(["--sizes is empty: a study needs at least one case"], Plans.Findings(sizes with { Sizes = [] }));
        Assert.Equal(["--sizes is 0: must be from 1 to 2048"], Plans.Findings(sizes with { Sizes = [0, 1] }));
        Assert.StartsWith("--sizes is '1.5': must be a whole number", Plans.Findings(sizes with { Sizes = [1.5] })[0]);
        Assert.Equal(
            ["--sizes has 2 2 times: name each size once, --seeds repeats it"],
            Plans.Findings(sizes with { Sizes = [2, 1, 2] }));
        var strong = sizes with { Kind = StudyKind.StrongScaling, Size = 1 };
        Assert.StartsWith("--partitions is empty", Plans.Findings(strong with { Partitions = [] })[0]);
        Assert.Equal(["--partitions has 0: must be at least 1"], Plans.Findings(strong with { Partitions = [0, 1] }));
        Assert.StartsWith(
            "scale 1, 1000 partitions: --partitions is 1000: must be from 1 to 256",
            Assert.Single(Plans.Findings(strong with { Partitions = [1, 1000] })));
        Assert.Equal(
            ["--size-per-partition is 0: must be from 1 to 2048"],
            [.. Plans.Findings(sizes with { Kind = StudyKind.WeakScaling, SizePerPartition = 0 })]);
    }

    [Fact]
    public void Everything_is_told_at_once()
    {
        IReadOnlyList<string> findings = Plans.Findings(new StudyOptions
        {
            Kind = StudyKind.SpeedVsSize,
            Sizes = [],
            Repetitions = 0,
            WarmUpMs = -1,
            PredictNodes = [0],
            Run = Plans.Short with { Record = ["spikes"] },
        });
        Assert.Equal(5, findings.Count);
        Assert.Contains(findings, finding => finding == "--seeds is 0: must be at least 1");
        Assert.Contains(findings, finding => finding == "--warm-up-ms is -1: must be at least 0");
        Assert.Contains(findings, finding => finding == "--predict-nodes has 0: must be at least 1");
        Assert.Contains(findings, finding => finding.StartsWith("--record is 'spikes'", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_wrong_with_all_cases_is_told_once() => Assert.Equal(
        ["--duration-ms 0.01 ms is below dt 0.1 ms"],
        Plans.Findings(new StudyOptions { Kind = StudyKind.SpeedVsSize, Run = Plans.Short with { DurationMs = 0.01 } }));

    [Fact]
    public void An_experiment_without_scale_has_no_sizes()
    {
        var options = new StudyOptions { Kind = StudyKind.SpeedVsSize, Run = Plans.Short };
        Assert.Equal(
            ["--sizes cannot be varied: the experiment other declares no parameter as its size"],
            Plans.Findings(options, new Plans.OtherExperiment()));
        Assert.Single(Plans.Findings(options with { Kind = StudyKind.WeakScaling }, new Plans.OtherExperiment()));
    }

    [Fact]
    public void A_scale_that_is_set_twice_is_refused() => Assert.Equal(
        ["scale is set to '2': --sizes sets the same parameter, leave one of them out"],
        Plans.Findings(new StudyOptions
        {
            Kind = StudyKind.SpeedVsSize,
            Run = Plans.Short with { Set = new Dictionary<string, string> { ["scale"] = "2" } },
        }));

    [Fact]
    public void A_folder_that_holds_something_else_is_refused()
    {
        File.WriteAllText(_folder["summary.json"], """{ "schema": 1, "experiment": "topographic-map" }""");
        var options = new StudyOptions
        {
            Kind = StudyKind.SpeedVsSize,
            Run = Plans.Short with { OutputDirectory = _folder.Path },
        };
        Assert.Contains("replace a study with --force", Assert.Single(Plans.Findings(options)));
        Assert.Contains(
            "is not a study (it has no study.json of ours): --force replaces studies only",
            Assert.Single(Plans.Findings(options with { Run = options.Run with { Force = true } })));
    }

    [Fact]
    public void Runs_go_round_by_round_each_second_one_backwards() => Assert.Equal(
        [(0, 0), (1, 0), (2, 0), (2, 1), (1, 1), (0, 1), (0, 2), (1, 2), (2, 2)],
        RunOrder.Create(3, 3));

    [Fact]
    public void A_steady_drift_hits_all_cases_alike_over_two_rounds()
    {
        IReadOnlyList<(int Case, int Repetition)> order = RunOrder.Create(5, 4);
        Assert.Single(order.Select((run, time) => (run.Case, time)).GroupBy(run => run.Case, run => run.time)
            .Select(times => times.Sum()).Distinct());
        Assert.Equal(20, order.Distinct().Count());
    }
}
