using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Tests.Support;

namespace SnnCluster.Model.Tests.Connectivity;

public class BasicConnectivityTests
{
    [Fact]
    public void All_to_all_gives_every_source_once()
    {
        Connector connector = new AllToAll().CreateConnector(Connecting.Sizes(5, 9));
        Assert.Equal([0, 1, 2, 3, 4], Connecting.Sources(connector, 1, 8).Order());
        Connector others = new AllToAll().CreateConnector(Connecting.Sizes(5, 5, forbidsAutapses: true));
        Assert.Equal([0, 1, 3, 4], Connecting.Sources(others, 1, 2).Order());
    }

    [Fact]
    public void One_to_one_gives_each_target_its_own_number()
    {
        Connector connector = new OneToOne().CreateConnector(Connecting.Sizes(100, 100));
        Assert.All(Enumerable.Range(0, 100), target => Assert.Equal([target], Connecting.Sources(connector, 1, target)));
        Assert.Equal((1, 1), (connector.ExpectedInDegree, connector.LargestInDegree));
    }

    [Fact]
    public void One_to_one_needs_equal_sizes_and_autapses()
    {
        Assert.Equal(
            ["wiring is one-to-one from 3 to 4 neurons: both must be equal"],
            Connecting.Findings(new OneToOne(), Connecting.Sizes(3, 4)));
        Assert.Equal(
            ["wiring is one-to-one within one population and forbids autapses: it would have no synapses"],
            Connecting.Findings(new OneToOne(), Connecting.Sizes(3, 3, forbidsAutapses: true)));
        Assert.Empty(Connecting.Findings(new OneToOne(), Connecting.Sizes(3, 3)));
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.1)]
    [InlineData(0.9)]
    public void Fixed_probability_connects_every_source_equally_often_and_independently(double probability)
    {
        const int Sources = 50;
        const int Targets = 20_000;
        Connector connector = new FixedProbability(probability).CreateConnector(Connecting.Sizes(Sources, Targets));
        double[] bySource = new double[Sources];
        double neighbours = 0;
        for (int target = 0; target < Targets; target++)
        {
            List<int> sources = Connecting.Sources(connector, 3, target);
            sources.ForEach(source => bySource[source]++);
            neighbours += sources.Zip(sources.Skip(1), (a, b) => b - a).Count(gap => gap == 1);
        }

        // Each source is an independent binomial number of Targets trials, normal to a few percent from 20 successes.
        for (int source = 0; source < Sources; source++)
        {
            Chance.BinomialCount(Targets, probability, bySource[source], $"synapses of source {source}");
        }

        // Two neighbouring sources are both connected with p². Neighbouring pairs that share a source are correlated:
        // the variance of their number is (S - 1)·p²(1 - p²) + 2·(S - 2)·p³(1 - p) per target.
        double square = probability * probability;
        double variance = ((Sources - 1) * square * (1 - square))
            + (2 * (Sources - 2) * square * probability * (1 - probability));
        Chance.Near((Sources - 1) * square * Targets, neighbours, Math.Sqrt(variance * Targets), "neighbouring sources");
    }

    [Fact]
    public void Fixed_probability_1_gives_all_sources_and_0_none()
    {
        var context = Connecting.Sizes(100, 1);
        Assert.Equal(Enumerable.Range(0, 100), Connecting.Sources(new FixedProbability(1).CreateConnector(context), 1, 0));
        Assert.Empty(Connecting.Sources(new FixedProbability(0).CreateConnector(context), 1, 0));
        Assert.Empty(Connecting.Sources(new FixedProbability(1e-300).CreateConnector(context), 1, 0));
    }

    [Fact]
    public void Fixed_probability_draws_one_number_per_synapse_and_one_more()
    {
        // A thousand expected synapses among ten million pairs: two words each, not one per pair.
        Connector connector = new FixedProbability(1e-4).CreateConnector(Connecting.Sizes(10_000_000, 1));
        int synapses = Connecting.Sources(connector, 1, 0).Count;
        Assert.InRange(synapses, 500, 1500);
        Assert.Equal(2 * (synapses + 1), Connecting.WordsDrawn(connector, 1, 0));
    }

    [Theory]
    [InlineData(-0.1, "-0.1")]
    [InlineData(1.5, "1.5")]
    public void Fixed_probability_must_be_from_0_to_1(double probability, string text) =>
        Assert.Equal(
            [$"wiring connection probability is {text}: must be from 0 to 1"],
            Connecting.Findings(new FixedProbability(probability), Connecting.Sizes(3, 3)));

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(19, false)]
    [InlineData(20, false)]
    [InlineData(100, true)]
    public void Fixed_in_degree_gives_exactly_that_many_sources(int inDegree, bool multapses)
    {
        Connector connector = new FixedInDegree(inDegree, multapses).CreateConnector(Connecting.Sizes(20, 100));
        Assert.All(
            Enumerable.Range(0, 100), target => Assert.Equal(inDegree, Connecting.Sources(connector, 1, target).Count));
        Assert.Equal((inDegree, inDegree), (connector.ExpectedInDegree, connector.LargestInDegree));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Fixed_in_degree_draws_all_sources_equally_often(bool multapses, bool forbidsAutapses)
    {
        const int Size = 12;
        const int InDegree = 5;
        const int Seeds = 10_000;
        Connector connector =
            new FixedInDegree(InDegree, multapses).CreateConnector(Connecting.Sizes(Size, Size, forbidsAutapses));
        foreach (int target in new[] { 0, 6, Size - 1 })
        {
            double[] counts = new double[Size];
            for (ulong seed = 0; seed < Seeds; seed++)
            {
                Connecting.Sources(connector, seed, target).ForEach(source => counts[source]++);
            }

            // Per source: without multapses Seeds trials of k/n; with them Seeds·k trials of 1/n.
            int candidates = forbidsAutapses ? Size - 1 : Size;
            for (int source = 0; source < Size; source++)
            {
                if (forbidsAutapses && source == target)
                {
                    Assert.Equal(0, counts[source]);
                }
                else if (multapses)
                {
                    Chance.BinomialCount(Seeds * InDegree, 1.0 / candidates, counts[source]);
                }
                else
                {
                    Chance.BinomialCount(Seeds, (double)InDegree / candidates, counts[source]);
                }
            }
        }
    }

    [Fact]
    public void Fixed_in_degree_without_multapses_gives_all_subsets_equally_often()
    {
        const int Seeds = 20_000;
        Connector connector = new FixedInDegree(2).CreateConnector(Connecting.Sizes(5, 1));
        double[] counts = new double[10];
        int[][] pairs = [.. from a in Enumerable.Range(0, 5) from b in Enumerable.Range(a + 1, 4 - a) select new[] { a, b }];
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            int[] sources = [.. Connecting.Sources(connector, seed, 0).Order()];
            counts[Array.FindIndex(pairs, pair => pair.SequenceEqual(sources))]++;
        }

        Chance.ChiSquare([.. Enumerable.Repeat(Seeds / 10.0, 10)], counts);
    }

    [Theory]
    [InlineData(21, false, false, 20)]
    [InlineData(20, false, true, 19)]
    [InlineData(-1, true, false, 20)]
    public void Fixed_in_degree_must_not_exceed_the_sources(int inDegree, bool multapses, bool forbidsAutapses, int sources) =>
        Assert.Equal(
            [$"wiring in-degree is {inDegree}: must be from 0 to {sources}, the number of sources"],
            Connecting.Findings(new FixedInDegree(inDegree, multapses), Connecting.Sizes(20, 20, forbidsAutapses)));

    [Fact]
    public void Only_drawing_with_replacement_makes_multapses()
    {
        Assert.True(new FixedInDegree(3, AllowMultapses: true).MakesMultapses);
        Assert.True(new FixedInDegreeByDistance(3, new GaussianKernel(1)).MakesMultapses);
        Assert.False(new FixedInDegree(3).MakesMultapses);
        Assert.False(new FixedProbability(0.5).MakesMultapses);
        Assert.False(new ProbabilityByDistance(0.5, new GaussianKernel(1)).MakesMultapses);
        Assert.False(new AllToAll().MakesMultapses);
        Assert.False(new OneToOne().MakesMultapses);
    }
}
