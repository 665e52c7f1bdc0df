using SnnCluster.Model.Random;
using SnnCluster.Model.Tests.Support;

namespace SnnCluster.Model.Tests.Random;

public class PoissonTableTests
{
    [Theory]
    [InlineData(1e-9)]
    [InlineData(0.03)]
    [InlineData(1.6)]
    [InlineData(10)]
    [InlineData(137.5)]
    [InlineData(1e5)]
    public void Thresholds_are_those_of_the_distribution(double mean)
    {
        var table = PoissonTable.Create(mean);

        // The logarithm of a share, by the sum of logarithms.
        double logShare = -mean;
        double sum = 0;
        for (int k = 0; k < table.Largest; k++)
        {
            sum += Math.Exp(logShare);
            if (k >= table.First)
            {
                ulong threshold = ((ulong)table.High[k - table.First] << 32) | table.Low[k - table.First];
                Assert.Equal(sum, threshold / 18446744073709551616.0, 1e-13 * Math.Max(1, mean));
            }

            logShare += Math.Log(mean) - Math.Log(k + 1);
        }

        Assert.All(table.High.Zip(table.High.Skip(1)), pair => Assert.True(pair.First <= pair.Second));
    }

    [Fact]
    public void A_mean_of_0_gives_no_event()
    {
        var table = PoissonTable.Create(0);
        Assert.Equal((0, 0), (table.First, table.Largest));
        Assert.Equal(0, PoissonDraw.Passed(in table, uint.MaxValue, default, 0, 0));
    }

    // The smallest chances come from the upper end, where 1 minus a share would have lost them.
    [Fact]
    public void Rare_events_have_their_chance()
    {
        var table = PoissonTable.Create(1e-9);
        ulong threshold = ((ulong)table.High[0] << 32) | table.Low[0];
        Assert.Equal(1e-9, (ulong.MaxValue - threshold) / 18446744073709551616.0, 1e-18);
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.16)]
    [InlineData(1.6)]
    [InlineData(9)]
    [InlineData(40)]
    [InlineData(5000)]
    public void Draws_of_neurons_and_steps_have_the_distribution(double mean)
    {
        const int Neurons = 500;
        const int Steps = 200;
        var table = PoissonTable.Create(mean);
        RandomKey key = RandomKey.For(5, RandomPurpose.PoissonDrive, 3);
        var draws = new int[Neurons * Steps];
        for (uint step = 0; step < Steps; step++)
        {
            for (uint neuron = 0; neuron < Neurons; neuron++)
            {
                draws[(step * Neurons) + neuron] =
                    table.First + PoissonDraw.Passed(in table, PoissonDraw.Word(key, neuron, step), key, neuron, step);
            }
        }

        Chance.Near(mean, draws.Average(), Math.Sqrt(mean / draws.Length), "mean");

        // The variance of the estimate of a variance: (mu4 - sigma^4)/n, and mu4 of a Poisson number is mean·(1 + 3·mean).
        double variance = draws.Average(draw => (draw - mean) * (draw - mean));
        Chance.Near(mean, variance, Math.Sqrt((mean + (2 * mean * mean)) / draws.Length), "variance");
        Chance.SameDistributionAtWholeNumbers(draws, k => Below(mean, k));
    }

    // A number that equals the upper half of a threshold is decided by the lower half.
    [Fact]
    public void Ties_of_the_upper_half_are_decided_by_more_bits()
    {
        var table = PoissonTable.Create(1.6);
        RandomKey key = RandomKey.For(7, RandomPurpose.PoissonDrive, 0);
        int above = 0;
        const int Draws = 20_000;
        for (uint neuron = 0; neuron < Draws; neuron++)
        {
            int passed = PoissonDraw.Passed(in table, table.High[2], key, neuron, 1);
            Assert.InRange(passed, 2, 3);
            above += passed - 2;
        }

        Chance.BinomialCount(Draws, 1 - (table.Low[2] / 4294967296.0), above, "passed");
    }

    private static double Below(double mean, int k)
    {
        double logShare = -mean;
        double sum = 0;
        for (int i = 0; i <= k; i++)
        {
            sum += Math.Exp(logShare);
            logShare += Math.Log(mean) - Math.Log(i + 1);
        }

        return Math.Min(sum, 1);
    }
}
