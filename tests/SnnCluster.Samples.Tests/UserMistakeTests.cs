using OwnRules;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Experiments;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Rewiring;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Samples.Tests;

/// <summary>What the compiler cannot refuse in a rule of one's own is refused as a finding, before anything is built.</summary>
public class UserMistakeTests
{
    [Fact]
    public void A_plastic_rule_without_traces_is_refused() => IsRefused(
        projection => projection with { WeightUpdate = new RuleDescription(new SoftBoundStdp(0.1f, 0.1f, 1f)) },
        "wires source trace time constant [ms] is 0: must be above 0",
        "wires target trace time constant [ms] is 0: must be above 0");

    [Fact]
    public void A_rule_that_is_a_class_is_refused() => IsRefused(
        projection => projection with { WeightUpdate = new RuleDescription(new ClassRule()) },
        "weight-update rule of wires is of type ClassRule: must be a struct that holds no references");

    [Fact]
    public void A_rule_that_holds_an_object_is_refused() => IsRefused(
        projection => projection with { Rewiring = new ManagedRewiringDescription() },
        "rewiring rule of wires is of type ManagedRewiring: must be a struct that holds no references");

    [Fact]
    public void A_refused_parameter_is_told_once() => IsRefused(
        projection => projection with { WeightUpdate = new SoftBoundStdpDescription { LargestWeight = 0 } },
        "wires largest weight is 0: must be above 0");

    [Fact]
    public void A_model_in_the_wrong_place_is_refused()
    {
        NetworkDescription network = Network();
        PopulationDescription target = network.Populations[1];
        using var device = new HostDevice();
        var finding = Assert.Throws<InvalidDescriptionException>(() => Simulation.Create(
            network with
            {
                Populations = [network.Populations[0], target with { Receptors = [new("excitatory", new NeuronAsReceptor())] }],
            },
            device));
        Assert.Equal(
            ["target excitatory has the model type AdaptiveExponential`1: it does not implement IPostsynapticModel<T, NoConstants>"],
            finding.Findings);
    }

    [Fact]
    public void Something_else_than_a_lane_is_refused() =>
        Assert.Throws<ArgumentException>(() => new HostDevice(typeof(float)));

    private static void IsRefused(Func<ProjectionDescription, ProjectionDescription> change, params string[] findings)
    {
        NetworkDescription network = Network();
        network = network with { Projections = [change(network.Projections[0])] };
        Assert.Equal(findings, Assert.Throws<InvalidDescriptionException>(network.Validate).Findings);
    }

    private static NetworkDescription Network()
    {
        var experiment = new OwnExperiment();
        return experiment.Describe(ExperimentSettings.Of(experiment));
    }

    private sealed class ClassRule : IWeightUpdateRule
    {
        public static bool IsPlastic => false;

        public float AfterSourceSpike(float weight, float targetTrace) => weight;

        public float AfterTargetSpike(float weight, float sourceTrace) => weight;
    }

    private sealed record RuleDescription(IWeightUpdateRule Rule) : WeightUpdateDescription
    {
        public override double WeightBound => 1;

        public override IWeightUpdateRule CreateRule() => Rule;
    }

    private readonly record struct ManagedRewiring(string Text) : IPairRewiringRule
    {
        public bool ShouldEliminate(in ExistingSynapse synapse, float uniform) => false;

        public bool ShouldForm(in NeuronPair pair, float uniform) => false;

        public float NewWeight(in NeuronPair pair) => 0f;
    }

    private sealed record ManagedRewiringDescription : RewiringDescription
    {
        public override CandidateSource Candidates => new CandidateSource.RandomPairs(1);

        public override double NewWeightBound => 0;

        public override IRewiringRule CreateRule() => new ManagedRewiring("text");
    }

    private sealed record NeuronAsReceptor : PostsynapticDescription
    {
        public override Type ModelType => typeof(AdaptiveExponential<>);

        public override ValueType CreateConstants(double dtMs, double? passiveTimeConstantMs) => default(NoConstants);

        public override void Validate(string name, ValidationErrors errors)
        {
        }
    }
}
