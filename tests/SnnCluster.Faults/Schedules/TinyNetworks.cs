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

/// <summary>Topographic maps of two populations of 42 neurons, plastic and rewired, with axonal delays of 1 step and more.</summary>
internal sealed class TinyNetworks : INetworkSource
{
    /// <summary>Steps of a run.</summary>
    public const int Steps = 160;

    private const double DtMs = 0.1;
    private const double Weight = 0.6;

    private static readonly GridGeometry Grid = new(7, 6);

    /// <summary>The networks.</summary>

    public static string[] Names { get; } = ["delay-1", "delay-2", "delay-8"];

    /// <summary>Steps between checkpoints that schedules choose from.</summary>
    public static int[] CheckpointSteps { get; } = [15, 40];

    public IReadOnlyDictionary<string, string> Models { get; } = new Dictionary<string, string>();

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
        int delay = int.Parse(reference.Experiment.AsSpan("delay-".Length), System.Globalization.CultureInfo.InvariantCulture);
        return new NetworkDescription
        {
            DtMs = DtMs,
            Seed = reference.Seed,
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
                    Model = new LifDescription { InitialPotentialMv = new InitialValue.Normal(-57, 3) },
                    Receptors = [new ReceptorDescription("excitatory", new ExponentialConductanceDescription())],
                },
            ],
            Projections = [Plastic("feed-forward", "source", delay), Plastic("lateral", "target", delay)],
        };
    }

    private static ProjectionDescription Plastic(string name, string source, int delay) => new()
    {
        Name = name,
        Source = source,
        Target = "target",
        Connectivity = new ProbabilityByDistance(0.6, new GaussianKernel(2)),
        Weight = Weight,
        DelayMs = delay * DtMs,
        Synapse = new PairStdpDescription { Potentiation = 0.1 * Weight, MaximumWeight = Weight },
        Rewiring = new PairAttemptsDescription { AttemptsPerUpdate = 60, FormationProbability = 0.6, FormationSigma = 2 },
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
