using SnnCluster.Experiments.Networks;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests.Networks;

/// <summary>The built-in networks: their sizes are the published ones, and however they are cut their digest is the same.</summary>
public sealed class PublishedNetworkTests
{
    public static TheoryData<string> Small => [.. SmallNetworks.Published.Keys];

    [Theory]
    [MemberData(nameof(Small))]
    public void Digest_and_statistics_do_not_depend_on_the_cut(string name)
    {
        (Experiment experiment, Dictionary<string, string> set) = SmallNetworks.Published[name];
        Assert.Equal(name, experiment.Name);
        RunSummary whole = Run(experiment, set, 1);
        Assert.True(whole.SynapticEvents > 1000, $"{whole.SynapticEvents} synaptic events");
        foreach (int partitions in new[] { 2, 3 })
        {
            RunSummary cut = Run(experiment, set, partitions);
            Assert.Equal(whole.Digest, cut.Digest);
            Assert.Equal(whole.MeanRateHz, cut.MeanRateHz);
            Assert.Equal(whole.Activity!.CvIsi, cut.Activity!.CvIsi);
            Assert.Equal(whole.Activity.PairwiseCorrelation, cut.Activity.PairwiseCorrelation);
        }
    }

    [Theory]
    [MemberData(nameof(Small))]
    public void The_declared_size_is_a_parameter_and_neurons_grow_with_it(string name)
    {
        Experiment experiment = SmallNetworks.Published[name].Experiment;
        NetworkSize size = experiment.Size!;
        Assert.Contains(experiment.Parameters, parameter => parameter.Name == size.Parameter);
        double Neurons(double value) => Describe(experiment, new() { [size.Parameter] = ValidationErrors.Text(value) })
            .Populations.Where(population => population.Name is not ("stimulus" or "dopamine")).Sum(population => (double)population.Size);
        double grown = Neurons(size.Usual[^1]) / Neurons(size.Usual[0]);
        Assert.Equal(Math.Pow(size.Usual[^1] / size.Usual[0], size.Power), grown, 0.01 * grown);
    }

    [Fact]
    public void The_microcircuit_of_full_size_has_the_published_neurons_and_synapses()
    {
        NetworkDescription network = Describe(new MicrocircuitExperiment(), []);
        Assert.Equal(77169, network.Populations.Sum(population => population.Size));
        long synapses = network.Projections.Sum(projection => ((Model.Connectivity.FixedTotalNumber)projection.Connectivity).Count);
        Assert.Equal(298_880_968, synapses);

        // The current whose response peaks at 0.15 mV.
        Assert.Equal(0.0878085, network.Projections.First(projection => projection.Name == "l23e-l23e").Weight.Mean, 1e-6);
        Assert.Equal(2 * 0.0878085, network.Projections.First(projection => projection.Name == "l4e-l23e").Weight.Mean, 2e-6);
    }

    [Fact]
    public void The_constant_input_of_the_microcircuit_is_the_published_one()
    {
        NetworkDescription network = Describe(new MicrocircuitExperiment(), new() { ["input"] = "dc" });
        Assert.Empty(network.Inputs);
        double[] published = [561.974, 526.851, 737.591, 667.345, 702.468, 667.345, 1018.579, 737.591];
        Assert.Equal(published, network.Populations.Select(population => Math.Round(1000 * ((Model.Neurons.LifDescription)population.Model).BiasCurrentNa, 3)));
    }

    /// <summary>In NEST they start a step after they arrive, so that the least delay is two steps here, and the dendrite has all of NEST's delay.</summary>
    [Theory]
    [InlineData("l23e-l23e", 1.5)]
    [InlineData("l23i-l23e", 0.75)]
    public void Currents_of_the_microcircuit_start_when_those_of_NEST_do(string projection, double meanMs)
    {
        Model.Networks.ProjectionDescription one = Describe(new MicrocircuitExperiment(), []).Projections.Single(one => one.Name == projection);
        Assert.Equal(0.1, one.DelayMs);
        Assert.Equal(meanMs, ((Model.Neurons.InitialValue.TruncatedNormal)one.DendriticDelayMs!).Average);
        Assert.Equal(1, Model.Arithmetic.StepCount.Of(one.DendriticDelayMs.Least, 0.1));
    }

    [Fact]
    public void Inhibitory_plasticity_brings_rates_down_to_their_target()
    {
        double Rate(string rate, double fromMs, double durationMs) => Run(
            new InhibitoryPlasticityExperiment(),
            new()
            {
                ["neurons"] = "2000",
                ["in-degree"] = "200",
                ["learning-rate-ns"] = rate,
                ["warm-up-ms"] = ValidationErrors.Text(fromMs),
            },
            1,
            durationMs).MeanRateHz["e"];

        // Ten times as fast as published; it wants 3 Hz, about which rates swing.
        Assert.InRange(Rate("0.1", 8000, 10000), 2, 4.5);
        Assert.True(Rate("0", 500, 1000) > 50);
    }

    [Fact]
    public void Dopamine_makes_synapses_from_the_rewarded_stimulus_grow()
    {
        var experiment = new DopamineExperiment();
        RunSummary summary = Run(experiment, [], 1, 200_000);
        RunSummary without = Run(experiment, new() { ["reward"] = "0" }, 1, 5000);
        double Weight(RunSummary of, string from) => (double)of.Additional["meanWeight"]["e-e"]![from]!;

        // Brian's runs have 3.1 to 3.7 and 1.4 to 1.5 between 200 and 600 s.
        Assert.InRange(Weight(summary, "fromRewarded"), 2.5, 4);
        Assert.InRange(Weight(summary, "fromOthers"), 1.2, 1.7);
        Assert.Equal(1, Weight(without, "fromRewarded"));
    }

    [Fact]
    public void A_run_that_ends_before_statistics_begin_has_none()
    {
        RunSummary summary = Run(new BrunelExperiment(), new() { ["neurons"] = "500" }, 1, 100);
        Assert.True(double.IsNaN(summary.Activity!.CvIsi["e"]));
        Assert.True(summary.MeanRateHz["e"] > 0);
    }

    private static NetworkDescription Describe(Experiment experiment, Dictionary<string, string> set) =>
        experiment.Describe(ExperimentSettings.Of(experiment, set));

    private static RunSummary Run(Experiment experiment, Dictionary<string, string> set, int partitions, double? durationMs = null)
    {
        Dictionary<string, string> all = durationMs is null ? new(set) { ["warm-up-ms"] = "50" } : set;
        var options = new RunOptions { Device = "host", DurationMs = durationMs ?? 250, Set = all, Partitions = partitions };
        return ExperimentRunner.Run(experiment, options, null, CancellationToken.None).Summary;
    }
}
