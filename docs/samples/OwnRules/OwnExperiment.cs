using System.Text.Json.Nodes;
using SnnCluster.Engine.Probes;
using SnnCluster.Experiments;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace OwnRules;

/// <summary>
/// Wires that get shorter: every neuron of a grid starts with inputs from anywhere and ends with inputs from near by,
/// while plasticity protects those that make it fire.
/// </summary>
public sealed class OwnExperiment : Experiment
{
    /// <inheritdoc/>
    public override string Name => "short-wires";

    /// <inheritdoc/>
    public override string Description => "wires get shorter: a sample with a neuron model and rules of its own";

    /// <inheritdoc/>
    public override double DefaultDurationMs => 2000;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; } =
    [
        new("width", "", 16L, "columns and rows of both layers", Minimum: 4, Maximum: 1024),
        new("in-degree", "", 12L, "places for synapses per target", Minimum: 1, Maximum: 16),
        new("rate-hz", "Hz", 20.0, "rate of the sources", Minimum: 0),
        new("largest-weight", "nA", 1.0, "the largest weight; synapses start at half of it", Minimum: 0, ExcludesMinimum: true),
        new("turnover", "", 0.05, "probability that a synapse of weight 0 goes, every 10 ms", Minimum: 0, Maximum: 1),
        new("length", "grid", 2.0, "length of the wires that form", Minimum: 0, ExcludesMinimum: true),
    ];

    /// <inheritdoc/>
    public override double EstimateNeurons(ExperimentSettings settings) => 2 * Math.Pow(settings.Number("width"), 2);

    /// <inheritdoc/>
    public override NetworkDescription Describe(ExperimentSettings settings)
    {
        int width = (int)settings.Integer("width");
        int inDegree = (int)settings.Integer("in-degree");
        double largestWeight = settings.Number("largest-weight");
        var grid = new GridGeometry(width, width);
        return new NetworkDescription
        {
            DtMs = settings.DtMs,
            Seed = settings.Seed,
            Populations =
            [
                new PopulationDescription
                {
                    Name = "source",
                    Size = grid.Size,
                    Grid = grid,
                    Model = new PoissonDescription { RateHz = settings.Number("rate-hz") },
                },
                new PopulationDescription
                {
                    Name = "target",
                    Size = grid.Size,
                    Grid = grid,
                    Model = new AdaptiveExponentialDescription(),
                    Receptors = [new ReceptorDescription("excitatory", new ExponentialCurrentDescription())],
                },
            ],
            Projections =
            [
                new ProjectionDescription
                {
                    Name = "wires",
                    Source = "source",
                    Target = "target",
                    Connectivity = new FixedInDegree(inDegree),
                    Weight = largestWeight / 2,
                    DelayMs = settings.DtMs,
                    Synapse = new SoftBoundStdpDescription { LargestWeight = largestWeight },
                    Rewiring = new ShortWiresDescription
                    {
                        IntervalMs = 10,
                        InDegree = inDegree,
                        Turnover = settings.Number("turnover"),
                        Length = settings.Number("length"),
                        StrongWeight = largestWeight,
                    },
                },
            ],
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Probe> Probes(NetworkDescription network, ExperimentSettings settings) =>
        [new WireLengthProbe { Projection = "wires", When = new ProbeSchedule.AtEnds() }];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, JsonNode> Analyze(NetworkDescription network, RunObservations observations) =>
        new Dictionary<string, JsonNode>
        {
            ["meanWireLength"] = new JsonObject
            {
                ["initial"] = observations.First(WireLengthProbe.MeanLength, "wires"),
                ["final"] = observations.Last(WireLengthProbe.MeanLength, "wires"),
            },
        };
}
