using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Rewiring;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Model.Tests.Rewiring;

/// <summary>Growth curves, and what is refused of elements and of projections that take them.</summary>
public sealed class SynapticElementTests
{
    [Fact]
    public void Curves_are_1_at_their_best_and_0_at_their_set_points()
    {
        Assert.Equal(1, new LinearGrowth(1, 0.2).ValueAt(0));
        Assert.Equal(0, new LinearGrowth(1, 0.2).ValueAt(0.2), 1e-12);
        Assert.Equal(-1, new LinearGrowth(1, 0.2).ValueAt(0.4), 1e-12);
        var gaussian = new GaussianGrowth(1, 0.1, 0.5);
        Assert.Equal(0, gaussian.ValueAt(0.1), 1e-8);
        Assert.Equal(1, gaussian.ValueAt(0.3), 1e-12);
        Assert.Equal(0, gaussian.ValueAt(0.5), 1e-8);
        Assert.InRange(gaussian.ValueAt(5), -1, -0.99);
        var sigmoid = new SigmoidGrowth(1, 0.2, 0.05);
        Assert.Equal(0, sigmoid.ValueAt(0.2), 1e-12);
        Assert.Equal(Math.Tanh(1), sigmoid.ValueAt(0.1), 1e-9);
        Assert.Equal(-1, sigmoid.ValueAt(100), 1e-12);
    }

    [Fact]
    public void A_network_with_elements_is_valid_and_its_pools_are_by_names()
    {
        NetworkDescription network = Network();
        network.Validate();
        ElementPool[] pools = [.. ElementPool.Of(network)];
        Assert.Equal(["axon+a", "axon+b"], pools.Select(pool => $"{pool.Axonal}+{pool.Dendritic}"));
        Assert.Equal([0, 1], pools[0].Projections);
        Assert.Equal([0], pools[0].Sources);
        Assert.Equal([0, 1], pools[0].Targets);
        Assert.Equal([2], pools[1].Projections);
        Assert.Equal(["elements.Calcium", "elements.axon", "elements.a", "elements.b"], StateVariables.Of(network.Populations[0]).TakeLast(4));
    }

    public static TheoryData<string, Func<NetworkDescription, NetworkDescription>> Wrong => new()
    {
        { "a-b takes the axonal element 'axn' of a; did you mean 'axon'?", network => With(network, 1, rule => rule with { Axonal = "axn" }) },
        { "a-b takes the dendritic element 'axon' of b; there are a, b", network => With(network, 1, rule => rule with { Dendritic = "axon" }) },
        { "a-b takes the axonal element 'axon' of a, which has none", network => WithPopulation(network, 0, one => one with { Elements = null }) },
        { "a-a, a-b take the same elements: their intervals and meetings must be the same", network => With(network, 1, rule => rule with { IntervalMs = 5 }) },
        { "element 'axon' of a is taken together with different other elements: must be with one", network => With(network, 1, rule => rule with { Dendritic = "b" }) },
        { "a-a, again take the same elements of the same populations: only one of them may", network => network with
            {
                Projections = [.. network.Projections, network.Projections[0] with { Name = "again" }],
            }
        },
        { "a-b meetings is 0: must be from 1 to 1000", network => With(network, 1, rule => rule with { Meetings = 0, Sigma = 0.1 }) },
        { "a-b rewires by distance: source and target need grids", network => With(network, 1, rule => rule with { Sigma = 0.1 }) },
        { "a-b sigma is 0: must be above 0", network => With(network, 1, rule => rule with { Sigma = 0 }) },
        { "a has an element named 'Calcium': must be a name, and not that of calcium", network => WithKind(network, new("Calcium", true, new LinearGrowth(1, 1))) },
        { "a has the element 'axon' 2 times: names must be unique", network => WithKind(network, new("axon", true, new LinearGrowth(1, 1))) },
        { "a element c most is 0: must be from 1 to 1000000", network => WithKind(network, new("c", true, new LinearGrowth(1, 1)) { Most = 0 }) },
        { "a element c loss of vacant elements is 2: must be from 0 to 1", network => WithKind(network, new("c", true, new LinearGrowth(1, 1)) { VacantLoss = 2 }) },
        { "a element c growth rate [1/ms] is -1: must be at least 0", network => WithKind(network, new("c", true, new LinearGrowth(-1, 1))) },
        { "a element c set point is 0.1: must be above 0.2", network => WithKind(network, new("c", true, new GaussianGrowth(1, 0.2, 0.1))) },
        { "a element c width is 0: must be above 0", network => WithKind(network, new("c", true, new SigmoidGrowth(1, 0.2, 0))) },
        { "a time constant of calcium [ms] is 0: must be above 0", network => WithElements(network, one => one with { CalciumTimeConstantMs = 0 }) },
        { "a calcium per spike is -1: must be at least 0", network => WithElements(network, one => one with { CalciumPerSpike = -1 }) },
        { "a interval of synaptic elements 1.5 ms is not a multiple of dt 1 ms", network => WithElements(network, one => one with { IntervalMs = 1.5 }) },
        { "a has a receptor named 'elements': the state variables of its synaptic elements have that name", network => WithPopulation(
            network, 0, one => one with { Receptors = [.. one.Receptors, new("elements", new DeltaDescription())] }) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_does_not_fit_is_told_by_name(string finding, Func<NetworkDescription, NetworkDescription> change)
    {
        var error = Assert.Throws<InvalidDescriptionException>(() => change(Network()).Validate());
        Assert.Contains(finding, error.Findings);
    }

    [Fact]
    public void A_rule_for_elements_is_no_rule_for_random_pairs()
    {
        NetworkDescription network = Network();
        network = network with { Projections = [network.Projections[0] with { Rewiring = new Odd() }] };
        Assert.Contains(
            "rewiring rule of a-a is of type Homeostasis, which is no IPairRewiringRule: candidates that are random pairs have no rank",
            Assert.Throws<InvalidDescriptionException>(() => network.Validate()).Findings);
    }

    private static NetworkDescription Network()
    {
        PopulationDescription of(string name) => new()
        {
            Name = name,
            Size = 5,
            Model = new LifDescription(),
            Receptors = [new("jumps", new DeltaDescription())],
            Elements = new SynapticElements
            {
                Kinds =
                [
                    new("axon", IsAxonal: true, new LinearGrowth(0.1, 1)), new("a", IsAxonal: false, new LinearGrowth(0.1, 1)),
                    new("b", IsAxonal: false, new LinearGrowth(0.1, 1)),
                ],
            },
        };
        return new NetworkDescription
        {
            DtMs = 1,
            Populations = [of("a"), of("b")],
            Projections = [Between("a", "a"), Between("a", "b"), Between("b", "b")],
        };
    }

    private static ProjectionDescription Between(string source, string target) => new()
    {
        Name = $"{source}-{target}",
        Source = source,
        Target = target,
        Connectivity = new FixedProbability(0),
        Weight = 1,
        DelayMs = 1,
        Rewiring = new HomeostasisDescription { Axonal = "axon", Dendritic = source, NewWeight = 1, IntervalMs = 10 },
    };

    private static NetworkDescription With(NetworkDescription network, int projection, Func<HomeostasisDescription, HomeostasisDescription> change) => network with
    {
        Projections =
        [
            .. network.Projections.Select((one, p) => p == projection ? one with { Rewiring = change((HomeostasisDescription)one.Rewiring!) } : one),
        ],
    };

    private static NetworkDescription WithPopulation(NetworkDescription network, int population, Func<PopulationDescription, PopulationDescription> change) =>
        network with { Populations = [.. network.Populations.Select((one, p) => p == population ? change(one) : one)] };

    private static NetworkDescription WithElements(NetworkDescription network, Func<SynapticElements, SynapticElements> change) =>
        WithPopulation(network, 0, one => one with { Elements = change(one.Elements!) });

    private static NetworkDescription WithKind(NetworkDescription network, SynapticElement kind) =>
        WithElements(network, elements => elements with { Kinds = [.. elements.Kinds, kind] });

    private sealed record Odd : RewiringDescription
    {
        public override CandidateSource Candidates => new CandidateSource.RandomPairs(1);

        public override double NewWeightBound => 1;

        public override IRewiringRule CreateRule() => new Homeostasis(0, 1);
    }
}
