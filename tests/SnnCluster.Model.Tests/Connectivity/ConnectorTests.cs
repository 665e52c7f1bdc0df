using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Tests.Support;

namespace SnnCluster.Model.Tests.Connectivity;

/// <summary>What every connectivity rule keeps.</summary>
public class ConnectorTests
{
    private static readonly Dictionary<string, ConnectivityDescription> Rules = new()
    {
        ["all to all"] = new AllToAll(),
        ["fixed probability"] = new FixedProbability(0.2),
        ["fixed probability 1"] = new FixedProbability(1),
        ["fixed probability 0"] = new FixedProbability(0),
        ["fixed in-degree"] = new FixedInDegree(7),
        ["fixed in-degree with multapses"] = new FixedInDegree(70, AllowMultapses: true),
        ["fixed out-degree"] = new FixedOutDegree(11),
        ["fixed total number"] = new FixedTotalNumber(480),
        ["Gaussian"] = new ProbabilityByDistance(0.5, new GaussianKernel(2)),
        ["Gaussian with certain neighbours"] = new ProbabilityByDistance(1, new GaussianKernel(1)),
        ["wide Gaussian"] = new ProbabilityByDistance(1, new GaussianKernel(50)),
        ["Gaussian of probability 0"] = new ProbabilityByDistance(0, new GaussianKernel(2)),
        ["exponential"] = new ProbabilityByDistance(0.7, new ExponentialKernel(1.5)),
        ["box"] = new ProbabilityByDistance(0.6, new BoxKernel(2)),
        ["disc"] = new ProbabilityByDistance(1, new DiscKernel(2.5)),
        ["Gaussian with open borders"] = new ProbabilityByDistance(0.5, new GaussianKernel(2), GridBorders.Open),
        ["box with open borders"] = new ProbabilityByDistance(0.6, new BoxKernel(7), GridBorders.Open),
        ["disc in-degree with open borders"] = new FixedInDegreeByDistance(9, new DiscKernel(3), GridBorders.Open),
        ["one to one"] = new OneToOne(5),
        ["one to one backwards"] = new OneToOne(-46),
        ["list"] = new ConnectionList([3, 47, 5, 3], [0, 0, 20, 21]),
        ["Gaussian in-degree"] = new FixedInDegreeByDistance(9, new GaussianKernel(1.5)),
    };

    public static TheoryData<string, bool> RulesWithAndWithoutAutapses
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (string rule in Rules.Keys)
            {
                data.Add(rule, false);
                data.Add(rule, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(RulesWithAndWithoutAutapses))]
    public void Sources_are_neurons_and_pairs_are_unique_and_autapses_absent_where_promised(string rule, bool forbidsAutapses)
    {
        ConnectivityDescription description = Rules[rule];
        ConnectivityContext context = Connecting.Grid(8, 6, forbidsAutapses);
        Assert.Empty(Connecting.Findings(description, context));
        Connector connector = description.CreateConnector(context);
        for (ulong seed = 0; seed < 20; seed++)
        {
            for (int target = 0; target < context.TargetSize; target++)
            {
                List<int> sources = Connecting.Sources(connector, seed, target);
                Assert.All(sources, source => Assert.InRange(source, 0, context.SourceSize - 1));
                Assert.True(sources.Count <= connector.LargestInDegree);
                if (forbidsAutapses)
                {
                    Assert.DoesNotContain(target, sources);
                }

                if (!description.MakesMultapses)
                {
                    Assert.Equal(sources.Count, sources.Distinct().Count());
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(RulesWithAndWithoutAutapses))]
    public void The_sources_of_a_target_depend_on_seed_and_target_alone(string rule, bool forbidsAutapses)
    {
        ConnectivityContext context = Connecting.Grid(8, 6, forbidsAutapses);
        Connector connector = Rules[rule].CreateConnector(context);
        List<int>[] forwards = [.. Enumerable.Range(0, 48).Select(target => Connecting.Sources(connector, 5, target))];
        for (int target = 47; target >= 0; target -= 5)
        {
            Assert.Equal(forwards[target], Connecting.Sources(Rules[rule].CreateConnector(context), 5, target));
            Assert.Equal(forwards[target], Connecting.Sources(connector, 5, target));
        }
    }

    [Theory]
    [InlineData("fixed probability")]
    [InlineData("fixed in-degree")]
    [InlineData("fixed in-degree with multapses")]
    [InlineData("fixed total number")]
    [InlineData("Gaussian")]
    [InlineData("Gaussian in-degree")]
    public void Another_seed_or_target_gives_other_sources(string rule)
    {
        Connector connector = Rules[rule].CreateConnector(Connecting.Grid(8, 6));
        Assert.NotEqual(Connecting.Sources(connector, 5, 20), Connecting.Sources(connector, 6, 20));

        // The next target's sources, one to the left, would be the same displacements.
        Assert.NotEqual(
            Connecting.Sources(connector, 5, 20), [.. Connecting.Sources(connector, 5, 21).Select(source => source - 1)]);
    }

    [Theory]
    [MemberData(nameof(RulesWithAndWithoutAutapses))]
    public void The_expected_in_degree_is_the_mean(string rule, bool forbidsAutapses)
    {
        const int Seeds = 200;
        Connector connector = Rules[rule].CreateConnector(Connecting.Grid(8, 6, forbidsAutapses));
        double[] degrees = [.. from seed in Enumerable.Range(0, Seeds)
                               from target in Enumerable.Range(0, 48)
                               select (double)Connecting.Sources(connector, (ulong)seed, target).Count];

        // The variance of a sum of independent trials of different probabilities is at most its mean; 1e-9 is for
        // rules whose in-degree does not vary, or whose expectation is a sum of many numbers.
        double mean = connector.ExpectedInDegree;
        Chance.Near(mean, degrees.Average(), Math.Sqrt(mean / degrees.Length) + 1e-9, "mean in-degree");
    }
}
