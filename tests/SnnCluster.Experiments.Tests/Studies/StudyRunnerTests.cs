using SnnCluster.Experiments.Studies;

namespace SnnCluster.Experiments.Tests.Studies;

public class StudyRunnerTests
{
    [Fact]
    public void A_short_run_is_discarded_and_cases_are_interleaved_with_a_seed_for_each_round()
    {
        var runner = new FakeRunner();
        StudyResult result = StudyRunner.Run(Plans.Sizes(repetitions: 2), runner, null, CancellationToken.None);
        Assert.Equal(
            [
                ("scale 1", 1ul, 2.0),
                ("scale 1", 1ul, 20.0), ("scale 2", 1ul, 20.0), ("scale 3", 1ul, 20.0),
                ("scale 3", 2ul, 20.0), ("scale 2", 2ul, 20.0), ("scale 1", 2ul, 20.0),
            ],
            runner.Runs);
        Assert.True(result.Complete);
        Assert.Equal([1, 2, 3, 4, 5, 6], result.Measurements.Select(run => run.Order));
        Assert.Equal([1, 1, 1, 2, 2, 2], result.Measurements.Select(run => run.Seed));
        Assert.Single(result.Notes, note => note == "a note");
    }

    [Fact]
    public void Speed_against_size_has_the_exponent_and_the_cost_that_were_put_in()
    {
        StudyResult result = StudyRunner.Run(Plans.Sizes(), new FakeRunner(), null, CancellationToken.None);
        Assert.Equal(["neurons", "synaptic events per simulated second"], result.Growth.Select(fit => fit.Of));
        Assert.All(result.Growth, fit => Assert.Equal(1, fit.Exponent, 0.01));
        CaseSummary last = result.Cases[^1];
        Assert.Equal(4608e-6, last.RealTimeFactor, 1e-12);
        Assert.Equal(1, last.MicrosecondsPerNeuron, 1e-9);
        Assert.Equal(3, last.Runs);
        Assert.Equal(0.4 * last.LoopSeconds, last.DeliverSeconds, 1e-12);
        Assert.True(double.IsNaN(last.SpeedUp));

        // A microsecond per neuron and second are 0.1 ns per neuron and step of 0.1 ms.
        Assert.Equal(1e-10, result.CostModel!.Fitted[0].Seconds, 1e-16);
        Assert.Equal([4608e-6, 4608e-6 / 64], result.Predictions.Select(p => Math.Round(p.RealTimeFactor, 12)));
        Assert.Equal([false, true], result.Predictions.Select(p => p.ComputeOnly));
        Assert.Equal(4608e-6, result.Predictions[0].Measured, 1e-12);
    }

    [Fact]
    public void Ideal_strong_scaling_has_the_speed_up_of_its_partitions()
    {
        StudyResult result = StudyRunner.Run(Plans.Strong(), new FakeRunner(), null, CancellationToken.None);
        Assert.Empty(result.Growth);
        Assert.All(result.Cases, row => Assert.Equal(row.Partitions, row.SpeedUp, 1e-9));
        Assert.All(result.Cases, row => Assert.Equal(1, row.Efficiency, 1e-9));
        Assert.Contains("the digests of all numbers of partitions are the same for each seed", result.Notes);
        Assert.Equal([1, 8, 64, 512], result.Predictions.Select(p => p.Nodes));
        Assert.All(result.Predictions, p => Assert.Equal(2048, p.Neurons));
    }

    [Fact]
    public void Weak_scaling_counts_time_per_neuron()
    {
        // Scales 1, 1 and 2: 512, 512 and 2048 neurons on 1, 2 and 4 partitions.
        StudyPlan plan = Plans.Create(new StudyOptions
        {
            Kind = StudyKind.WeakScaling,
            SizePerPartition = 1,
            Run = Plans.Short,
            Repetitions = 1,
            Cores = 4,
        });
        StudyResult result = StudyRunner.Run(plan, new FakeRunner(), null, CancellationToken.None);
        Assert.Equal([512, 512, 2048], result.Cases.Select(row => row.Neurons));
        Assert.All(result.Cases, row => Assert.Equal(1, row.Efficiency, 1e-9));
        Assert.Equal([512.0, 4096, 32768, 262144], result.Predictions.Select(p => p.Neurons));
    }

    [Fact]
    public void Cases_that_share_cores_are_left_out_of_the_cost_model()
    {
        StudyPlan plan = Plans.Create(new StudyOptions
        {
            Kind = StudyKind.StrongScaling,
            Size = 1,
            Partitions = [1, 2],
            Run = Plans.Short,
            Repetitions = 2,
            Cores = 1,
        });
        StudyResult result = StudyRunner.Run(plan, new FakeRunner(), null, CancellationToken.None);
        Assert.Equal(2, result.CostModel!.Runs);
        Assert.All(result.Predictions.Skip(1), p => Assert.True(p.ComputeOnly));
    }

    [Fact]
    public void Digests_that_differ_between_cuts_are_told()
    {
        var runner = new FakeRunner { Digest = (partitions, seed) => $"sha256:{(seed == 2 ? partitions : 0)}" };
        StudyResult result = StudyRunner.Run(Plans.Strong(), runner, null, CancellationToken.None);
        Assert.Contains(result.Notes, note => note.StartsWith("the digests differ", StringComparison.Ordinal)
            && note.Contains("for seed 2:", StringComparison.Ordinal));
    }

    [Fact]
    public void A_study_that_is_cancelled_keeps_what_was_measured()
    {
        using var cancellation = new CancellationTokenSource();
        var runner = new FakeRunner
        {
            Before = number =>
            {
                if (number == 5)
                {
                    cancellation.Cancel();
                }
            },
            IsComplete = number => number < 5,
        };
        StudyResult result = StudyRunner.Run(Plans.Sizes(), runner, null, cancellation.Token);
        Assert.False(result.Complete);
        Assert.Null(result.Failure);
        Assert.Equal(4, result.Measurements.Count);
        Assert.Equal([1, 1, 2], result.Cases.Select(row => row.Runs));
    }

    [Fact]
    public void A_study_that_is_cancelled_before_a_measurement_has_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        var runner = new FakeRunner();
        Assert.ThrowsAny<OperationCanceledException>(() => StudyRunner.Run(Plans.Sizes(), runner, null, cancellation.Token));
        Assert.Empty(runner.Runs);
    }

    [Fact]
    public void A_run_that_fails_ends_the_study_with_what_was_measured()
    {
        var runner = new FakeRunner
        {
            Before = number => { if (number == 3) { throw new InvalidOperationException("a node is gone"); } },
        };
        StudyResult result = StudyRunner.Run(Plans.Sizes(), runner, null, CancellationToken.None);
        Assert.False(result.Complete);
        Assert.Equal("a node is gone", result.Failure);
        Assert.Equal(2, result.Measurements.Count);
        Assert.Throws<InvalidOperationException>(() => StudyRunner.Run(
            Plans.Sizes(),
            new FakeRunner { Before = _ => throw new InvalidOperationException() },
            null,
            CancellationToken.None));
    }

    [Fact]
    public void Progress_names_run_case_and_repetition()
    {
        var reports = new List<StudyProgress>();
        StudyRunner.Run(Plans.Sizes(repetitions: 1), new FakeRunner(), new Listener(reports.Add), CancellationToken.None);
        Assert.Equal(
            [(0, 3, "scale 1", 1), (1, 3, "scale 1", 1), (2, 3, "scale 2", 1), (3, 3, "scale 3", 1)],
            reports.Select(report => (report.Run, report.Runs, report.Case, report.Repetition)));
    }

    private sealed class Listener(Action<StudyProgress> report) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value) => report(value);
    }
}
