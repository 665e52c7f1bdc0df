using System.Text.Json.Nodes;
using SnnCluster.Engine.Probes;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Rewiring;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Experiments.Networks;

/// <summary>
/// Homeostatic structural plasticity (Butz and van Ooyen, PLoS Computational Biology 9, e1003259, 2013), with the parameters of NEST's example of it: neurons without
/// synapses, driven below the activity that they want, grow elements and connect until they have it.
/// </summary>
public sealed class HomeostasisExperiment : Experiment
{
    private const string Neurons = "neurons";
    private const string Partner = "partner";
    private const string Uniform = "uniform";
    private const string Gaussian = "gaussian";
    private const string Sigma = "sigma";
    private const string UpdateInterval = "update-interval-ms";
    private const string Excitatory = "e";
    private const string Inhibitory = "i";
    private const string Axon = "axon";
    private const double NaPerPa = 0.001;

    // A sheet's neurons stand in rows of at most so many times their number.
    private const int MostAspect = 4;

    /// <inheritdoc/>
    public override string Name => "homeostasis";

    /// <inheritdoc/>
    public override string Description => "homeostatic structural plasticity of a network without synapses at first (Butz & van Ooyen 2013)";

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; } =
    [
        new(Neurons, "", 1000L, "neurons, four fifths of them excitatory", Minimum: 10, Maximum: 1e9),
        new(Partner, "", Uniform, "whom free elements connect with: anyone, or the rather the closer") { Choices = [Uniform, Gaussian] },
        new(Sigma, "", 0.2, "sigma of a gaussian partner's distance, as a share of the side of the sheet", Minimum: 0.001, Maximum: 100),
        new(UpdateInterval, "ms", 10_000.0, "time between updates of the wiring", Minimum: 0, ExcludesMinimum: true) { IsWholeSteps = true },
    ];

    /// <inheritdoc/>
    public override double DefaultDurationMs => 100_000;

    /// <inheritdoc/>
    public override NetworkSize Size { get; } = new(Neurons, [1000, 2000, 5000, 10000]);

    /// <inheritdoc/>
    public override double EstimateNeurons(ExperimentSettings settings) => settings.Number(Neurons);

    /// <inheritdoc/>
    public override NetworkDescription Describe(ExperimentSettings settings)
    {
        int neurons = (int)settings.Integer(Neurons);
        int excitatory = neurons * 4 / 5;
        bool hasSheet = settings.Word(Partner) == Gaussian;

        // Calcium of 0.001 a spike and 10 s: the set points are 5 and 20 spikes a second.
        PopulationDescription of(string name, int size, double setPoint, double dendriticRate) => new()
        {
            Name = name,
            Size = size,
            Grid = hasSheet ? Sheet(name, size) : null,
            Model = new LifDescription
            {
                CapacitanceNf = 0.25,
                MembraneTimeConstantMs = 10,
                RestingPotentialMv = -70,
                ResetPotentialMv = -70,
                ThresholdMv = -55,
                RefractoryPeriodMs = 2,
                InitialPotentialMv = -70,
            },
            Receptors = [new("current", new AlphaCurrentDescription { TimeConstantMs = 2 })],
            Elements = new SynapticElements
            {
                Kinds =
                [
                    new(Axon, IsAxonal: true, new GaussianGrowth(1e-4, 0, setPoint)),
                    new(Excitatory, IsAxonal: false, new GaussianGrowth(dendriticRate, 0, setPoint)),
                    new(Inhibitory, IsAxonal: false, new GaussianGrowth(1e-4, 0, setPoint)),
                ],
            },
        };
        return new NetworkDescription
        {
            DtMs = settings.DtMs,
            Seed = settings.Seed,
            Populations = [of(Excitatory, excitatory, 0.05, 1e-4), of(Inhibitory, neurons - excitatory, 0.2, 4e-4)],
            Projections =
            [
                .. from source in new[] { Excitatory, Inhibitory }
                   from target in new[] { Excitatory, Inhibitory }
                   let weight = (source == Excitatory ? 585 : -585) * NaPerPa
                   select new ProjectionDescription
                   {
                       Name = $"{source}-{target}",
                       Source = source,
                       Target = target,
                       Connectivity = new FixedProbability(0),
                       Weight = weight,
                       DelayMs = 1,
                       Rewiring = new HomeostasisDescription
                       {
                           Axonal = Axon,
                           Dendritic = source,
                           NewWeight = weight,
                           Sigma = hasSheet ? settings.Number(Sigma) : null,
                           IntervalMs = settings.Number(UpdateInterval),
                       },
                   },
            ],
            Inputs =
            [
                .. new[] { Excitatory, Inhibitory }.Select(target => new PoissonDrive
                {
                    Name = $"{target} drive",
                    Population = target,
                    RateHz = 10_000,
                    Weight = 6.2 * NaPerPa,
                }),
            ],
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Probe> Probes(NetworkDescription network, ExperimentSettings settings) =>
    [
        .. network.Populations.Select(population => new StateStatisticsProbe { Population = population.Name, Variable = SynapticElements.Calcium }),
    ];

    /// <inheritdoc/>
    public override ActivityDescription Activity(ExperimentSettings settings) => new() { FromMs = 0 };

    /// <inheritdoc/>
    public override IReadOnlyList<ReferenceValue> References(ExperimentSettings settings)
    {
        const string Source = "NEST 3.10, 3 seeds, first 100 s";
        bool isPublished = settings.Integer(Neurons) == 1000 && settings.Word(Partner) == Uniform && settings.Number(UpdateInterval) == 10_000 && settings.DtMs == 0.1;
        return !isPublished ? [] :
        [
            .. ReferenceValue.OfActivity(Excitatory, Source, (5.15, 0.5)),
            .. ReferenceValue.OfActivity(Inhibitory, Source, (12.2, 1.2)),
        ];
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, JsonNode> Analyze(NetworkDescription network, RunObservations observations) =>
        new Dictionary<string, JsonNode>
        {
            ["calcium"] = new JsonObject(network.Populations.Select(population => KeyValuePair.Create(
                population.Name, (JsonNode?)observations.Last($"mean-{SynapticElements.Calcium}", population.Name)))),
        };

    // The most square grid of so many neurons.
    private static GridGeometry Sheet(string population, int size)
    {
        int height = (int)Math.Sqrt(size);
        while (size % height != 0)
        {
            height--;
        }

        return size / height <= MostAspect * height
            ? new GridGeometry(size / height, height)
            : throw new InvalidDescriptionException(
                $"{Partner} is {Gaussian}, and {size} neurons of {population} make no sheet: the most square one has {size / height} columns and {height} rows, "
                + $"and must have at most {MostAspect} columns a row");
    }
}
