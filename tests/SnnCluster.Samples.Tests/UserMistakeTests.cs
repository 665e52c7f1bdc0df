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
    public void A_synapse_model_that_asks_for_curves_that_there_are_not_is_refused() => IsRefused(
        projection => projection with { Synapse = new ModelDescription(TraceSynapse.Create(new SoftBoundStdp(0.1f, 0.1f, 1f))) },
        "synapse model of wires asks for curve 1: its description gives 0 of them, numbered from 0");

    [Fact]
    public void A_synapse_model_that_does_nothing_is_refused() => IsRefused(
        projection => projection with { Synapse = new ModelDescription(default(Empty)) },
        "synapse model of wires is of type Empty: must implement ISynapseModel<TSynapse, TSource, TTarget>, once");

    [Fact]
    public void State_that_the_model_does_not_have_is_refused() => IsRefused(
        projection => projection with
        {
            Synapse = new ModelDescription(new FadingStdp(0.1f, 0.1f, 0.1f)) { Curved = true, State = new() { ["Stabel"] = 1 } },
        },
        "wires sets the state 'Stabel' of its synapses: the model has Stable");

    [Fact]
    public void State_that_takes_more_memory_than_its_fields_is_refused() => IsRefused(
        projection => projection with { Synapse = new ModelDescription(default(Padded)) },
        "synapse model of wires has the state Wide, which takes more memory than its fields: it must be of floats one after another, "
            + "without fixed buffers or a layout of its own");

    [Fact]
    public void Traits_that_exclude_each_other_are_refused() => IsRefused(
        projection => projection with { Synapse = new ModelDescription(default(Undecided)) },
        "synapse model of wires has the traits TargetSpikes, IgnoresSameStep, SourceFirst: only one of IgnoresSameStep and SourceFirst can be "
            + "among them");

    [Fact]
    public void A_rule_that_promises_lanes_it_does_not_have_is_refused() => IsRefused(
        projection => projection with { Synapse = new ModelDescription(TraceSynapse.Create(default(WithoutLanes))) { Curved = true } },
        "synapse model of wires has the traits SourceEvents, TargetSpikes, IgnoresSameStep, Lanes: methods over lanes must be there, in its rule "
            + "if it has one");

    [Fact]
    public void A_long_term_model_is_looked_at_as_well() => IsRefused(
        projection => projection with { Synapse = new Tsodyks2Description { LongTerm = new ModelDescription(default(Empty)) } },
        "long-term model of wires is of type Empty: must implement ISynapseModel<TSynapse, TSource, TTarget>, once");

    [Fact]
    public void Weights_of_the_wrong_sign_are_refused() => IsRefused(
        projection => projection with { Weight = 0.5, Synapse = new InhibitoryStdpDescription() },
        "wires has weights of 0.5 on average: its synapse model has weights of at most 0");

    [Fact]
    public void Time_constants_that_are_nearly_equal_are_refused() => IsRefused(
        projection => projection with { Synapse = new TsodyksDescription { RecoveryTimeConstantMs = 3.01 } },
        "wires active time constant is 3 ms: must differ by at least 1 % from that of recovery, 3.01 ms");

    [Fact]
    public void A_modulator_that_nobody_declares_is_refused() => IsRefused(
        projection => projection with { Synapse = new RewardStdpDescription(), Modulator = "reward" },
        "wires names the modulator 'reward': the network has none");

    [Fact]
    public void A_modulated_model_without_a_modulator_is_refused() => IsRefused(
        projection => projection with { Synapse = new RewardStdpDescription() },
        "wires has a synapse model that is modulated: its projection must name a modulator");

    [Fact]
    public void A_modulator_that_is_of_no_use_is_refused() => IsRefused(
        projection => projection with { Modulator = "reward" },
        "wires names the modulator 'reward', of which its synapse model makes no use");

    [Fact]
    public void A_rule_that_is_a_class_is_refused() => IsRefused(
        projection => projection with { Synapse = new ModelDescription(new ClassModel()) },
        "synapse model of wires is of type ClassModel: must be a struct that holds no references");

    [Fact]
    public void A_rule_that_holds_an_object_is_refused() => IsRefused(
        projection => projection with { Rewiring = new ManagedRewiringDescription() },
        "rewiring rule of wires is of type ManagedRewiring: must be a struct that holds no references");

    [Fact]
    public void A_refused_parameter_is_told_once() => IsRefused(
        projection => projection with { Synapse = new SoftBoundStdpDescription { LargestWeight = 0 } },
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

    private sealed class ClassModel : ISynapseModel;

    private readonly record struct Empty(float Unused) : ISynapseModel;

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Size = 64)]
    private struct Wide
    {
        public float Field;
    }

    private readonly record struct Padded(float Unused) : ISynapseModel<Wide, NoState, NoState>
    {
        public static SynapseTraits Traits => SynapseTraits.SourceEvents;

        public NoState DecaySource<TDecays>(in NoState source, int steps, in TDecays decays)
            where TDecays : struct, IDecays => source;

        public NoState SourceEvent(in NoState before) => before;

        public NoState DecayTarget<TDecays>(in NoState target, int steps, in TDecays decays)
            where TDecays : struct, IDecays => target;

        public NoState TargetSpike(in NoState before) => before;

        public float OnSourceEvent(ref float weight, ref Wide synapse, in NoState source, in NoState target) => synapse.Field;

        public void OnTargetSpike(ref float weight, ref Wide synapse, in NoState source, in NoState target)
        {
        }

        public void OnModulator(ref float weight, ref Wide synapse, float amount)
        {
        }

        public void Advance<TDecays>(ref float weight, ref Wide synapse, float modulator, int steps, in TDecays decays)
            where TDecays : struct, IDecays
        {
        }
    }

    private readonly record struct Undecided(float Unused) : ISynapseModel<NoState, NoState, NoState>
    {
        // Told to the contract alone, as a user may.
        static SynapseTraits ISynapseModel<NoState, NoState, NoState>.Traits =>
            SynapseTraits.TargetSpikes | SynapseTraits.IgnoresSameStep | SynapseTraits.SourceFirst;

        public NoState DecaySource<TDecays>(in NoState source, int steps, in TDecays decays)
            where TDecays : struct, IDecays => source;

        public NoState SourceEvent(in NoState before) => before;

        public NoState DecayTarget<TDecays>(in NoState target, int steps, in TDecays decays)
            where TDecays : struct, IDecays => target;

        public NoState TargetSpike(in NoState before) => before;

        public float OnSourceEvent(ref float weight, ref NoState synapse, in NoState source, in NoState target) => weight;

        public void OnTargetSpike(ref float weight, ref NoState synapse, in NoState source, in NoState target)
        {
        }

        public void OnModulator(ref float weight, ref NoState synapse, float amount)
        {
        }

        public void Advance<TDecays>(ref float weight, ref NoState synapse, float modulator, int steps, in TDecays decays)
            where TDecays : struct, IDecays
        {
        }
    }

    private readonly record struct WithoutLanes(float Unused) : ITraceRule
    {
        public static bool HasLanes => true;

        public float OnSourceEvent(ref float weight, float targetTrace) => weight;

        public void OnTargetSpike(ref float weight, float sourceTrace)
        {
        }
    }

    private sealed record ModelDescription(ISynapseModel Model) : SynapseDescription
    {
        public bool Curved { get; init; }

        public Dictionary<string, InitialValue> State { get; init; } = [];

        public override IReadOnlyList<DecayCurve> Curves => Curved ? [20, 20, 20] : [];

        public override IReadOnlyDictionary<string, InitialValue> InitialState => State;

        public override double WeightBound => 1;

        public override ISynapseModel CreateModel(double dtMs) => Model;
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
