using SnnCluster.Experiments;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Rewiring;
using SnnCluster.Model.Synapses;

namespace SnnCluster.PlasticNetwork;

/// <summary>
/// A balanced network in which everything changes at once: excitatory synapses have short-term plasticity and triplet STDP, inhibitory ones
/// their own, others wait for dopamine, and some are rewired, by random pairs and by synaptic elements.
/// </summary>
public sealed class PlasticNetworkExperiment : Experiment
{
    private const string Excitatory = "excitatory";
    private const string Inhibitory = "inhibitory";
    private const string Dopaminergic = "dopaminergic";
    private const string Jumps = "jumps";
    private const string Element = "inhibitory";

    public override string Name => "plastic-network";

    public override string Description => "all kinds of plasticity at once";

    public override double DefaultDurationMs => 1000;

    public override IReadOnlyList<Parameter> Parameters { get; } =
        [new("neurons", "", 800L, "excitatory neurons", Minimum: 20, Maximum: 100_000)];

    public override double EstimateNeurons(ExperimentSettings settings) => 1.3 * settings.Integer("neurons");

    public override NetworkDescription Describe(ExperimentSettings settings)
    {
        int neurons = (int)settings.Integer("neurons");
        return new NetworkDescription
        {
            DtMs = settings.DtMs,
            Seed = settings.Seed,
            Populations =
            [
                Neurons(Excitatory, neurons) with { Elements = Elements(isAxonal: false, 0.3), InitialState = Initially(20) },
                Neurons(Inhibitory, neurons / 4) with { Elements = Elements(isAxonal: true, 0.8), InitialState = Initially(80) },
                Neurons(Dopaminergic, neurons / 20),
            ],
            Projections =
            [
                Synapses("plastic", Excitatory, Excitatory, 0.2) with
                {
                    Synapse = new Tsodyks2Description
                    {
                        FacilitationTimeConstantMs = 100,
                        RecoveryTimeConstantMs = 200,
                        LongTerm = new TripletStdpDescription { MaximumWeight = 0.6 },
                    },
                    BackPropagationDelayMs = 0.5,
                },
                Synapses("modulated", Excitatory, Excitatory, 0.1) with
                {
                    Synapse = new DopamineStdpDescription
                    {
                        Potentiation = 0.01,
                        Depression = 0.012,
                        EligibilityTimeConstantMs = 300,
                        ModulatorTimeConstantMs = 50,
                        MaximumWeight = 0.4,
                    },
                    Modulator = "dopamine",
                    Rewiring = new PairAttemptsDescription
                    {
                        IntervalMs = 10,
                        AttemptsPerUpdate = neurons,
                        FormationProbability = 0.02,
                        FormationSigma = double.PositiveInfinity,
                        WeakEliminationProbability = 0.2,
                        StrongEliminationProbability = 0.01,
                        WeightThreshold = 0.05,
                        NewWeight = 0.1,
                    },
                },
                Synapses("balancing", Inhibitory, Excitatory, -0.8) with
                {
                    Synapse = new InhibitoryStdpDescription { LearningRate = 0.02, MaximumStrength = 3 },
                    DendriticDelayMs = new InitialValue.Uniform(0, 1),
                    Rewiring = new HomeostasisDescription { Axonal = Element, Dendritic = Element, NewWeight = -0.2, IntervalMs = 20 },
                },
                Synapses("to-inhibitory", Excitatory, Inhibitory, 0.3),
                Synapses("to-dopaminergic", Excitatory, Dopaminergic, 0.3),
            ],
            Inputs =
            [
                .. new[] { Excitatory, Inhibitory, Dopaminergic }.Select(population => new PoissonDrive
                {
                    Name = population,
                    Population = population,
                    RateHz = 9000,
                    Weight = 0.12,
                }),
                new OrnsteinUhlenbeckNoise
                {
                    Name = "noise",
                    Population = Excitatory,
                    Receptor = "current",
                    StandardDeviation = 0.05,
                    TimeConstantMs = 5,
                    Neurons = new NeuronSelection.Every(3),
                },
            ],
            Modulators =
            [
                new ModulatorDescription
                {
                    Name = "dopamine",
                    Source = Dopaminergic,
                    AmountPerSpike = 0.02 / 50,
                    TimeConstantMs = 50,
                    DelayMs = 0.4,
                },
            ],
        };
    }

    private static SynapticElements Elements(bool isAxonal, double setPoint) => new()
    {
        CalciumTimeConstantMs = 100,
        CalciumPerSpike = 0.1,
        Kinds = [new(Element, isAxonal, new LinearGrowth(0.02, setPoint))],
    };

    private static Dictionary<string, InitialValue> Initially(double elements) =>
        new() { [$"{SynapticElements.Prefix}.{Element}"] = new InitialValue.Normal(elements, elements / 10) };

    private static PopulationDescription Neurons(string name, int size) => new()
    {
        Name = name,
        Size = size,
        Model = new LifDescription
        {
            MembraneTimeConstantMs = 20,
            CapacitanceNf = 1,
            RestingPotentialMv = -60,
            ThresholdMv = -50,
            ResetPotentialMv = -60,
            RefractoryPeriodMs = 2,
            InitialPotentialMv = new InitialValue.Uniform(-60, -50),
        },
        Receptors =
        [
            new ReceptorDescription(Jumps, new DeltaDescription()),
            new ReceptorDescription("current", new CurrentPulseDescription()),
        ],
    };

    private static ProjectionDescription Synapses(string name, string source, string target, double weight) => new()
    {
        Name = name,
        Source = source,
        Target = target,
        Receptor = Jumps,
        Connectivity = new FixedProbability(0.1),
        Weight = weight,
        DelayMs = 1.5,
    };
}
