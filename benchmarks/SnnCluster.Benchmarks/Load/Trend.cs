using SnnCluster.Experiments.Studies.Statistics;

namespace SnnCluster.Benchmarks.Load;

/// <summary>How a quantity goes up over runs, by least squares.</summary>
/// <param name="First">Mean of the first tenth.</param>
/// <param name="Last">Mean of the last tenth.</param>
/// <param name="PerRun">Slope [1/run].</param>
/// <param name="UpperPerRun">The slope that it stays below with a chance of 97.5 % [1/run].</param>
internal readonly record struct Trend(double First, double Last, double PerRun, double UpperPerRun)
{
    /// <summary>The trend of values, one after each run.</summary>
    /// <remarks>
    /// A heap that is swept now and then makes neighbours alike: means of tenths, of which few depend on each other, are what the
    /// line is fitted to.
    /// </remarks>
    public static Trend Of(IReadOnlyList<double> values)
    {
        int size = Math.Max(1, values.Count / 10);
        double[] means = [.. values.Chunk(size).Where(chunk => chunk.Length == size).Select(chunk => chunk.Average())];
        double[][] rows = [.. means.Select((_, i) => new double[] { 1, size * i })];
        LeastSquares fit = LeastSquares.Fit(rows, means) ?? throw new BenchmarkException("a trend needs at least two runs");
        double margin = StudentT.Bound(0.95, fit.Freedom) * fit.StandardError(1);
        return new Trend(means[0], means[^1], fit.Coefficients[1], fit.Coefficients[1] + margin);
    }
}
