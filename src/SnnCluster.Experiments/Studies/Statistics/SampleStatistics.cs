namespace SnnCluster.Experiments.Studies.Statistics;

/// <summary>
/// Median and spread of repeated measurements. Not mean and standard deviation: what disturbs a run only ever makes it
/// slower, so measured times have a long tail.
/// </summary>
/// <param name="Median">The middle value, or the mean of the two in the middle.</param>
/// <param name="Minimum">Smallest value.</param>
/// <param name="Maximum">Largest value.</param>
/// <param name="LowerQuartile">A quarter of the values lie below.</param>
/// <param name="UpperQuartile">A quarter of the values lie above.</param>
public readonly record struct SampleStatistics(
    double Median, double Minimum, double Maximum, double LowerQuartile, double UpperQuartile)
{
    /// <summary>Statistics of values; all are NaN where there are none.</summary>
    public static SampleStatistics Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new SampleStatistics(
            Quantile(sorted, 0.5), Quantile(sorted, 0), Quantile(sorted, 1), Quantile(sorted, 0.25), Quantile(sorted, 0.75));
    }

    /// <summary>The median alone; NaN where there are no values.</summary>
    public static double MedianOf(IEnumerable<double> values) => Of(values).Median;

    // Linear between order statistics (Hyndman and Fan 1996, type 7: what R, NumPy and spreadsheets give by default).
    private static double Quantile(double[] sorted, double share)
    {
        if (sorted.Length == 0)
        {
            return double.NaN;
        }

        double position = share * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
