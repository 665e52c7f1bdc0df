using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Recording;

/// <summary>Bins of the periodic distance of two neurons on a grid, rounded down.</summary>
/// <param name="grid">The grid.</param>
public sealed class DistanceBins(GridGeometry grid)
{
    /// <summary>How many there are.</summary>
    public int Count { get; } = 1 + Of(((grid.Width / 2) * (grid.Width / 2)) + ((grid.Height / 2) * (grid.Height / 2)));

    /// <summary>The bin of a squared distance. Exact: a root is rounded to the nearest double, and that of k² - 1 is further from k than that.</summary>
    public static int Of(int squaredDistance) => (int)Math.Sqrt(squaredDistance);

    /// <summary>Number of pairs of a source and a target by bin; 0 in a bin that no pair falls into.</summary>
    public long[] PossiblePairs()
    {
        var pairs = new long[Count];
        for (int dy = 0; dy < grid.Height; dy++)
        {
            for (int dx = 0; dx < grid.Width; dx++)
            {
                int nearX = Math.Min(dx, grid.Width - dx);
                int nearY = Math.Min(dy, grid.Height - dy);
                pairs[Of((nearX * nearX) + (nearY * nearY))] += grid.Size;
            }
        }

        return pairs;
    }
}
