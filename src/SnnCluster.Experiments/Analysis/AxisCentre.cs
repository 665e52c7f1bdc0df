namespace SnnCluster.Experiments.Analysis;

/// <summary>
/// The centre of positions on one periodic axis: the coordinate with the smallest sum of weighted squared periodic
/// distances. In two dimensions that sum is the sum of both axes', so each axis is searched alone: the cost is that of
/// two lines instead of a window of points, and the answer is the same.
/// </summary>
internal readonly struct AxisCentre
{
    /// <summary>Steps of the fine search per grid position.</summary>
    public const int FineSteps = 10;

    private const int LargestWindow = 16;

    private AxisCentre(int tenths, double smallest)
    {
        Tenths = tenths;
        SumOfSquares = smallest / (FineSteps * FineSteps);
    }

    /// <summary>The centre, in tenths of a grid position; it may lie outside of 0 to size - 1.</summary>
    public int Tenths { get; }

    /// <summary>Sum over positions of weight times squared distance from the centre.</summary>
    public double SumOfSquares { get; }

    /// <summary>Finds the centre.</summary>
    /// <param name="sorted">Positions in rising order, 0 to size - 1.</param>
    /// <param name="weights">Their weights, at least 0, of a sum above 0.</param>
    /// <param name="size">Length of the axis.</param>
    /// <remarks>
    /// Distances are taken in whole tenths, and a product of a single-precision weight and such a square is exact in
    /// double precision, so that ties are seen as ties; they go to the smaller coordinate.
    /// </remarks>
    public static AxisCentre Find(ReadOnlySpan<int> sorted, ReadOnlySpan<double> weights, int size)
    {
        int window = Math.Min(size, LargestWindow);
        int from = window == size ? 0 : WindowStart(sorted, weights, size, window);

        // A window that wraps round has its smallest ids at its end, hence a search in the order of ids.
        int best = 0;
        double smallest = double.PositiveInfinity;
        int wrapped = Math.Max(0, from + window - size);
        for (int i = 0; i < window; i++)
        {
            int candidate = i < wrapped ? i : from + i - wrapped;
            double sum = Sum(sorted, weights, size, candidate * FineSteps);
            if (sum < smallest)
            {
                (smallest, best) = (sum, candidate);
            }
        }

        int coarse = best * FineSteps;
        int fine = coarse;
        for (int tenths = coarse - (FineSteps / 2); tenths <= coarse + (FineSteps / 2); tenths++)
        {
            double sum = Sum(sorted, weights, size, tenths);
            if (sum < smallest)
            {
                (smallest, fine) = (sum, tenths);
            }
        }

        return new AxisCentre(fine, smallest);
    }

    /// <summary>
    /// The distance of two coordinates the shorter way round, in tenths. They may lie half a position off the axis, but
    /// not more than once round from each other and half a turn.
    /// </summary>
    public static int Distance(int tenthsA, int tenthsB, int size)
    {
        int round = size * FineSteps;
        int distance = Math.Abs(tenthsA - tenthsB);
        return Math.Min(distance, Math.Abs(round - distance));
    }

    private static double Sum(ReadOnlySpan<int> sorted, ReadOnlySpan<double> weights, int size, int tenths)
    {
        double sum = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            double distance = Distance(sorted[i] * FineSteps, tenths, size);
            sum += weights[i] * distance * distance;
        }

        return sum;
    }

    /// <summary>
    /// Puts the window round the continuous minimum. Cutting the circle before position k turns the axis into a line,
    /// whose best centre is the mean there; the best cut's mean is the minimum on the circle.
    /// </summary>
    private static int WindowStart(ReadOnlySpan<int> sorted, ReadOnlySpan<double> weights, int size, int window)
    {
        double total = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            total += weights[i];
            first += weights[i] * sorted[i];
            second += weights[i] * sorted[i] * sorted[i];
        }

        double centre = 0;
        double smallest = double.PositiveInfinity;
        for (int k = 0; k < sorted.Length; k++)
        {
            double mean = first / total;
            double spread = second - (mean * first);
            if (spread < smallest)
            {
                (smallest, centre) = (spread, mean);
            }

            first += weights[k] * size;
            second += weights[k] * size * ((2.0 * sorted[k]) + size);
        }

        int from = (int)Math.Round(centre) - (window / 2);
        return ((from % size) + size) % size;
    }
}
