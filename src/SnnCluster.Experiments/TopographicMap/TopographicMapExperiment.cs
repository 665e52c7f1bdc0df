using System.Text.Json.Nodes;
using SnnCluster.Engine.Probes;
using SnnCluster.Experiments.Analysis;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Rewiring;
using SnnCluster.Model.Synapses;
using P = SnnCluster.Experiments.TopographicMap.TopographicMapParameters;

namespace SnnCluster.Experiments.TopographicMap;

/// <summary>
/// The refinement of a topographic map by spike-timing dependent plasticity and rewiring (Bamford, Murray and Willshaw
/// 2010; Bogdan et al. 2018; Knight, Senk and Nowotny 2025, arXiv 2510.19764): a layer of Poisson sources that follow a
/// moving stimulus, and a layer of targets with feed-forward and lateral synapses that form and vanish.
/// </summary>
public sealed class TopographicMapExperiment : Experiment
{
    /// <summary>Name of the source population.</summary>
    public const string Source = "source";

    /// <summary>Name of the target population.</summary>
    public const string Target = "target";

    /// <summary>Name of the projection from source to target.</summary>
    public const string FeedForward = "feed-forward";

    /// <summary>Name of the projection from target to target.</summary>
    public const string Lateral = "lateral";

    /// <inheritdoc/>
    public override string Name => "topographic-map";

    /// <inheritdoc/>
    public override string Description =>
        "refinement of a topographic map by STDP and rewiring (Bamford 2010; Knight, Senk & Nowotny 2025)";

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => P.All;

    /// <inheritdoc/>
    public override double DefaultDurationMs => 60000;

    /// <inheritdoc/>
    public override NetworkSize Size { get; } = new(P.Scale, [1, 2, 3, 4, 5, 6, 7], Power: 2);

    /// <inheritdoc/>
    public override double EstimateNeurons(ExperimentSettings settings) =>
        2 * Math.Pow(MovingStimulus.Tile * settings.Number(P.Scale), 2);

    /// <inheritdoc/>
    public override NetworkDescription Describe(ExperimentSettings settings)
    {
        int width = checked((int)(MovingStimulus.Tile * settings.Integer(P.Scale)));
        var grid = new GridGeometry(width, width);
        double delayMs = settings.Number(P.DelayMs);
        return new NetworkDescription
        {
            DtMs = settings.DtMs,
            Seed = settings.Seed,
            Populations = [Sources(settings, grid), Targets(settings, grid)],
            Projections =
            [
                Projection(settings, FeedForward, Source, delayMs, P.FeedForwardProbability, P.FeedForwardSigma),
                Projection(settings, Lateral, Target, delayMs, P.LateralProbability, P.LateralSigma),
            ],
            Inputs = settings.Flag(P.UncorrelatedInput) ? [] : [Stimulus(settings)],
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Probe> Probes(NetworkDescription network, ExperimentSettings settings)
    {
        var atEnds = new ProbeSchedule.AtEnds();
        return
        [
            new MapQualityProbe { Projection = FeedForward, When = atEnds },
            .. network.Projections.Select(projection => new WeightProbe { Projection = projection.Name, When = atEnds }),
        ];
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, JsonNode> Analyze(NetworkDescription network, RunObservations observations) =>
        new Dictionary<string, JsonNode>
        {
            ["mapQuality"] = new JsonObject
            {
                ["initial"] = MapQuality.ToJson(name => observations.First(MapQualityProbe.Prefix + name, FeedForward)),
                ["final"] = MapQuality.ToJson(name => observations.Last(MapQualityProbe.Prefix + name, FeedForward)),
            },
            ["meanWeight"] = new JsonObject
            {
                ["initial"] = MeanWeights(network, projection => observations.First("mean-weight", projection)),
                ["final"] = MeanWeights(network, projection => observations.Last("mean-weight", projection)),
            },
        };

    private static JsonObject MeanWeights(NetworkDescription network, Func<string, double> meanWeight) =>
        new(network.Projections.Select(projection => KeyValuePair.Create(
            projection.Name,
            meanWeight(projection.Name) is double mean && double.IsFinite(mean) ? (JsonNode?)mean : null)));

    private static PopulationDescription Sources(ExperimentSettings settings, GridGeometry grid)
    {
        bool uncorrelated = settings.Flag(P.UncorrelatedInput);
        return new PopulationDescription
        {
            Name = Source,
            Size = grid.Size,
            Grid = grid,
            Model = new PoissonDescription { RateHz = uncorrelated ? settings.Number(P.UncorrelatedRate) : 0 },
        };
    }

    private static MovingStimulus Stimulus(ExperimentSettings settings) => new(settings.Number(P.StimulusPeriod))
    {
        Name = "stimulus",
        Population = Source,
        BaseRateHz = settings.Number(P.BaseRate),
        PeakRateHz = settings.Number(P.PeakRate),
        Sigma = settings.Number(P.StimulusSigma),
        AsReference = settings.Flag(P.ReferenceQuirks),
    };

    private static PopulationDescription Targets(ExperimentSettings settings, GridGeometry grid) => new()
    {
        Name = Target,
        Size = grid.Size,
        Grid = grid,
        Model = new LifDescription
        {
            InitialPotentialMv = new InitialValue.Normal(-60, 5),
            ExtraRefractorySteps = settings.Flag(P.ReferenceQuirks) ? 1 : 0,
        },
        Receptors = [new ReceptorDescription("excitatory", new ExponentialConductanceDescription())],
    };

    private static ProjectionDescription Projection(
        ExperimentSettings settings, string name, string source, double delayMs, string probability, string sigma)
    {
        double weight = settings.Number(P.Weight);
        long scale = settings.Integer(P.Scale);
        double potentiation = settings.Number(P.Potentiation) * weight;
        return new ProjectionDescription
        {
            Name = name,
            Source = source,
            Target = Target,
            Connectivity = new ProbabilityByDistance(settings.Number(probability), new GaussianKernel(settings.Number(sigma))),
            Weight = weight,
            DelayMs = delayMs == 0 ? settings.DtMs : delayMs,
            Synapse = settings.Flag(P.Stdp)
                ? new PairStdpDescription
                {
                    SourceTimeConstantMs = settings.Number(P.SourceTime),
                    TargetTimeConstantMs = settings.Number(P.TargetTime),
                    Potentiation = potentiation,
                    Depression = settings.Number(P.DepressionRatio) * potentiation
                        * settings.Number(P.SourceTime) / settings.Number(P.TargetTime),
                    MaximumWeight = weight,
                }
                : new StaticSynapseDescription(),
            Rewiring = settings.Flag(P.Rewiring)
                ? new PairAttemptsDescription
                {
                    IntervalMs = settings.Number(P.RewiringInterval),
                    AttemptsPerUpdate = settings.Integer(P.Attempts) * scale * scale,
                    WeakEliminationProbability = settings.Number(P.WeakElimination),
                    StrongEliminationProbability = settings.Number(P.StrongElimination),
                    WeightThreshold = settings.Number(P.WeightThreshold),
                    FormationProbability = settings.Number(probability),
                    FormationSigma = settings.Number(sigma),
                    NewWeight = weight,
                }
                : null,
        };
    }
}
