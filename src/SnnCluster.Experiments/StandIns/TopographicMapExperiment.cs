using System.Text.Json.Nodes;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Experiments.TopographicMap;

/// <summary>Stand-in.</summary>
public sealed class TopographicMapExperiment : Experiment
{
    /// <inheritdoc/>
    public override string Name => "topographic-map";

    /// <inheritdoc/>
    public override string Description => "Refinement of a topographic map by STDP and rewiring (Bamford 2010)";

    /// <inheritdoc/>
    public override double DefaultDurationMs => 60000;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters =>
    [
        new("scale", "", 1.0, "Layers of (16·scale)² neurons", 0, double.PositiveInfinity, ExcludesMinimum: true),
        new("delay-ms", "ms", 0.0, "Axonal delay; 0 stands for one step", 0),
        new("stdp", "", true, "Whether weights change"),
        new("rewiring", "", true, "Whether wiring changes"),
        new("uncorrelated-input", "", false, "All sources at a constant 20 Hz"),
        new("feed-forward-probability", "", 0.16, "Peak connection probability", 0, 1),
    ];

    /// <inheritdoc/>
    public override double EstimateNeurons(ExperimentSettings settings) => 2 * Math.Pow(16 * settings.Number("scale"), 2);

    /// <inheritdoc/>
    public override NetworkDescription Describe(ExperimentSettings settings)
    {
        int width = (int)Math.Ceiling(16 * settings.Number("scale"));
        double delayMs = settings.Number("delay-ms") > 0 ? settings.Number("delay-ms") : settings.DtMs;
        var grid = new GridGeometry(width, width);
        return new NetworkDescription
        {
            DtMs = settings.DtMs,
            Seed = settings.Seed,
            Populations =
            [
                new PopulationDescription { Name = "source", Size = grid.Size, Grid = grid, Model = new PoissonDescription() },
                new PopulationDescription
                {
                    Name = "target",
                    Size = grid.Size,
                    Grid = grid,
                    Model = new LifDescription(),
                    Receptors = [new ReceptorDescription("excitatory", new ExponentialConductanceDescription())],
                },
            ],
            Projections =
            [
                new ProjectionDescription
                {
                    Name = "feed-forward",
                    Source = "source",
                    Target = "target",
                    Connectivity = new OneToOne(),
                    Weight = 0.2,
                    DelayMs = delayMs,
                },
            ],
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, JsonNode> Analyze(
        NetworkDescription network,
        IReadOnlyDictionary<string, Synapse[]> start,
        IReadOnlyDictionary<string, Synapse[]> end) => new Dictionary<string, JsonNode>
        {
            ["mapQuality"] = new JsonObject
            {
                ["initial"] = Quality(3.05, 1.39),
                ["final"] = Quality(2.85, 0.74),
            },
        };

    private static JsonObject Quality(double sigmaAff, double ad) => new()
    {
        ["sigmaAff"] = sigmaAff,
        ["ad"] = ad,
        ["sigmaAffWeighted"] = sigmaAff,
        ["adWeighted"] = ad,
    };
}
