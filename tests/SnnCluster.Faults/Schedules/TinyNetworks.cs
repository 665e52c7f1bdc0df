using SnnCluster.Cluster.Placement;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Rewiring;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Faults.Schedules;

/// <summary>
/// Topographic maps of two populations of 42 neurons, plastic and rewired, with axonal delays of 1 step and more; by random pairs, or by synaptic elements, for which all
/// partitions exchange offers within and between intervals; or not rewired at all, and so local that partitions take the spikes of few others.
/// </summary>
internal sealed class TinyNetworks : INetworkSource
{
    /// <summary>Steps of a run.</summary>
    public const int Steps = 160;

    private const double DtMs = 0.1;
    private const double Weight = 0.6;
    private const string ByElements = "elements-";
    private const string ByPairs = "delay-";
    private const string Locally = "local-";

    private static readonly GridGeometry Grid = new(7, 6);

    /// <summary>Axonal delays of the networks [steps].</summary>
    public static int[] Delays { get; } = [1, 2, 8];

    /// <summary>How networks are wired, as schedules draw it.</summary>
    public static int[] Kinds { get; } = [0, 1, 2];

    /// <summary>Steps between checkpoints that schedules choose from.</summary>
    public static int[] CheckpointSteps { get; } = [15, 40];

    /// <summary>Memory for any one of the networks, in up to three partitions, with all that is recorded of it [bytes].</summary>
    public static long MemoryOfOne { get; } = (long)(1.05 * Enumerable.Range(0, Delays.Length).SelectMany(delay => Kinds.Select(kind => NameOf(delay, kind)))
        .Max(name =>
        {
            RunSpecification run = Run(name, checkpointSteps: 0) with { Partitions = 3 };
            return RunPlanner.Plan(
                RunChecks.Observe(run, new TinyNetworks()),
                run,
                [new NodeReport
                {
                    ProtocolVersion = 1,
                    Address = "a:1",
                    ProgramVersion = "0",
                    Devices = [new DeviceOffer { Name = "host", Kind = "host", MemoryBytes = long.MaxValue }],
                }]).Partitions.Sum(partition => partition.MemoryBytes);
        }));

    public IReadOnlyDictionary<string, string> Models { get; } = new Dictionary<string, string>();

    /// <summary>Name of the network with one of the <see cref="Delays"/>, of one of the <see cref="Kinds"/>.</summary>
    public static string NameOf(int delay, int kind) => $"{(kind == 0 ? ByElements : kind == 1 ? ByPairs : Locally)}{Delays[delay]}";

    /// <summary>Name of a network whose state fits the one of a name: the same with another delay.</summary>
    public static string Alike(string name) => Enumerable.Range(0, Delays.Length).SelectMany(
            delay => Kinds.Select(kind => (Name: NameOf(delay, kind), Other: NameOf((delay + 1) % Delays.Length, kind))))
        .First(pair => pair.Name == name).Other;

    /// <summary>A run in which everything is recorded that can be.</summary>
    public static RunSpecification Run(string network, int checkpointSteps) => new()
    {
        Network = new NetworkReference { Experiment = network, DtMs = DtMs, Seed = 1 },
        Steps = Steps,
        SampleSteps = 50,
        Record =
        [
            "spikes", "rates", "rewiring", "synapses", "connectivity", "target.V:neurons=first-30:every-steps=20", "source.rate-histogram:bin-ms=0.7",
            "target.cv-isi", "target.correlation:bin-ms=2:at=samples",
        ],
        CheckpointSteps = checkpointSteps,
        CheckpointFolder = checkpointSteps > 0 ? Schedule.Folder : "",
    };

    public NetworkDescription Create(NetworkReference reference)
    {
        bool byElements = reference.Experiment.StartsWith(ByElements, StringComparison.Ordinal);
        int delay = int.Parse(reference.Experiment.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);
        bool isLocal = reference.Experiment.StartsWith(Locally, StringComparison.Ordinal);
        ProjectionDescription of(string name, string source) => Plastic(name, source, delay) with
        {
            Connectivity = isLocal ? new FixedInDegreeByDistance(7, new GaussianKernel(0.6)) : new ProbabilityByDistance(0.6, new GaussianKernel(2)),
            Rewiring = byElements ? Homeostasis(source) : isLocal ? null : Pairs,
        };
        return new NetworkDescription
        {
            DtMs = DtMs,
            Seed = reference.Seed,
            Inputs = [new Stripes { Name = "stripes", Population = "source" }],
            Populations =
            [
                new PopulationDescription
                {
                    Name = "source", Size = Grid.Size, Grid = Grid, Model = new PoissonDescription(), Elements = byElements ? Elements : null,
                },
                new PopulationDescription
                {
                    Name = "target",
                    Size = Grid.Size,
                    Grid = Grid,
                    Model = new LifDescription { InitialPotentialMv = new InitialValue.Normal(-57, 3) },
                    Receptors = [new ReceptorDescription("excitatory", new ExponentialConductanceDescription())],
                    Elements = byElements ? Elements : null,
                },
            ],
            Projections = [of("feed-forward", "source"), of("lateral", "target")],
        };
    }

    private static PairAttemptsDescription Pairs => new() { AttemptsPerUpdate = 60, FormationProbability = 0.6, FormationSigma = 2 };

    // They grow and go within a few milliseconds.
    private static SynapticElements Elements => new()
    {
        CalciumTimeConstantMs = 5,
        CalciumPerSpike = 0.2,
        IntervalMs = 0.5,
        Kinds =
        [
            new("axon", IsAxonal: true, new LinearGrowth(4, 0.3)),
            new("source", IsAxonal: false, new GaussianGrowth(4, 0, 0.4)),
            new("target", IsAxonal: false, new GaussianGrowth(4, 0, 0.4)),
        ],
    };

    private static HomeostasisDescription Homeostasis(string source) => new()
    {
        Axonal = "axon",
        Dendritic = source,
        NewWeight = Weight,
        Sigma = 0.3,
        IntervalMs = source == "source" ? 1.7 : 1,
    };

    private static ProjectionDescription Plastic(string name, string source, int delay) => new()
    {
        Name = name,
        Source = source,
        Target = "target",
        Connectivity = new FixedProbability(0),
        Weight = Weight,
        DelayMs = delay * DtMs,
        Synapse = new PairStdpDescription { Potentiation = 0.1 * Weight, MaximumWeight = Weight },
    };

    /// <summary>A stripe of high rate that moves every 4 ms.</summary>
    private sealed record Stripes : Stimulus
    {
        public override double PeriodMs => 4;

        public override IReadOnlyList<string> Fields { get; } = ["RatePerStep"];

        public override void Present(int presentation, ulong seed, int field, int firstNeuron, Span<float> values)
        {
            for (int i = 0; i < values.Length; i++)
            {
                bool inStripe = (Grid.X(firstNeuron + i) + (2 * presentation)) % Grid.Width < 3;
                values[i] = (float)PoissonDescription.RatePerStep(inStripe ? 1000 : 100, DtMs);
            }
        }
    }
}
