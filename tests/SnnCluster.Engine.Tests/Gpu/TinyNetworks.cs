using SnnCluster.Engine.Tests.Plasticity;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Rewiring;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Tests.Gpu;

/// <summary>
/// Networks small and busy enough for ILGPU's CPU accelerator, on which a launch takes some 40 microseconds: a few dozen
/// neurons that spike at hundreds of hertz, so that a few hundred steps go through every path.
/// </summary>
internal static class TinyNetworks
{
    public static readonly GridGeometry Grid = new(6, 5);

    public static IReadOnlyDictionary<string, NetworkDescription> All { get; } = new Dictionary<string, NetworkDescription>
    {
        ["map"] = Map(),
        ["map with a delay of 4 steps"] = Map(delaySteps: 4),
        ["dendritic delays"] = Delays,
        ["sweep rules"] = Sweeps,
        ["listed synapses"] = Listed,
        ["inputs of all kinds"] = Driven,
        ["growing rows"] = Growth(80),
        ["growing rows with delays"] = WithDelays(Growth(80)),
        ["targets that spike in every step"] = Restless,
        ["all models"] = AllModels,
        ["own rules"] = OwnRules(),
        ["short-term plasticity, triplets, inhibition and dopamine"] = Plasticity,
        ["pairings and rewards"] = Pairings,
        ["a reward for what the network did"] = Rewarded,
        ["synapses as text"] = AsText,
    };

    /// <summary>Several synapse models at once, with state of synapses, a modulator, delays of all kinds and rewiring.</summary>
    public static NetworkDescription Plasticity => new()
    {
        DtMs = 0.1,
        Seed = 21,
        Populations = [Sources(), Targets("excitation", "inhibition"), Dopaminergic],
        Projections =
        [
            Plastic("feed-forward", "source", 2) with
            {
                Synapse = new Tsodyks2Description
                {
                    RecoveryTimeConstantMs = 10,
                    FacilitationTimeConstantMs = 6,
                    LongTerm = new TripletStdpDescription { MaximumWeight = 0.4, TripletPotentiation = 0.02 },
                },
                Rewiring = Attempts(40),
            },
            Plastic("inhibitory", "target", 3) with
            {
                Receptor = "inhibition",
                Synapse = new InhibitoryStdpDescription { LearningRate = 0.01, MaximumStrength = 0.3, NegativeWeights = false },
                DendriticDelayMs = new InitialValue.Uniform(0, 1),
                BackPropagationDelayMs = 0.7,
            },
            Plastic("dopaminergic", "source", 1) with
            {
                Synapse = new DopamineStdpDescription
                {
                    Potentiation = 0.02,
                    Depression = 0.02,
                    EligibilityTimeConstantMs = 20,
                    ModulatorTimeConstantMs = 5,
                    MaximumWeight = 0.3,
                },
                Modulator = "dopamine",
                Rewiring = Attempts(40),
            },
            Plastic("of each synapse", "source", 2) with
            {
                Connectivity = new FixedInDegree(5, AllowMultapses: true),
                Synapse = new Tsodyks2PerSynapseDescription
                {
                    Utilisation = new InitialValue.Uniform(0.2, 0.8),
                    RecoveryRate = new InitialValue.Uniform(0.05, 0.2),
                },
            },
        ],
        Modulators = [Dopamine],
    };

    /// <summary>Synapses with state of their own that sweeps fill up and take away, and a modulator whose events are many.</summary>
    public static NetworkDescription Pairings => new()
    {
        DtMs = 0.1,
        Seed = 22,
        Populations = [Sources(), Targets("excitation", "inhibition"), Dopaminergic],
        Projections =
        [
            Plastic("pre-centred", "source", 1) with
            {
                Synapse = new PreCentredStdpDescription { LearningRate = 0.05, MaximumWeight = 0.3 },
                Rewiring = new FillDescription { IntervalMs = 4 },
            },
            Plastic("restricted", "source", 2) with
            {
                Synapse = new RestrictedStdpDescription { LearningRate = 0.05, MaximumWeight = 0.3, PotentiationExponent = 0.4 },
                DendriticDelayMs = 0.3,
                Rewiring = Attempts(40),
            },
            Plastic("source first", "target", 1) with
            {
                Synapse = new TripletStdpDescription { MaximumWeight = 0.3, SameStep = SameStep.SourceFirst },
            },
            Plastic("rewarded", "source", 2) with
            {
                Synapse = new TsodyksDescription
                {
                    RecoveryTimeConstantMs = 10,
                    LongTerm = new RewardStdpDescription { Potentiation = 0.05, Depression = 0.05, MaximumWeight = 0.3 },
                },
                Modulator = "dopamine",
                Rewiring = new FillDescription { IntervalMs = 3 },
            },
        ],
        Modulators = [Dopamine with { Source = "source", AmountPerSpike = 0.01 }],
    };

    /// <summary>Synapse models as text: with state of sources, targets and synapses, and with functions and conditions.</summary>
    public static NetworkDescription AsText => new()
    {
        DtMs = 0.1,
        Seed = 24,
        Populations = [Sources(), Targets("excitation", "inhibition")],
        Projections =
        [
            Plastic("pairs", "source", 2) with { Synapse = TextSynapses.PairStdp with { MaximumWeight = 0.4 }, Rewiring = Attempts(40) },
            Plastic("short-term", "source", 1) with { Synapse = TextSynapses.ShortTerm },
            Plastic("tagged", "target", 3) with { Synapse = TextSynapses.Tagged with { MaximumWeight = 0.4 }, DendriticDelayMs = new InitialValue.Uniform(0, 0.5) },
        ],
    };

    /// <summary>Plasticity that waits for a reward, which counts what some of the targets did; a stimulus that sets some of the sources.</summary>
    public static NetworkDescription Rewarded => Pairings with
    {
        Seed = 23,
        Inputs =
        [
            new Rates { Name = "rates", Population = "source", Neurons = new NeuronSelection.Every(3, 1) },
        ],
        Modulators =
        [
            Dopamine with
            {
                Source = null,
                Reward = new LinearReward
                {
                    PeriodMs = 0.7,
                    Counted =
                    [
                        new CountedSpikes("target") { Neurons = new NeuronSelection.Range(3, 20) }, new CountedSpikes("source"),
                        new CountedSpikes("target") { Neurons = new NeuronSelection.Random(9) },
                    ],
                    AmountPerSpike = [0.3, -0.01, 0.1],
                    Baseline = 0.05,
                },
            },
        ],
    };

    /// <summary>Sources that follow a stimulus, targets with plastic, rewired synapses from them and from each other.</summary>
    public static NetworkDescription Map(int delaySteps = 1) => new()
    {
        DtMs = 0.1,
        Seed = 7,
        Populations = [Sources(), Targets("excitation")],
        Inputs = [new Rates { Name = "rates", Population = "source" }],
        Projections =
        [
            Plastic("feed-forward", "source", delaySteps) with { Rewiring = Attempts(60) },
            Plastic("lateral", "target", delaySteps) with { Rewiring = Attempts(40), AllowAutapses = false },
        ],
    };

    /// <summary>Synapses with dendritic delays, some plastic and rewired, some several for a pair.</summary>
    public static NetworkDescription Delays => new()
    {
        DtMs = 0.1,
        Seed = 8,
        Populations = [Sources(), Targets("excitation", "inhibition")],
        Projections =
        [
            Plastic("feed-forward", "source", 2) with
            {
                DendriticDelayMs = new InitialValue.Uniform(0, 1.2),
                Rewiring = Attempts(60),
            },
            Plastic("lateral", "target", 3) with { Receptor = "inhibition", DendriticDelayMs = 0.4 },
            new ProjectionDescription
            {
                Name = "multapses",
                Source = "source",
                Target = "target",
                Connectivity = new FixedInDegree(9, AllowMultapses: true),
                Weight = new InitialValue.Uniform(0.1, 0.3),
                DelayMs = 0.5,
                DendriticDelayMs = new InitialValue.Uniform(0, 0.5),
            },
        ],
    };

    /// <summary>Inputs of all kinds, Poisson drives of small and large means among them, onto both receptors.</summary>
    public static NetworkDescription Driven => new()
    {
        DtMs = 0.1,
        Seed = 13,
        Populations = [Sources(), Targets("excitation", "inhibition")],
        Projections = [Plastic("feed-forward", "source", 2) with { Rewiring = Attempts(60) }],
        Inputs =
        [
            new OrnsteinUhlenbeckNoise
            {
                Name = "coloured noise",
                Population = "target",
                Receptor = "inhibition",
                StandardDeviation = 0.05,
                TimeConstantMs = 2,
                Neurons = new NeuronSelection.Disc(2, 2, 1.5),
            },
            new WhiteNoise
            {
                Name = "white noise", Population = "target", Receptor = "inhibition", StandardDeviation = 0.02, IntervalMs = 0.3,
            },
            new UniformNoise { Name = "uniform noise", Population = "target", Receptor = "inhibition", From = -0.02, To = 0.03 },
            new StepInput
            {
                Name = "current", Population = "target", Receptor = "inhibition", TimesMs = [1, 7, 9.1], Values = [0.1, -0.2, 0],
            },
            new SinusoidalInput { Name = "sine", Population = "target", Receptor = "inhibition", Amplitude = 0.05, FrequencyHz = 430, PhaseDegrees = 20 },
            new RegularSpikes
            {
                Name = "regular", Population = "target", PeriodMs = 1.3, RandomPhases = true, Weight = 0.02,
            },
            new ListedSpikes
            {
                Name = "listed", Population = "target", Ids = [3, 3, 9, 29], TimesMs = [0, 0, 4.2, 12.5], Weight = 0.1,
            },
            new PoissonDrive { Name = "weak", Population = "target", RateHz = 3000, Weight = 0.05 },
            new PoissonDrive { Name = "strong", Population = "target", RateHz = 2e5, Weight = 0.002, Neurons = new NeuronSelection.Random(11) },
            new PoissonDrive { Name = "inhibition", Population = "target", Receptor = "inhibition", RateHz = 9000, Weight = 0.02, Neurons = new NeuronSelection.Every(3, 1) },
        ],
    };

    /// <summary>Synapses from a list, in no order, some several for a pair, with weights and delays of their own.</summary>
    public static NetworkDescription Listed
    {
        get
        {
            const int Synapses = 400;
            int[] all = [.. Enumerable.Range(0, Synapses)];
            return new NetworkDescription
            {
                DtMs = 0.1,
                Seed = 12,
                Populations = [Sources(), Targets("excitation")],
                Projections =
                [
                    Plastic("listed", "source", 2) with
                    {
                        Connectivity = new ConnectionList([.. all.Select(i => i * 7 % 30)], [.. all.Select(i => i * i % 30)], AllowMultapses: true)
                        {
                            Weights = [.. all.Select(i => 0.2f * (i % 11) / 11)],
                            DelaysMs = [.. all.Select(i => 0.2 + (0.1 * (i % 6)))],
                        },
                    },
                ],
            };
        }
    }

    /// <summary>Rewiring by passes over all synapses: one rule that replaces, one that fills vacancies.</summary>
    public static NetworkDescription Sweeps => new()
    {
        DtMs = 0.1,
        Seed = 9,
        Populations = [Sources(), Targets("excitation")],
        Projections =
        [
            Plastic("feed-forward", "source", 1) with
            {
                Rewiring = new SetDescription { Fraction = 0.3, NewWeight = 0.15, IntervalMs = 3 },
            },
            Plastic("lateral", "target", 1) with { Rewiring = new FillDescription { IntervalMs = 2 }, AllowAutapses = false },
        ],
    };

    /// <summary>Few synapses at the start and many that form: rows outgrow their room again and again.</summary>
    public static NetworkDescription Growth(int attempts) => new()
    {
        DtMs = 0.1,
        Seed = 10,
        Populations = [Sources(), Targets("excitation")],
        Projections =
        [
            Plastic("feed-forward", "source", 1) with
            {
                Connectivity = new FixedProbability(0.02),
                Rewiring = new PairAttemptsDescription
                {
                    AttemptsPerUpdate = attempts,
                    FormationProbability = 1,
                    FormationSigma = double.PositiveInfinity,
                    WeakEliminationProbability = 0.01,
                },
            },
        ],
    };

    // New synapses have delays, which the host draws, so that it makes all changes.
    private static NetworkDescription WithDelays(NetworkDescription network) => network with
    {
        Projections = [.. network.Projections.Select(projection => projection with { DendriticDelayMs = new InitialValue.Uniform(0, 0.3) })],
    };

    /// <summary>Targets that spike in every step: they need lists from the pool, and sweeps where it has none.</summary>
    public static NetworkDescription Restless => new()
    {
        DtMs = 0.1,
        Seed = 11,
        Populations =
        [
            new PopulationDescription { Name = "source", Size = 7, Model = new PoissonDescription { RateHz = 60 } },
            new PopulationDescription
            {
                Name = "target",
                Size = 5,
                Model = new LifDescription { RestingPotentialMv = -40, RefractoryPeriodMs = 0, MembraneTimeConstantMs = 0.05 },
                Receptors = [new ReceptorDescription("excitation", new DeltaDescription())],
            },
        ],
        Projections = [Plastic("plastic", "source", 1) with { Connectivity = new AllToAll(), Rewiring = Any(4) }],
    };

    /// <summary>Every neuron model and every receptor that there is.</summary>
    public static NetworkDescription AllModels
    {
        get
        {
            PopulationDescription[] targets =
            [
                Targets(refractoryMs: 1, "lif", "a") with { Name = "lif" },
                Neurons("alif", new AlifDescription { AdaptationStrengthMv = 1, AdaptationTimeConstantMs = 50 }),
                Neurons("izhikevich", new IzhikevichDescription { InitialPotentialMv = new InitialValue.Normal(-60, 3) }),
                Neurons("own", new OwnNeuronDescription()),
                Neurons("heterogeneous-izhikevich", new HeterogeneousIzhikevichDescription { C = new InitialValue.Uniform(-65, -50) }),
                Neurons("heterogeneous-lif", new HeterogeneousLifDescription
                {
                    MembraneTimeConstantMs = new InitialValue.Uniform(5, 20),
                    ThresholdMv = new InitialValue.Normal(-56, 1),
                    CapacitanceNf = 1,
                }),
            ];
            return new NetworkDescription
            {
                DtMs = 0.5,
                Seed = 12,
                Populations = [Sources(), .. targets],
                Projections =
                [
                    .. targets.SelectMany(target => target.Receptors.Select((receptor, index) => new ProjectionDescription
                    {
                        Name = $"{target.Name}-{receptor.Name}",
                        Source = "source",
                        Target = target.Name,
                        Receptor = receptor.Name,
                        Connectivity = new FixedProbability(0.3),
                        Weight = receptor.Model.IsConductance
                            ? new InitialValue.Normal(0.1, 0.02)
                            : new InitialValue.Normal(index == 0 ? 1 : 0.5, 0.1),
                        DelayMs = 0.5 * (index + 1),
                    })),
                ],
            };
        }
    }

    /// <summary>A weight-update rule and a rewiring rule that are the test's own.</summary>
    public static NetworkDescription OwnRules(double rate = 0.05) => Map() with
    {
        Projections =
        [
            Plastic("own", "source", 2) with
            {
                Synapse = new OwnUpdateDescription(rate),
                Rewiring = new OwnRewiringDescription { IntervalMs = 0.5 },
            },
        ],
    };

    public static PairAttemptsDescription Attempts(long attempts) => new()
    {
        AttemptsPerUpdate = attempts,
        FormationProbability = 0.6,
        FormationSigma = 1.5,
        WeakEliminationProbability = 0.5,
        StrongEliminationProbability = 0.2,
    };

    public static ProjectionDescription Plastic(string name, string source, int delaySteps) => new()
    {
        Name = name,
        Source = source,
        Target = "target",
        Connectivity = new FixedProbability(0.25),
        Weight = new InitialValue.Uniform(0.05, 0.2),
        DelayMs = 0.1 * delaySteps,
        Synapse = new PairStdpDescription
        {
            SourceTimeConstantMs = 8,
            TargetTimeConstantMs = name == "lateral" ? 20 : 12,
        },
    };

    private static ModulatorDescription Dopamine => new()
    {
        Name = "dopamine",
        Source = "dopaminergic neurons",
        AmountPerSpike = 0.2,
        TimeConstantMs = 5,
        DelayMs = 0.3,
    };

    private static PopulationDescription Dopaminergic => new()
    {
        Name = "dopaminergic neurons",
        Size = 4,
        Model = new PoissonDescription { RateHz = 100 },
    };

    private static PairAttemptsDescription Any(long attempts) =>
        Attempts(attempts) with { FormationSigma = double.PositiveInfinity };

    private static PopulationDescription Sources() => new()
    {
        Name = "source",
        Size = Grid.Size,
        Grid = Grid,
        Model = new PoissonDescription { RateHz = 300 },
    };

    private static PopulationDescription Targets(params string[] receptors) => Targets(0.8, receptors);

    private static PopulationDescription Targets(double refractoryMs, params string[] receptors) => new()
    {
        Name = "target",
        Size = Grid.Size,
        Grid = Grid,
        Model = new LifDescription
        {
            RefractoryPeriodMs = refractoryMs,
            InitialPotentialMv = new InitialValue.Normal(-58, 4),
            MembraneTimeConstantMs = 10,
            CapacitanceNf = 2,
        },
        Receptors =
        [
            .. receptors.Select((name, index) => new ReceptorDescription(
                name,
                index == 0
                    ? new ExponentialConductanceDescription { TimeConstantMs = 3 }
                    : new ExponentialCurrentDescription { TimeConstantMs = 2 })),
        ],
    };

    private static PopulationDescription Neurons(string name, NeuronModelDescription model) => new()
    {
        Name = name,
        Size = 11,
        Model = model,
        Receptors =
        [
            new ReceptorDescription("jump", new DeltaDescription()),
            new ReceptorDescription("current", new ExponentialCurrentDescription()),
            new ReceptorDescription("conductance", new ExponentialConductanceDescription()),
        ],
    };

    // Moves the rates about every 5 ms, and starts the sources' countdowns again.
    private sealed record Rates : Stimulus
    {
        public override double PeriodMs => 5;

        public override IReadOnlyList<string> Fields => ["RatePerStep", "Remaining"];

        public override void Present(int presentation, ulong seed, int field, int firstNeuron, Span<float> values)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = field == 1
                    ? 1
                    : (float)PoissonDescription.RatePerStep(100 + (((firstNeuron + i + (7 * presentation)) % 5) * 100), 0.1);
            }
        }
    }
}
