using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Random;
using SnnCluster.Model.Tests.Support;

namespace SnnCluster.Model.Tests.Connectivity;

public class FixedOutDegreeTests
{
    // Less than a block of targets, a whole one, one neuron more, and several.
    [Theory]
    [InlineData(50, 30, false)]
    [InlineData(20, 4096, false)]
    [InlineData(20, 4097, false)]
    [InlineData(60, 13_000, false)]
    [InlineData(30, 30, true)]
    [InlineData(4097, 4097, true)]
    [InlineData(8193, 8193, true)]
    public void Each_source_has_as_many_targets(int sources, int targets, bool forbidsAutapses)
    {
        const int OutDegree = 37;
        ConnectivityContext context = Context(sources, targets, forbidsAutapses);
        Connector connector = new FixedOutDegree(OutDegree).CreateConnector(context);
        var degrees = new int[sources];
        for (int target = 0; target < targets; target++)
        {
            List<int> of = Connecting.Sources(connector, 1, target);
            Assert.True(of.Count <= connector.LargestInDegree);
            Assert.True(!forbidsAutapses || !of.Contains(target));
            of.ForEach(source => degrees[source]++);
        }

        Assert.All(degrees, degree => Assert.Equal(OutDegree, degree));
    }

    // Whoever has some of the targets alone gets the same, in whatever order.
    [Fact]
    public void A_target_has_the_same_sources_whoever_asks()
    {
        ConnectivityContext context = Context(40, 9000);
        Connector all = new FixedOutDegree(300).CreateConnector(context);
        List<int>[] expected = [.. Enumerable.Range(0, 9000).Select(target => Connecting.Sources(all, 1, target))];
        Connector some = new FixedOutDegree(300).CreateConnector(context);
        foreach (int target in (int[])[8999, 4095, 4096, 17, 8192, 4096])
        {
            Assert.Equal(expected[target], Connecting.Sources(some, 1, target));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Targets_are_uniform(bool forbidsAutapses)
    {
        const int Neurons = 5000;
        Connector connector = new FixedOutDegree(200).CreateConnector(Context(Neurons, Neurons, forbidsAutapses));
        double[] degrees = [.. Enumerable.Range(0, Neurons).Select(target => (double)Connecting.Sources(connector, 1, target).Count)];
        double[] expected = [.. degrees.Select(_ => 200.0)];
        Chance.ChiSquare(expected, degrees);

        // One source alone, over and over.
        Connector one = new FixedOutDegree(200_000).CreateConnector(Context(1, Neurons));
        double[] counts = [.. Enumerable.Range(0, Neurons).Select(target => (double)Connecting.Sources(one, 1, target).Count)];
        Chance.ChiSquare([.. counts.Select(_ => 40.0)], counts);
    }

    [Fact]
    public void Parameters_out_of_range_are_refused()
    {
        Assert.Equal(["wiring out-degree is -1: must be from 0 to 1073741823"], Connecting.Findings(new FixedOutDegree(-1), Connecting.Sizes(3, 4)));
        Assert.Equal(
            ["wiring out-degree is 1: must be from 0 to 0"],
            Connecting.Findings(new FixedOutDegree(1), Connecting.Sizes(1, 1, forbidsAutapses: true)));
        Assert.Empty(Connecting.Findings(new FixedOutDegree(0), Connecting.Sizes(1, 1, forbidsAutapses: true)));
        Assert.True(new FixedOutDegree(1).MakesMultapses);
    }

    private static ConnectivityContext Context(int sources, int targets, bool forbidsAutapses = false) =>
        Connecting.Sizes(sources, targets, forbidsAutapses) with { Key = RandomKey.For(3, RandomPurpose.Connectivity, 2) };
}
