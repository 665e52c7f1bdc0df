using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Analysis;

/// <summary>Means over the synapses of a projection; NaN where there are none.</summary>
/// <param name="Weight">Mean weight.</param>
/// <param name="Distance">Mean periodic distance of source and target [grid positions].</param>
/// <param name="DistanceWeighted">
/// The same, each synapse counting by its weight (by its size where it is negative); NaN where all weights are 0.
/// </param>
public readonly record struct SynapseMeans(double Weight, double Distance, double DistanceWeighted)
{
    /// <summary>Means of a projection between two populations on the same grid.</summary>
    public static SynapseMeans Of(ReadOnlySpan<Synapse> synapses, GridGeometry grid)
    {
        double weights = 0;
        double sizes = 0;
        double distances = 0;
        double weighted = 0;
        foreach (ref readonly Synapse synapse in synapses)
        {
            double distance = Math.Sqrt(grid.SquaredDistance(synapse.Source, synapse.Target));
            double size = Math.Abs((double)synapse.Weight);
            weights += synapse.Weight;
            sizes += size;
            distances += distance;
            weighted += size * distance;
        }

        return new SynapseMeans(weights / synapses.Length, distances / synapses.Length, weighted / sizes);
    }
}
