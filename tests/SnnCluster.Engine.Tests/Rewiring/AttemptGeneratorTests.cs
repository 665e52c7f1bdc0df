using CsCheck;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Rewiring;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Tests.Rewiring;

public sealed class AttemptGeneratorTests
{
    private static readonly Gen<(int Sources, int Targets, int Attempts, int Update)> Cases =
        Gen.Select(Gen.Int[1, 70_000], Gen.Int[1, 2000], Gen.Int[0, 3000], Gen.Int[0, 100]);

    [Fact]
    public void Slices_share_out_exactly_the_attempts_of_the_whole() => Gen.Select(Cases, Gen.Int[1, 9]).Sample((c, partitions) =>
    {
        NetworkDescription network = Network(c.Sources, c.Targets, c.Attempts);
        var whole = AttemptReference.All(network, 0, c.Update);
        Assert.Equal(c.Attempts, whole.Count);
        ProjectionPlan plan = ProjectionPlan.CreateAll(network)[0];
        for (int p = 0; p < partitions; p++)
        {
            var slice = new Slice((int)((long)c.Targets * p / partitions), (int)((long)c.Targets * (p + 1) / partitions));
            var generator = new AttemptGenerator(plan, slice, network.Seed, c.Attempts);
            generator.Generate(c.Update + 1);
            Assert.Equal(
                whole.Where(attempt => slice.Contains(attempt.Target)),
                generator.Generate(c.Update).ToArray().Select(a => (a.Source, a.Target, a.Uniform)));
        }
    });

    [Fact]
    public void An_attempt_tells_where_the_attempts_of_its_block_begin()
    {
        NetworkDescription network = Network(10, 1000, 5000);
        var generator = new AttemptGenerator(
            ProjectionPlan.CreateAll(network)[0], new Slice(100, 900), network.Seed, attemptsPerUpdate: 5000);
        Attempt[] attempts = generator.Generate(3).ToArray();
        for (int i = 0; i < attempts.Length; i++)
        {
            int block = attempts[i].Target / AttemptPlan.BlockSize;
            Assert.Equal(Array.FindIndex(attempts, attempt => attempt.Target / AttemptPlan.BlockSize == block), attempts[i].BlockBegin);
        }
    }

    [Fact]
    public void Every_pair_is_hit_equally_often()
    {
        // 300 x 3 pairs over two blocks of targets (256 and 44), 900,000 attempts: binomial with mean 1,000 and standard
        // deviation 31.6 for each pair; 6 of them are passed by one of 900 once in 500,000 tests.
        NetworkDescription network = Network(3, 300, 900_000);
        var counts = AttemptReference.All(network, 0, update: 0).CountBy(a => (a.Source, a.Target)).ToDictionary();
        Assert.Equal(900, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 1000 - (6 * 31.6), 1000 + (6 * 31.6)));
    }

    private static NetworkDescription Network(int sources, int targets, int attempts) =>
        TinyNetwork.Silent(sources, targets, TinyNetwork.Projection(new FixedProbability(0)) with
        {
            Rewiring = new PairAttemptsDescription { AttemptsPerUpdate = attempts, FormationSigma = double.PositiveInfinity },
        });
}
