using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Random;
using SnnCluster.Model.Rewiring;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Model.Tests.Networks;

public class NetworkDescriptionTests
{
    private static readonly PopulationDescription Source = new()
    {
        Name = "source",
        Size = 16,
        Grid = new GridGeometry(4, 4),
        Model = new PoissonDescription { RateHz = 20 },
    };

    private static readonly PopulationDescription Target = new()
    {
        Name = "target",
        Size = 16,
        Grid = new GridGeometry(4, 4),
        Model = new LifDescription(),
        Receptors = [new("excitatory", new ExponentialConductanceDescription())],
    };

    private static readonly ProjectionDescription Projection = new()
    {
        Name = "p",
        Source = "source",
        Target = "target",
        Connectivity = new ProbabilityByDistance(0.16, new GaussianKernel(2.5)),
        Weight = 0.2,
        DelayMs = 0.1,
        Synapse = new PairStdpDescription(),
        Rewiring = new PairAttemptsDescription(),
    };

    private static readonly NetworkDescription Network = new()
    {
        DtMs = 0.1,
        Populations = [Source, Target],
        Projections = [Projection],
    };

    [Fact]
    public void A_sound_network_has_no_findings() => Network.Validate();

    [Fact]
    public void Populations_and_projections_are_found_by_name()
    {
        Assert.Equal((0, 1), (Network.IndexOfPopulation("source"), Network.IndexOfPopulation("target")));
        Assert.Equal(0, Network.IndexOfProjection("p"));
        Assert.Contains("'q'", Assert.Throws<ArgumentException>(() => Network.IndexOfProjection("q")).Message);
        Assert.Contains("'q'", Assert.Throws<ArgumentException>(() => Network.IndexOfPopulation("q")).Message);
    }

    [Fact]
    public void A_connectivity_rule_sees_the_grid_only_where_both_populations_share_it()
    {
        var grid = new GridGeometry(4, 4);
        Assert.Equal(
            new ConnectivityContext(16, 16, grid, false) { Key = RandomKey.For(Network.Seed, RandomPurpose.Connectivity, 0) },
            Network.ContextOf(Projection));
        PopulationDescription other = Target with { Grid = new GridGeometry(2, 8) };
        Assert.Null((Network with { Populations = [Source, other] }).ContextOf(Projection).Grid);
        Assert.Null((Network with { Populations = [Source with { Grid = null }, Target] }).ContextOf(Projection).Grid);
    }

    [Fact]
    public void Autapses_are_forbidden_only_within_one_population()
    {
        ProjectionDescription forbidding = Projection with { AllowAutapses = false };
        Assert.False(Network.ContextOf(forbidding).ForbidsAutapses);
        Assert.True(Network.ContextOf(forbidding with { Source = "target" }).ForbidsAutapses);
        Assert.False(Network.ContextOf(Projection with { Source = "target" }).ForbidsAutapses);
    }

    [Theory]
    [InlineData(0, "dt [ms] is 0: must be above 0")]
    [InlineData(-0.1, "dt [ms] is -0.1: must be above 0")]
    [InlineData(double.NaN, "dt [ms] is NaN: must be a finite number")]
    public void The_step_must_be_above_0(double dtMs, string finding) =>
        Assert.Contains(finding, Findings(Network with { DtMs = dtMs }));

    [Fact]
    public void A_network_needs_a_population() => Assert.Equal(
        ["the network has no populations: it needs at least one"],
        Findings(new NetworkDescription { DtMs = 0.1, Populations = [] }));

    [Fact]
    public void Names_must_be_unique()
    {
        PopulationDescription doubled = Target with { Receptors = [Target.Receptors[0], Target.Receptors[0]] };
        Assert.Equal(
            [
                "population 'source' is there already: names must be unique, not by the case of letters alone",
                "population 'source' is there already: names must be unique, not by the case of letters alone",
                "projection 'p' is there already: names must be unique, not by the case of letters alone",
                "receptor of target 'excitatory' is there already: names must be unique, not by the case of letters alone",
            ],
            Findings(Network with
            {
                Populations = [Source, Source, Source, doubled],
                Projections = [Projection, Projection],
            }));
    }

    [Fact]
    public void A_population_needs_neurons_and_a_grid_of_as_many() => Assert.Equal(
        [
            "size of a is 0: must be at least 1",
            "b has 15 neurons on a grid of 4x4: both must agree",
        ],
        FindingsOf(Source with { Name = "a", Size = 0, Grid = null }, Source with { Name = "b", Size = 15 }));

    [Fact]
    public void Parameters_of_all_models_are_checked_at_once() => Assert.Equal(
        [
            "a rate [Hz] is -1: must be at least 0",
            "b capacitance [nF] is 0: must be above 0",
            "b membrane time constant [ms] is -20: must be above 0",
            "b resting potential [mV] is NaN: must be a finite number",
            "b reset potential [mV] is -54: must be below -54",
            "b refractory period [ms] is -5: must be at least 0",
            "b extra refractory steps is -1: must be at least 0",
            "b initial potential [mV] standard deviation is -1: must be at least 0",
            "c threshold [mV] is Infinity: must be a finite number",
            "c adaptation time constant [ms] is 0: must be above 0",
            "c adaptation strength [mV] is -1: must be at least 0",
            "d a is NaN: must be a finite number",
            "d b is NaN: must be a finite number",
            "d c [mV] is 30: must be below 30",
            "d d is NaN: must be a finite number",
            "d initial potential [mV] is NaN: must be a finite number",
            "e r time constant [ms] is 0: must be above 0",
        ],
        FindingsOf(
            new PopulationDescription { Name = "a", Size = 1, Model = new PoissonDescription { RateHz = -1 } },
            new PopulationDescription
            {
                Name = "b",
                Size = 1,
                Model = new LifDescription
                {
                    CapacitanceNf = 0,
                    MembraneTimeConstantMs = -20,
                    RestingPotentialMv = double.NaN,
                    ResetPotentialMv = -54,
                    RefractoryPeriodMs = -5,
                    ExtraRefractorySteps = -1,
                    InitialPotentialMv = new InitialValue.Normal(-60, -1),
                },
            },
            new PopulationDescription
            {
                Name = "c",
                Size = 1,
                Model = new AlifDescription
                {
                    Membrane = new LifDescription { ThresholdMv = double.PositiveInfinity },
                    AdaptationTimeConstantMs = 0,
                    AdaptationStrengthMv = -1,
                },
            },
            new PopulationDescription
            {
                Name = "d",
                Size = 1,
                Model = new IzhikevichDescription
                {
                    A = double.NaN,
                    B = double.NaN,
                    C = 30,
                    D = double.NaN,
                    InitialPotentialMv = double.NaN,
                },
            },
            new PopulationDescription
            {
                Name = "e",
                Size = 1,
                Model = new LifDescription(),
                Receptors = [new("r", new ExponentialCurrentDescription { TimeConstantMs = 0 })],
            }));

    [Fact]
    public void A_stimulus_needs_a_period_of_whole_steps_and_fields_of_the_model() => Assert.Equal(
        [
            "input some period 0.25 ms is not a multiple of dt 0.1 ms",
            "input some sets the field 'V': model poisson has Remaining, Rounding, RatePerStep",
        ],
        Findings(new NetworkDescription { DtMs = 0.1, Populations = [Source], Inputs = [Some(0.25, "RatePerStep", "V")] }));

    [Fact]
    public void A_field_may_have_one_stimulus() => Assert.Equal(
        ["inputs some, other all set RatePerStep of source: only one can"],
        Findings(new NetworkDescription
        {
            DtMs = 0.1,
            Populations = [Source],
            Inputs = [Some(0.2, "RatePerStep"), Some(0.1, "RatePerStep", "Remaining") with { Name = "other" }],
        }));

    [Fact]
    public void Initial_values_must_be_of_fields_of_the_model() => Assert.Equal(
        ["a sets the field 'Potential': model odd has V, RefractoryTime"],
        FindingsOf(new PopulationDescription { Name = "a", Size = 1, Model = new OddModel(typeof(Lif<>), "Potential") }));

    [Theory]
    [InlineData(typeof(int))]
    [InlineData(typeof(List<>))]
    [InlineData(typeof(Dictionary<,>))]
    [InlineData(typeof(Lif<Model.Lanes.ScalarLane>))]
    public void A_model_must_be_an_open_generic_struct(Type modelType) => Assert.Equal(
        [
            $"a has the model type {modelType.Name}: must be an open generic struct with one type parameter",
            "size of b is 0: must be at least 1",
        ],
        FindingsOf(
            new PopulationDescription { Name = "a", Size = 1, Model = new OddModel(modelType, "V") },
            new PopulationDescription { Name = "b", Size = 0, Model = new LifDescription() }));

    [Theory]
    [InlineData(typeof(NoFields<>))]
    [InlineData(typeof(ForeignField<>))]
    public void A_model_must_have_fields_of_its_lane_alone(Type modelType) => Assert.Equal(
        [$"a has the model type {modelType.Name}: it needs at least one field that is state, and all of its lane's type"],
        FindingsOf(new PopulationDescription { Name = "a", Size = 1, Model = new OddModel(modelType) }));

    [Theory]
    [InlineData("nowhere", "target")]
    [InlineData("source", "nowhere")]
    public void A_projection_goes_between_populations_of_the_network(string source, string target) => Assert.Equal(
        [$"p goes from '{source}' to '{target}': both must be populations of the network"],
        FindingsOf(Projection with { Source = source, Target = target }));

    [Fact]
    public void A_projection_delivers_to_a_receptor_of_its_target()
    {
        Assert.Empty(FindingsOf(Projection with { Receptor = "excitatory" }));
        Assert.Equal(
            ["p delivers to receptor 'inhibitory' of target, which has excitatory"],
            FindingsOf(Projection with { Receptor = "inhibitory" }));
        Assert.Equal(
            ["p delivers to receptor '(first)' of source, which has none"],
            FindingsOf(Projection with { Target = "source" }));
    }

    [Fact]
    public void All_findings_of_a_projection_are_told_at_once() => Assert.Equal(
        [
            "p sigma is 0: must be above 0",
            "p connection probability is 2: must be from 0 to 1",
            "p weight is NaN: must be a finite number",
            "p maximum weight is -1: must be at least 0",
            "delay of p 0.04 ms is below dt 0.1 ms",
            "rewiring interval of p 0.25 ms is not a multiple of dt 0.1 ms",
            "p attempts per update is -1: must be from 0 to 1073741824",
        ],
        FindingsOf(Projection with
        {
            Connectivity = new ProbabilityByDistance(2, new GaussianKernel(0)),
            Weight = double.NaN,
            Synapse = new PairStdpDescription { MaximumWeight = -1 },
            DelayMs = 0.04,
            Rewiring = new PairAttemptsDescription { AttemptsPerUpdate = -1, IntervalMs = 0.25 },
        }));

    [Theory]
    [InlineData(0)]
    [InlineData(1.5)]
    [InlineData(25.5)]
    public void A_dendritic_delay_may_be_up_to_255_steps(double delayMs) =>
        Assert.Empty(FindingsOf(Projection with { DendriticDelayMs = delayMs }));

    [Fact]
    public void Other_dendritic_delays_are_refused()
    {
        (InitialValue Delay, string Given)[] refused =
        [
            (-0.5, "-0.5 ms"),
            (25.6, "25.6 ms"),
            (new InitialValue.Normal(1, 0.2), "Normal, from -0.66"),
            (new InitialValue.Uniform(0, 26), "Uniform, from 0 ms on and up to 26 ms in size"),
            (new InitialValue.Uniform(-2, 1), "Uniform, from -2 ms on and up to 2 ms in size"),
            (new InitialValue.Uniform(-1, 2), "Uniform, from -1 ms on and up to 2 ms in size"),
            (new InitialValue.TruncatedNormal(1, 1, -0.1, 2), "TruncatedNormal, from -0.1"),
            (new InitialValue.LogNormal(0, 1), "LogNormal, from 0.00024"),
        ];
        foreach ((InitialValue delay, string given) in refused)
        {
            string finding = Assert.Single(FindingsOf(Projection with { DendriticDelayMs = delay }));
            Assert.StartsWith($"p dendritic delay is {given}", finding);
            Assert.EndsWith(": must be within 0 to 255 steps of dt 0.1 ms", finding);
        }

        InitialValue[] accepted =
        [
            new InitialValue.Normal(1, 0.1), new InitialValue.TruncatedNormal(1.5, 0.75, 0.1, 25), new InitialValue.ClippedNormal(1, 1, 0, 3),
        ];
        Assert.All(accepted, delay => (Network with { Projections = [Projection with { DendriticDelayMs = delay }] }).Validate());
    }

    [Fact]
    public void Weights_have_16_bits_where_they_never_change()
    {
        ProjectionDescription fixedOnes = Projection with { Synapse = new StaticSynapseDescription(), Rewiring = null };
        Assert.Empty(FindingsOf(fixedOnes with { WeightBits = 16 }));
        Assert.Equal(["p has weights of 8 bits: must be 32 or 16"], FindingsOf(fixedOnes with { WeightBits = 8 }));
        ProjectionDescription[] changing =
        [
            fixedOnes with { WeightBits = 16, Synapse = new PairStdpDescription { MaximumWeight = 2 } },
            fixedOnes with { WeightBits = 16, Rewiring = new PairAttemptsDescription { AttemptsPerUpdate = 1, IntervalMs = 1 } },
        ];
        Assert.All(changing, one => Assert.Equal(["p has weights of 16 bits: must be of 32 where synapses change"], FindingsOf(one)));
    }

    // 127.75 ms are 255.5 steps of 0.5 ms, which round to 256.
    [Theory]
    [InlineData(127.7, 0)]
    [InlineData(127.75, 1)]
    public void A_dendritic_delay_that_rounds_to_256_steps_is_refused(double delayMs, int findings) => Assert.Equal(
        findings,
        Findings(Network with
        {
            DtMs = 0.5,
            Projections = [Projection with { DelayMs = 0.5, DendriticDelayMs = delayMs }],
        }).Count);

    [Fact]
    public void Rewiring_by_distance_needs_a_grid_and_rewiring_at_all_no_multapses() => Assert.Equal(
        [
            "p rewires by distance: source and target need the same grid",
            "p is rewired and starts with multapses: rewired projections hold at most one synapse a pair",
        ],
        Findings(Network with
        {
            Populations = [Source with { Grid = null }, Target],
            Projections = [Projection with { Connectivity = new FixedInDegree(3, AllowMultapses: true) }],
        }));

    [Fact]
    public void Rewiring_without_a_dependence_on_distance_needs_no_grid() => Assert.Empty(Findings(Network with
    {
        Populations = [Source with { Grid = null }, Target],
        Projections =
        [
            Projection with
            {
                Connectivity = new FixedInDegree(3),
                Rewiring = new PairAttemptsDescription { FormationSigma = double.PositiveInfinity },
            },
        ],
    }));

    [Fact]
    public void An_in_degree_to_fill_up_to_must_not_be_negative() => Assert.Equal(
        ["p in-degree to fill up to is -1: must be at least 0"],
        FindingsOf(Projection with { Rewiring = new OddRewiring(default(Set), new CandidateSource.Vacancies(-1)) }));

    [Fact]
    public void Traces_must_fit_the_table_of_their_decay()
    {
        double longest = DecayTable.LargestTimeConstantSteps * 0.1;
        Assert.Empty(FindingsOf(Projection with { Synapse = new PairStdpDescription { SourceTimeConstantMs = longest } }));
        Assert.Equal(
            [
                "p time constant 10000 ms is more than 90000 steps of dt 0.1 ms",
                "p time constant 20000 ms is more than 90000 steps of dt 0.1 ms",
            ],
            FindingsOf(Projection with
            {
                Synapse = new PairStdpDescription { SourceTimeConstantMs = 10_000, TargetTimeConstantMs = 20_000 },
            }));
    }

    [Fact]
    public void A_population_has_at_most_as_many_neurons_as_the_largest_grid() => Assert.Equal(
        ["size of a is 1073741825: must be from 1 to 1073741824"],
        FindingsOf(Network.Populations[0] with { Name = "a", Size = (1 << 30) + 1, Grid = null }));

    [Fact]
    public void A_rule_that_ranks_synapses_needs_candidates_that_come_with_a_rank()
    {
        Assert.Equal(
            ["rewiring rule of p is of type Set, which is no IPairRewiringRule: candidates that are random pairs have no rank"],
            FindingsOf(Projection with { Rewiring = new OddRewiring(default(Set), new CandidateSource.RandomPairs(10)) }));
        Assert.Equal(
            ["rewiring rule of p is of type PairAttempts, which is no ISweepRewiringRule: its candidates must be random pairs"],
            FindingsOf(Projection with
            {
                Rewiring = new OddRewiring(default(PairAttempts), new CandidateSource.ReplaceEliminated()),
            }));
    }

    [Fact]
    public void A_rule_sees_a_state_variable_that_the_targets_have_and_only_in_sweeps()
    {
        Assert.Empty(FindingsOf(Projection with { Rewiring = new OddRewiring(default(Set), new CandidateSource.ReplaceEliminated(), "V") }));
        Assert.StartsWith(
            "rewiring rule of p sees the state variable 'Vm' of targets; ",
            Assert.Single(FindingsOf(Projection with { Rewiring = new OddRewiring(default(Set), new CandidateSource.ReplaceEliminated(), "Vm") })),
            StringComparison.Ordinal);
        Assert.Equal(
            ["rewiring rule of p sees the state variable 'V' of targets: only sweeps can"],
            FindingsOf(Projection with { Rewiring = new OddRewiring(default(PairAttempts), new CandidateSource.RandomPairs(1), "V") }));
    }

    [Fact]
    public void A_modulator_has_a_source_or_a_reward_of_its_network()
    {
        NetworkDescription With(ModulatorDescription modulator) => Network with { Modulators = [modulator] };
        var none = new ModulatorDescription { Name = "m", DelayMs = 1 };
        string population = Network.Populations[0].Name;
        Assert.Equal(["modulator m is released by nothing: must have one of source and reward"], Findings(With(none)));
        var reward = new LinearReward { PeriodMs = 0.25, Counted = [new CountedSpikes("nobody"), new CountedSpikes(population)], AmountPerSpike = [1] };
        Assert.Equal(
            [
                "modulator m is released by a population and a reward: must have one of source and reward",
                "reward of modulator m period 0.25 ms is not a multiple of dt 0.1 ms",
                $"reward of modulator m counts spikes of 'nobody': must be a population of the network; there are {string.Join(", ", Network.Populations.Select(one => one.Name))}",
                "reward of modulator m has 1 amounts per spike: must have one for each of the 2 that it counts",
            ],
            Findings(With(none with { Source = population, Reward = reward })));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData((1L << 30) + 1)]
    public void Attempts_are_counted_by_whoever_makes_them(long attempts) => Assert.Equal(
        [$"p attempts per update is {attempts}: must be from 0 to 1073741824"],
        FindingsOf(Projection with
        {
            Rewiring = new OddRewiring(default(PairAttempts), new CandidateSource.RandomPairs(attempts)),
        }));

    [Fact]
    public void Fields_are_listed_in_the_order_of_memory()
    {
        Assert.Equal(["V", "RefractoryTime", "Adaptation"], StateLayout.FieldNames(typeof(Alif<>)));
        Assert.Equal(["Remaining", "Rounding", "RatePerStep"], StateLayout.FieldNames(typeof(Poisson<>)));
    }

    private static IReadOnlyList<string> Findings(NetworkDescription network)
    {
        try
        {
            network.Validate();
            return [];
        }
        catch (InvalidDescriptionException exception)
        {
            return exception.Findings;
        }
    }

    private static IReadOnlyList<string> FindingsOf(params PopulationDescription[] populations) =>
        Findings(new NetworkDescription { DtMs = 0.1, Populations = populations });

    private static IReadOnlyList<string> FindingsOf(ProjectionDescription projection) =>
        Findings(Network with { Projections = [projection] });

    private struct NoFields<T>;

    private record struct ForeignField<T>(T V, int Count);

    private sealed record OddModel(Type Type, params string[] Fields) : NeuronModelDescription<NoConstants>
    {
        public override string Name => "odd";

        public override Type ModelType => Type;

        public override IReadOnlyDictionary<string, InitialValue> InitialState(double dtMs) =>
            Fields.ToDictionary(field => field, _ => (InitialValue)0);

        public override NoConstants Constants(double dtMs) => default;
    }

    private static SomeStimulus Some(double periodMs, params string[] fields) => new(periodMs, fields) { Name = "some", Population = "source" };

    private sealed record SomeStimulus(double Period, string[] Set) : Stimulus
    {
        public override double PeriodMs => Period;

        public override IReadOnlyList<string> Fields => Set;

        public override void Present(int presentation, ulong seed, int field, int firstNeuron, Span<float> values) =>
            throw new NotSupportedException("validation presents nothing");
    }

    private sealed record OddRewiring(IRewiringRule Rule, CandidateSource From, string? Variable = null) : RewiringDescription
    {
        public override CandidateSource Candidates => From;

        public override string? TargetVariable => Variable;

        public override double NewWeightBound => 0;

        public override IRewiringRule CreateRule() => Rule;
    }
}
