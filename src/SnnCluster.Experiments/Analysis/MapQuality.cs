using System.Text.Json.Nodes;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Analysis;

/// <summary>
/// How good a topographic map is (Bamford, Murray and Willshaw 2010; Bogdan et al. 2018): how wide the receptive fields
/// are, and how far their centres lie from where they should. Distances are in grid positions, and averages go over the
/// targets that have inputs; they are NaN where none has.
/// </summary>
/// <remarks>
/// <para>The centre of a target's inputs is the point with the smallest (weighted) mean squared periodic distance from
/// them. It is searched first over grid points, ties going to the smallest id, then in steps of 0.1 up to half a
/// position to either side. The grid points are those of a window of 16x16 (the whole grid where that is smaller) round
/// the continuous minimum, which is known in closed form: on a large grid the cost does not grow with the grid, and
/// inputs that straddle its edge need no special case.</para>
/// <para>sigma_aff is the root of that smallest mean squared distance, in two dimensions. The publications' analysis
/// instead averages the roots of the two axes, which is smaller by about the square root of 2:
/// <see cref="SigmaAffPerAxis"/> is the number to compare with theirs.</para>
/// </remarks>
public sealed record MapQuality
{
    /// <summary>Mean over targets of the root mean squared distance of the inputs from their centre.</summary>
    public required double SigmaAff { get; init; }

    /// <summary>Mean over targets of the distance of the centre of inputs from the target's own position.</summary>
    public required double Ad { get; init; }

    /// <summary>As <see cref="SigmaAff"/>, each input counting by its weight.</summary>
    public required double SigmaAffWeighted { get; init; }

    /// <summary>As <see cref="Ad"/>, each input counting by its weight.</summary>
    public required double AdWeighted { get; init; }

    /// <summary>As <see cref="SigmaAff"/>, per axis, averaged over both axes.</summary>
    public required double SigmaAffPerAxis { get; init; }

    /// <summary>As <see cref="SigmaAffWeighted"/>, per axis, averaged over both axes.</summary>
    public required double SigmaAffPerAxisWeighted { get; init; }

    /// <summary>Number of targets that have inputs.</summary>
    public required int Targets { get; init; }

    /// <summary>Number of targets that have none, and so count in no average.</summary>
    public required int TargetsWithoutInputs { get; init; }

    /// <summary>Number of targets whose inputs all have weight 0, and so count in no weighted average.</summary>
    public required int TargetsWithoutWeight { get; init; }

    /// <summary>Mean over synapses of the distance of source and target.</summary>
    public required double MeanDistance { get; init; }

    /// <summary>Mean over synapses of the distance of source and target, each counting by its weight.</summary>
    public required double MeanDistanceWeighted { get; init; }

    /// <summary>Mean over synapses of the weight.</summary>
    public required double MeanWeight { get; init; }

    /// <summary>Measures a projection between two populations on the same grid.</summary>
    /// <param name="synapses">The synapses, in any order; the size of a negative weight counts.</param>
    /// <param name="grid">The grid of sources and targets.</param>
    public static MapQuality Measure(ReadOnlySpan<Synapse> synapses, GridGeometry grid)
    {
        SynapseMeans means = SynapseMeans.Of(synapses, grid);
        IncomingSynapses incoming = IncomingSynapses.Group(synapses, grid.Size);
        var unweighted = new Accumulator();
        var weighted = new Accumulator();
        var field = new ReceptiveField(grid, incoming.LargestInDegree);
        for (int target = 0; target < grid.Size; target++)
        {
            ReadOnlySpan<int> inputs = incoming.Of(target);
            if (inputs.IsEmpty)
            {
                continue;
            }

            unweighted.Add(field.Fit(synapses, inputs, weighted: false), target, grid);
            if (field.HasWeight(synapses, inputs))
            {
                weighted.Add(field.Fit(synapses, inputs, weighted: true), target, grid);
            }
        }

        return new MapQuality
        {
            SigmaAff = unweighted.Sigma / unweighted.Count,
            Ad = unweighted.Distance / unweighted.Count,
            SigmaAffWeighted = weighted.Sigma / weighted.Count,
            AdWeighted = weighted.Distance / weighted.Count,
            SigmaAffPerAxis = unweighted.SigmaPerAxis / unweighted.Count,
            SigmaAffPerAxisWeighted = weighted.SigmaPerAxis / weighted.Count,
            Targets = unweighted.Count,
            TargetsWithoutInputs = grid.Size - unweighted.Count,
            TargetsWithoutWeight = unweighted.Count - weighted.Count,
            MeanDistance = means.Distance,
            MeanDistanceWeighted = means.DistanceWeighted,
            MeanWeight = means.Weight,
        };
    }

    /// <summary>The values as the summary shows them, in camel case; what is not a number becomes null.</summary>
    public JsonObject ToJson() => new()
    {
        ["sigmaAff"] = Number(SigmaAff),
        ["ad"] = Number(Ad),
        ["sigmaAffWeighted"] = Number(SigmaAffWeighted),
        ["adWeighted"] = Number(AdWeighted),
        ["sigmaAffPerAxis"] = Number(SigmaAffPerAxis),
        ["sigmaAffPerAxisWeighted"] = Number(SigmaAffPerAxisWeighted),
        ["targets"] = Targets,
        ["targetsWithoutInputs"] = TargetsWithoutInputs,
        ["targetsWithoutWeight"] = TargetsWithoutWeight,
        ["meanDistance"] = Number(MeanDistance),
        ["meanDistanceWeighted"] = Number(MeanDistanceWeighted),
        ["meanWeight"] = Number(MeanWeight),
    };

    private static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private struct Accumulator
    {
        public int Count;
        public double Sigma;
        public double SigmaPerAxis;
        public double Distance;

        public void Add(ReceptiveFieldFit fit, int target, GridGeometry grid)
        {
            Count++;
            Sigma += fit.Sigma;
            SigmaPerAxis += fit.SigmaPerAxis;
            double dx = AxisCentre.Distance(fit.CentreXTenths, grid.X(target) * AxisCentre.FineSteps, grid.Width);
            double dy = AxisCentre.Distance(fit.CentreYTenths, grid.Y(target) * AxisCentre.FineSteps, grid.Height);
            Distance += Math.Sqrt((dx * dx) + (dy * dy)) / AxisCentre.FineSteps;
        }
    }
}
