using CsCheck;
using SnnCluster.Model.Rewiring;
using SnnCluster.Model.Tests.Support;

namespace SnnCluster.Model.Tests.Rewiring;

public class AttemptPlanTests
{
    [Fact]
    public void Any_slice_of_blocks_gets_the_counts_that_it_has_in_the_whole() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 20_000], Gen.Long[0, 2000], Gen.Int[0, 1_000_000], Gen.Int[0, 99], Gen.Int[0, 99])
            .Sample((seed, targets, attempts, update, from, length) =>
            {
                var plan = new AttemptPlan(seed, 1, targets);
                int blocks = Blocks(targets);
                long[] whole = new long[blocks];
                plan.Count(update, attempts, 0, whole);

                int first = from % blocks;
                long[] slice = new long[length % (blocks - first + 1)];
                new AttemptPlan(seed, 1, targets).Count(update, attempts, first, slice);
                Assert.Equal(whole[first..(first + slice.Length)], slice);
            });

    [Fact]
    public void Counts_sum_to_the_attempts_and_none_is_negative() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 20_000], Gen.Long[0, 100_000], Gen.Int[0, 1_000_000]).Sample(
            (seed, targets, attempts, update) =>
            {
                long[] counts = new long[Blocks(targets)];
                new AttemptPlan(seed, 0, targets).Count(update, attempts, 0, counts);
                return counts.Sum() == attempts && counts.All(count => count >= 0);
            },
            iter: 500);

    // Blocks full and not, a power of two of them and not, one alone, and a last block of a single target.
    [Theory]
    [InlineData(256)]
    [InlineData(100)]
    [InlineData(512)]
    [InlineData(4 * 256)]
    [InlineData((3 * 256) + 100)]
    [InlineData((6 * 256) + 1)]
    [InlineData(11 * 256)]
    public void Blocks_get_attempts_in_proportion_to_their_targets(int targets)
    {
        const int Updates = 2000;
        const long Attempts = 200;
        var plan = new AttemptPlan(9, 2, targets);
        int blocks = Blocks(targets);
        double[] sums = new double[blocks];
        double[] squares = new double[blocks];
        long[] counts = new long[blocks];
        for (int update = 0; update < Updates; update++)
        {
            plan.Count(update, Attempts, 0, counts);
            for (int block = 0; block < blocks; block++)
            {
                double deviation = counts[block] - (Attempts * Share(block, targets));
                sums[block] += counts[block];
                squares[block] += deviation * deviation;
            }
        }

        for (int block = 0; block < blocks; block++)
        {
            // Each attempt is a trial of its own: the sum is binomial, and so is the count of each update, with fourth
            // central moment v·(1 + (3n - 6)·p·(1 - p)).
            double p = Share(block, targets);
            Chance.BinomialCount(Updates * Attempts, p, sums[block], $"attempts of block {block}");
            double variance = Attempts * p * (1 - p);
            double fourth = variance * (1 + (((3 * Attempts) - 6) * p * (1 - p)));
            Chance.Near(
                variance,
                squares[block] / Updates,
                Math.Sqrt((fourth - (variance * variance)) / Updates) + 1e-12,
                $"variance of block {block}");
        }
    }

    [Fact]
    public void Single_attempts_fall_on_all_blocks_by_their_share()
    {
        const int Targets = (5 * 256) + 64;
        const int Updates = 20_000;
        var plan = new AttemptPlan(4, 0, Targets);
        double[] hits = new double[Blocks(Targets)];
        long[] counts = new long[hits.Length];
        for (int update = 0; update < Updates; update++)
        {
            plan.Count(update, 1, 0, counts);
            hits[Array.IndexOf(counts, 1)]++;
        }

        Chance.ChiSquare([.. hits.Select((_, block) => Updates * Share(block, Targets))], hits);
    }

    [Fact]
    public void Seed_projection_and_update_change_the_counts()
    {
        long[] counts = Counts(1, 0, 0);
        Assert.NotEqual(counts, Counts(2, 0, 0));
        Assert.NotEqual(counts, Counts(1, 1, 0));
        Assert.NotEqual(counts, Counts(1, 0, 1));
        Assert.Equal(counts, Counts(1, 0, 0));
    }

    [Fact]
    public void No_attempts_leave_zero_in_every_block()
    {
        long[] counts = [7, 7, 7];
        new AttemptPlan(1, 0, 600).Count(0, 0, 0, counts);
        Assert.Equal([0L, 0, 0], counts);
    }

    private static long[] Counts(ulong seed, int projection, int update)
    {
        long[] counts = new long[16];
        new AttemptPlan(seed, projection, 16 * 256).Count(update, 10_000, 0, counts);
        return counts;
    }

    private static int Blocks(int targets) => (targets + 255) / 256;

    private static double Share(int block, int targets) => (double)Math.Min(256, targets - (block * 256)) / targets;
}
