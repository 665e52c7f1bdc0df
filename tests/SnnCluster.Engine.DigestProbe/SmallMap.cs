using SnnCluster.Engine.Devices;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Rewiring;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.DigestProbe;

/// <summary>What a run of a small map came to.</summary>
/// <param name="Digest">The digest of neurons and synapses.</param>
/// <param name="TargetSpikes">Spikes of the target layer.</param>
/// <param name="Formed">Synapses formed, over all projections.</param>
/// <param name="Eliminated">Synapses eliminated, over all projections.</param>
public sealed record SmallMapResult(string Digest, long TargetSpikes, long Formed, long Eliminated);

/// <summary>
/// A topographic map small enough for tests, busy enough that every rule acts, and in variants that between them use
/// every part of the engine: Poisson sources that follow a stimulus, integrate-and-fire targets, plastic feed-forward
/// and lateral projections that are rewired.
/// </summary>
public sealed class SmallMap
{
    private const double DtMs = 0.1;
    private const double Weight = 0.2;

    // Two blocks of rewiring attempts, the second not full, and no multiple of any lane.
    private static readonly GridGeometry Grid = new(19, 21);

    private readonly int _delaySteps;
    private readonly InitialValue? _dendriticDelayMs;
    private readonly RewiringDescription? _otherRewiring;
    private readonly bool _hasSmallPopulations;
    private readonly SynapseDescription _synapse;

    private SmallMap(
        string name,
        int delaySteps,
        InitialValue? dendriticDelayMs = null,
        RewiringDescription? otherRewiring = null,
        bool hasSmallPopulations = false,
        SynapseDescription? synapse = null)
    {
        Name = name;
        _delaySteps = delaySteps;
        _dendriticDelayMs = dendriticDelayMs;
        _otherRewiring = otherRewiring;
        _hasSmallPopulations = hasSmallPopulations;
        _synapse = synapse ?? new PairStdpDescription { Potentiation = 0.1 * Weight, MaximumWeight = Weight };
    }

    /// <summary>All variants.</summary>
    public static IReadOnlyList<SmallMap> All { get; } =
    [
        new("delay-1", 1),
        new("delay-10", 10),
        new("sweeps", 1, otherRewiring: new SetDescription { IntervalMs = 20, Fraction = 0.2, NewWeight = Weight }),
        new("dendritic-delays", 3, dendriticDelayMs: new InitialValue.Uniform(0, 1.5)),
        new("small-populations", 2, hasSmallPopulations: true),
        new("power-law", 1, dendriticDelayMs: new InitialValue.Uniform(0, 0.3), synapse: new PowerLawStdpDescription
        {
            LearningRate = 0.1,
            PotentiationExponent = 0.4,
            DepressionExponent = 0.3,
            MaximumWeight = Weight,
        }),
    ];

    /// <summary>Name of the variant.</summary>
    public string Name { get; }

    /// <summary>The variant of a name.</summary>
    public static SmallMap Named(string name) => All.Single(map => map.Name == name);

    /// <summary>Runs 300 ms of model time.</summary>
    /// <param name="partitions">How the network is cut.</param>
    /// <param name="lane">The lane that neurons are computed on; the processor's best by default.</param>
    /// <param name="seed">The run's seed.</param>
    public SmallMapResult Run(int partitions = 1, Type? lane = null, ulong seed = 1)
    {
        NetworkDescription network = Describe(seed);
        using var device = lane is null ? new HostDevice() : new HostDevice(lane);
        using Simulation simulation = Simulation.Create(network, device, partitions);
        simulation.Run(3000);
        var rewiring = Enumerable.Range(0, network.Projections.Count)
            .SelectMany(projection => simulation.Partitions.Select(partition => partition.Rewiring(projection)))
            .OfType<Recording.RewiringCounts>()
            .ToArray();
        return new SmallMapResult(
            simulation.Digest(),
            simulation.SpikeCount(1),
            rewiring.Sum(counts => counts.Formed),
            rewiring.Sum(counts => counts.Eliminated));
    }

    /// <summary>The network.</summary>
    public NetworkDescription Describe(ulong seed = 1) => new()
    {
        DtMs = DtMs,
        Seed = seed,
        Inputs = [new Stripes { Name = "stripes", Population = "source" }],
        Populations =
        [
            new PopulationDescription
            {
                Name = "source", Size = Grid.Size, Grid = Grid, Model = new PoissonDescription(),
            },
            new PopulationDescription
            {
                Name = "target",
                Size = Grid.Size,
                Grid = Grid,
                Model = new LifDescription { InitialPotentialMv = new InitialValue.Normal(-60, 5) },
                Receptors =
                [
                    new ReceptorDescription("excitatory", new ExponentialConductanceDescription()),
                    .. _hasSmallPopulations ? Inhibitory : [],
                ],
            },
            .. _hasSmallPopulations ? SmallPopulations : [],
        ],
        Projections =
        [
            Plastic("feed-forward", "source", 0.4, 2.5, _otherRewiring),
            Plastic("lateral", "target", 1, 1, other: null),
            .. _hasSmallPopulations ? SmallProjections : [],
        ],
    };

    private static ReceptorDescription[] Inhibitory =>
    [
        new("inhibitory", new ExponentialConductanceDescription { TimeConstantMs = 10, ReversalPotentialMv = -80 }),
        new("jump", new DeltaDescription()),
    ];

    private static PopulationDescription[] SmallPopulations =>
    [
        new PopulationDescription
        {
            Name = "inhibitory",
            Size = 3,
            Model = new IzhikevichDescription { A = 0.1, D = 2 },
            Receptors = [new ReceptorDescription("current", new ExponentialCurrentDescription())],
        },
        new PopulationDescription
        {
            Name = "adaptive",
            Size = 1,
            Model = new AlifDescription { AdaptationTimeConstantMs = 100 },
            Receptors = [new ReceptorDescription("jump", new DeltaDescription())],
        },
    ];

    // One of each: fixed in-degree with multapses, all to all onto a second and third receptor, forbidden autapses.
    private static ProjectionDescription[] SmallProjections =>
    [
        Static("to-inhibitory", "target", "inhibitory", new FixedInDegree(60, AllowMultapses: true), 2),
        Static("from-inhibitory", "inhibitory", "target", new AllToAll(), 0.05) with { Receptor = "inhibitory" },
        Static("among-inhibitory", "inhibitory", "inhibitory", new AllToAll(), -1) with { AllowAutapses = false },
        Static("to-adaptive", "target", "adaptive", new FixedInDegree(25), 1.5),
        Static("from-adaptive", "adaptive", "target", new FixedProbability(0.5), 0.5) with { Receptor = "jump" },
    ];

    private static ProjectionDescription Static(
        string name, string source, string target, ConnectivityDescription connectivity, double weight) => new()
        {
            Name = name,
            Source = source,
            Target = target,
            Connectivity = connectivity,
            Weight = weight,
            DelayMs = 2 * DtMs,
        };

    private ProjectionDescription Plastic(
        string name, string source, double probability, double sigma, RewiringDescription? other) => new()
        {
            Name = name,
            Source = source,
            Target = "target",
            Connectivity = new ProbabilityByDistance(probability, new GaussianKernel(sigma)),
            Weight = Weight,
            DelayMs = _delaySteps * DtMs,
            DendriticDelayMs = _dendriticDelayMs,
            Synapse = _synapse,
            Rewiring = other ?? new PairAttemptsDescription
            {
                AttemptsPerUpdate = 300,
                FormationProbability = probability,
                FormationSigma = sigma,
            },
        };

    /// <summary>A stripe of high rate that moves every 20 ms.</summary>
    private sealed record Stripes : Stimulus
    {
        public override double PeriodMs => 20;

        public override IReadOnlyList<string> Fields { get; } = ["RatePerStep"];

        public override void Present(int presentation, ulong seed, int field, int firstNeuron, Span<float> values)
        {
            for (int i = 0; i < values.Length; i++)
            {
                bool inStripe = (Grid.X(firstNeuron + i) + (7 * presentation)) % Grid.Width < 5;
                values[i] = (float)PoissonDescription.RatePerStep(inStripe ? 100 : 5, DtMs);
            }
        }
    }
}
