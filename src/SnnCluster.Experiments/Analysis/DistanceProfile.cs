using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Analysis;

/// <summary>
/// Connection probability and mean weight against distance. Bin b holds the pairs whose periodic distance rounds down
/// to b; the number of possible pairs of a bin is that of the grid, counted once.
/// </summary>
public sealed class DistanceProfile
{
    private readonly GridGeometry _grid;

    /// <summary>The bins of a grid.</summary>
    public DistanceProfile(GridGeometry grid)
    {
        _grid = grid;
        int halfWidth = grid.Width / 2;
        int halfHeight = grid.Height / 2;
        PossiblePairs = new long[BinOf((halfWidth * halfWidth) + (halfHeight * halfHeight)) + 1];
        for (int dy = 0; dy < grid.Height; dy++)
        {
            for (int dx = 0; dx < grid.Width; dx++)
            {
                int nearX = Math.Min(dx, grid.Width - dx);
                int nearY = Math.Min(dy, grid.Height - dy);
                PossiblePairs[BinOf((nearX * nearX) + (nearY * nearY))] += grid.Size;
            }
        }
    }

    /// <summary>Number of bins.</summary>
    public int Bins => PossiblePairs.Length;

    /// <summary>Number of pairs of a source and a target neuron by bin; 0 in a bin that no pair falls into.</summary>
    public long[] PossiblePairs { get; }

    /// <summary>The bin of a pair.</summary>
    public int BinOf(int source, int target) => BinOf(_grid.SquaredDistance(source, target));

    /// <summary>Counts synapses by bin.</summary>
    /// <param name="synapses">The synapses, in any order.</param>
    public DistanceCounts Count(ReadOnlySpan<Synapse> synapses)
    {
        long[] counts = new long[Bins];
        double[] weights = new double[Bins];
        foreach (ref readonly Synapse synapse in synapses)
        {
            int bin = BinOf(synapse.Source, synapse.Target);
            counts[bin]++;
            weights[bin] += synapse.Weight;
        }

        return new DistanceCounts(PossiblePairs, counts, weights);
    }

    // Exact: a root is rounded to the nearest double, and that of k² - 1 is further from k than that.
    private static int BinOf(int squaredDistance) => (int)Math.Sqrt(squaredDistance);
}

/// <summary>Synapses by distance bin.</summary>
public sealed class DistanceCounts
{
    private readonly long[] _possiblePairs;
    private readonly double[] _weights;

    internal DistanceCounts(long[] possiblePairs, long[] counts, double[] weights)
    {
        _possiblePairs = possiblePairs;
        _weights = weights;
        Synapses = counts;
    }

    /// <summary>Number of bins.</summary>
    public int Bins => Synapses.Length;

    /// <summary>Number of synapses by bin.</summary>
    public long[] Synapses { get; }

    /// <summary>Synapses per possible pair in a bin (multapses count each); NaN where there is no pair.</summary>
    public double ConnectionProbability(int bin) => (double)Synapses[bin] / _possiblePairs[bin];

    /// <summary>Mean weight of the synapses in a bin; NaN where there is none.</summary>
    public double MeanWeight(int bin) => _weights[bin] / Synapses[bin];
}
