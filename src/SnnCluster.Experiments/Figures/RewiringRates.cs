using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Figures;

/// <summary>What rewiring did in an interval.</summary>
/// <param name="FromSeconds">Its start [s].</param>
/// <param name="ToSeconds">Its end [s].</param>
/// <param name="Formed">Synapses formed per second.</param>
/// <param name="Eliminated">Synapses eliminated per second.</param>
internal readonly record struct RewiringRate(double FromSeconds, double ToSeconds, double Formed, double Eliminated);

/// <summary>Rates of rewiring over time: counts between samples, divided by the time between these very samples.</summary>
internal static class RewiringRates
{
    /// <summary>The rates of one projection.</summary>
    /// <param name="counts">What changed; a sample at which nothing had changed has no row.</param>
    /// <param name="sampleTimesMs">Times of all samples but the start [ms], rising.</param>
    /// <param name="most">The most intervals: with more samples several are taken together, as evenly as that can be done.</param>
    public static IReadOnlyList<RewiringRate> Of(
        IReadOnlyList<RewiringCount> counts, IReadOnlyList<double> sampleTimesMs, int most)
    {
        ILookup<double, RewiringCount> byTime = counts.ToLookup(count => count.TimeMs);
        int intervals = Math.Min(most, sampleTimesMs.Count);
        var rates = new List<RewiringRate>();
        int first = 0;
        double from = 0;
        for (int i = 1; i <= intervals; i++)
        {
            int next = (int)((long)i * sampleTimesMs.Count / intervals);
            RewiringCount[] together = [.. sampleTimesMs.Skip(first).Take(next - first).SelectMany(timeMs => byTime[timeMs])];
            double to = sampleTimesMs[next - 1] / 1000;
            rates.Add(new RewiringRate(
                from,
                to,
                together.Sum(count => count.Formed) / (to - from),
                together.Sum(count => count.Eliminated) / (to - from)));
            (first, from) = (next, to);
        }

        return rates;
    }
}
