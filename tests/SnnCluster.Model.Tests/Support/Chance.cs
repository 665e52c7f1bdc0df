namespace SnnCluster.Model.Tests.Support;

/// <summary>
/// Limits for what is drawn at random. All stand for five standard deviations of a normal number, a chance of 6e-7
/// per comparison; seeds are fixed, so a test that passes goes on passing.
/// </summary>
internal static class Chance
{
    public const double Sigmas = 5;

    /// <summary>An estimate lies within five of its standard errors.</summary>
    public static void Near(double expected, double estimate, double standardError, string what = "estimate")
    {
        double limit = Sigmas * standardError;
        Assert.True(
            Math.Abs(estimate - expected) <= limit,
            $"{what} is {estimate}, expected {expected} with a standard error of {standardError}");
    }

    /// <summary>The count of successes of independent trials; its standard error is sqrt(n·p·(1 - p)).</summary>
    public static void BinomialCount(double trials, double probability, double count, string what = "count") =>
        Near(trials * probability, count, Math.Sqrt(trials * probability * (1 - probability)), what);

    /// <summary>
    /// Pearson's sum over cells is below the chi-square quantile at five sigma (in the approximation of Wilson and
    /// Hilferty 1931). Every cell needs an expected count of at least 5.
    /// </summary>
    /// <param name="expected">Expected counts; they sum to the number of samples.</param>
    /// <param name="counts">Counts found.</param>
    public static void ChiSquare(ReadOnlySpan<double> expected, ReadOnlySpan<double> counts)
    {
        double sum = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(expected[i] >= 5, $"cell {i} has an expected count of {expected[i]}");
            sum += (counts[i] - expected[i]) * (counts[i] - expected[i]) / expected[i];
        }

        ChiSquare(sum, expected.Length - 1);
    }

    /// <summary>A chi-square number with so many degrees of freedom is below its quantile at five sigma.</summary>
    public static void ChiSquare(double sum, int freedom)
    {
        double variance = 2.0 / (9 * freedom);
        double limit = freedom * Math.Pow(1 - variance + (Sigmas * Math.Sqrt(variance)), 3);
        Assert.True(sum <= limit, $"chi-square is {sum} at {freedom} degrees of freedom, above {limit}");
    }

    /// <summary>
    /// The largest distance between the empirical and the expected distribution function (Kolmogorov and Smirnov): it
    /// exceeds c/sqrt(n) with a chance of at most 2·exp(-2c²), which is 6e-7 at c = 2.74.
    /// </summary>
    public static void SameDistribution(double[] samples, Func<double, double> distribution)
    {
        Array.Sort(samples);
        double largest = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            double below = distribution(samples[i]);
            largest = Math.Max(largest, Math.Max(below - ((double)i / samples.Length), ((i + 1.0) / samples.Length) - below));
        }

        BelowKolmogorovLimit(largest, samples.Length);
    }

    /// <summary>As above for samples that are whole numbers from 0 on, where the limit is on the safe side.</summary>
    public static void SameDistributionAtWholeNumbers(int[] samples, Func<int, double> distribution)
    {
        Array.Sort(samples);
        double largest = 0;
        int below = 0;
        for (int n = 0; n <= samples[^1]; n++)
        {
            while (below < samples.Length && samples[below] <= n)
            {
                below++;
            }

            largest = Math.Max(largest, Math.Abs(((double)below / samples.Length) - distribution(n)));
        }

        BelowKolmogorovLimit(largest, samples.Length);
    }

    private static void BelowKolmogorovLimit(double largest, int samples)
    {
        double limit = 2.74 / Math.Sqrt(samples);
        Assert.True(largest <= limit, $"the distribution functions differ by {largest}, more than {limit}");
    }
}
