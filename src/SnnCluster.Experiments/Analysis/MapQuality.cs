using System.Globalization;
using System.Text.Json;
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
        Synapse[] byTarget = synapses.ToArray();
        byTarget.AsSpan().Sort(static (a, b) => (a.Target, a.Source, a.K).CompareTo((b.Target, b.Source, b.K)));
        var sums = new MapQualitySums(grid);
        int next = 0;
        for (int target = 0; target < grid.Size; target++)
        {
            int first = next;
            while (next < byTarget.Length && byTarget[next].Target == target)
            {
                next++;
            }

            sums.Add(target, byTarget.AsSpan(first, next - first));
        }

        return MapQualitySums.Read(sums.Take());
    }

    /// <summary>The values by name, in kebab case.</summary>
    internal IEnumerable<(string Name, double Value)> Values() => typeof(MapQuality).GetProperties().Select(property =>
        (JsonNamingPolicy.KebabCaseLower.ConvertName(property.Name), Convert.ToDouble(property.GetValue(this), CultureInfo.InvariantCulture)));

    /// <summary>Values by name as the summary shows them, in camel case; what is not a number becomes null, and counts have no fraction.</summary>
    /// <param name="value">Gives the value of a name in kebab case.</param>
    public static JsonObject ToJson(Func<string, double> value) => new(typeof(MapQuality).GetProperties().Select(property =>
    {
        double number = value(JsonNamingPolicy.KebabCaseLower.ConvertName(property.Name));
        return KeyValuePair.Create(
            JsonNamingPolicy.CamelCase.ConvertName(property.Name),
            !double.IsFinite(number) ? null : property.PropertyType == typeof(int) ? (JsonNode)(int)number : number);
    }));
}
