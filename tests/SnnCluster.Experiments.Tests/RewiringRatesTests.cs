using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Tests;

public class RewiringRatesTests
{
    [Fact]
    public void Counts_are_divided_by_the_time_between_their_own_samples()
    {
        // Nothing changed in the second sample, so it has no row; the last is a hundredth of the others.
        RewiringCount[] counts = [Count(1000, formed: 50), Count(3000, formed: 20), Count(3010, formed: 1)];

        IReadOnlyList<RewiringRate> rates = RewiringRates.Of(counts, [1000, 2000, 3000, 3010], most: 100);

        Assert.Equal([(0, 1), (1, 2), (2, 3), (3, 3.01)], rates.Select(rate => (rate.FromSeconds, rate.ToSeconds)));
        Assert.Equal([50, 0, 20, 100], rates.Select(rate => Math.Round(rate.Formed, 6)));
    }

    // One interval that is left over would be as noisy as any single one.
    [Theory]
    [InlineData(101)]
    [InlineData(150)]
    [InlineData(601)]
    public void Samples_are_taken_together_evenly(int samples)
    {
        double[] times = [.. Enumerable.Range(1, samples).Select(i => 10.0 * i)];

        IReadOnlyList<RewiringRate> rates = RewiringRates.Of([.. times.Select(time => Count(time, formed: 1))], times, most: 100);

        Assert.Equal(100, rates.Count);
        Assert.Equal(samples, rates.Sum(rate => rate.Formed * (rate.ToSeconds - rate.FromSeconds)), 6);
        double[] lengths = [.. rates.Select(rate => 1000 * (rate.ToSeconds - rate.FromSeconds))];
        Assert.InRange(lengths.Max() - lengths.Min(), 0, 10.001);
    }

    private static RewiringCount Count(double timeMs, long formed) => new("lateral", timeMs, formed, 0, -1);
}
