namespace SnnCluster.Benchmarks.WholeRuns;

/// <summary>Median, smallest and largest of a few values.</summary>
internal readonly record struct Spread(double Median, double Smallest, double Largest)
{
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }
}

/// <summary>How a cost grows.</summary>
internal static class Growth
{
    /// <summary>The exponent b of cost = a·size^b, by least squares in logarithms.</summary>
    public static double Exponent(IEnumerable<(double Size, double Cost)> points)
    {
        (double X, double Y)[] logs = [.. points.Select(point => (Math.Log(point.Size), Math.Log(point.Cost)))];
        double x = logs.Average(point => point.X);
        double y = logs.Average(point => point.Y);
        return logs.Sum(point => (point.X - x) * (point.Y - y)) / logs.Sum(point => (point.X - x) * (point.X - x));
    }
}
