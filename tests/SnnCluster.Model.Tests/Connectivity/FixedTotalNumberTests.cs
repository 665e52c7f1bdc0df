using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Random;
using SnnCluster.Model.Tests.Support;

namespace SnnCluster.Model.Tests.Connectivity;

public class FixedTotalNumberTests
{
    private const int Sources = 40;
    private const int Targets = 25;
    private const int Count = 20_000;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Count)]
    public void There_are_exactly_as_many_synapses_as_asked_for(int count)
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            Connector connector = Connector(count, seed);
            int[] inDegrees = [.. Enumerable.Range(0, Targets).Select(target => Connecting.Sources(connector, seed, target).Count)];
            Assert.Equal(count, inDegrees.Sum());
            Assert.Equal(inDegrees.Max(), connector.LargestInDegree);
            Assert.Equal(count / (double)Targets, connector.ExpectedInDegree);
        }
    }

    // Each pair is as likely as any other, and each synapse falls on one independently of the others.
    [Fact]
    public void Pairs_are_uniform()
    {
        var counts = new double[Sources * Targets];
        Connector connector = Connector(Count, seed: 7);
        for (int target = 0; target < Targets; target++)
        {
            foreach (int source in Connecting.Sources(connector, 7, target))
            {
                counts[(target * Sources) + source]++;
            }
        }

        double[] expected = [.. Enumerable.Repeat(Count / (double)counts.Length, counts.Length)];
        Chance.ChiSquare(expected, counts);
    }

    // In-degrees are multinomial: over many seeds, that of one target is binomial with variance n·p·(1 - p).
    [Fact]
    public void In_degrees_vary_as_a_multinomial_draw()
    {
        const int Seeds = 2000;
        const double P = 1.0 / Targets;
        double[] degrees = [.. Enumerable.Range(0, Seeds).Select(seed =>
            (double)Connecting.Sources(Connector(1000, (ulong)seed), 0, Targets - 1).Count)];
        double mean = degrees.Average();
        double variance = degrees.Sum(degree => (degree - mean) * (degree - mean)) / (Seeds - 1);
        double expected = 1000 * P * (1 - P);
        Chance.Near(1000 * P, mean, Math.Sqrt(expected / Seeds), "mean in-degree");

        // The variance of an estimate of a variance is about 2·sigma^4/n for what is nearly normal.
        Chance.Near(expected, variance, expected * Math.Sqrt(2.0 / Seeds), "variance of the in-degree");
    }

    [Fact]
    public void Without_autapses_the_other_sources_make_up_for_them()
    {
        ConnectivityContext context = Connecting.Sizes(Targets, Targets, forbidsAutapses: true) with { Key = Key(3) };
        Connector connector = new FixedTotalNumber(Count).CreateConnector(context);
        var counts = new double[Targets];
        for (int target = 0; target < Targets; target++)
        {
            List<int> sources = Connecting.Sources(connector, 3, target);
            Assert.DoesNotContain(target, sources);
            sources.ForEach(source => counts[source]++);
        }

        Assert.Equal(Count, counts.Sum());
        Assert.All(counts, count => Chance.BinomialCount(Count, 1.0 / Targets, count));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void A_number_out_of_range_is_refused(long count) => Assert.Equal(
        $"wiring total number of synapses is {count}: must be from 0 to {2L * (int.MaxValue / 2)}",
        Assert.Single(Connecting.Findings(new FixedTotalNumber(count), Connecting.Sizes(3, 2))));

    [Fact]
    public void Where_no_pair_is_left_there_are_no_synapses() => Assert.Equal(
        "wiring total number of synapses is 1: must be from 0 to 0",
        Assert.Single(Connecting.Findings(new FixedTotalNumber(1), Connecting.Sizes(1, 1, forbidsAutapses: true))));

    private static Connector Connector(long count, ulong seed) =>
        new FixedTotalNumber(count).CreateConnector(Connecting.Sizes(Sources, Targets) with { Key = Key(seed) });

    private static RandomKey Key(ulong seed) => RandomKey.For(seed, RandomPurpose.Connectivity, 0);
}
