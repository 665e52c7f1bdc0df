using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Rewiring;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Model.Tests.Networks;

public class ReceptorInputTests
{
    [Theory]
    [InlineData(1e12)]
    [InlineData(1e15)]
    [InlineData(1e38)]
    public void A_bound_that_leaves_too_few_bits_of_a_weight_is_refused(double maximumWeight)
    {
        NetworkDescription network = Network(Plastic(maximumWeight));
        string finding = Assert.Single(Assert.Throws<InvalidDescriptionException>(network.Validate).Findings);
        Assert.StartsWith("p has weights up to 0.123 at first, of which ", finding, StringComparison.Ordinal);
        Assert.Contains("at least 24 bits must be left", finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Twenty_four_bits_are_enough_and_twenty_three_are_not()
    {
        // Ten sources with weights up to 1.5 give sums up to 15 < 2^4, in multiples of 2^(4-51). A weight of 2^-24 has 2^23 of
        // them, which takes 24 bits; half of it has one bit less.
        ProjectionDescription projection = Plastic(1.5);
        Network(projection with { Weight = Math.ScaleB(1, -24) }).Validate();
        string finding = Assert.Single(Assert.Throws<InvalidDescriptionException>(
            Network(projection with { Weight = Math.ScaleB(1, -25) }).Validate).Findings);
        Assert.Contains(" 23 bits ", finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_projection_onto_the_receptor_counts_and_one_onto_another_does_not()
    {
        ProjectionDescription small = Plastic(1);
        ProjectionDescription large = Plastic(1e12) with { Name = "q", Weight = 1e12 };
        Network(small, large with { Receptor = "second" }).Validate();
        Assert.StartsWith(
            "p has weights up to 0.123",
            Assert.Single(Assert.Throws<InvalidDescriptionException>(Network(small, large).Validate).Findings),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_rewiring_gives_count_and_synapses_that_start_with_nothing_are_no_error()
    {
        ProjectionDescription silent = Plastic(1e12) with { Weight = 0 };
        Network(silent).Validate();
        ProjectionDescription rewired = silent with { Rewiring = new SetDescription { NewWeight = 0.1 } };
        Assert.StartsWith(
            "p has weights up to 0.1 ",
            Assert.Single(Assert.Throws<InvalidDescriptionException>(Network(rewired).Validate).Findings),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_resolution_of_every_receptor_is_known_before_a_run()
    {
        NetworkDescription network = Network(Plastic(1.5), Plastic(1.5) with { Name = "q" });
        ReceptorInput input = Assert.Single(ReceptorInput.Of(network));
        Assert.Equal(("target", "first"), (input.Population, input.Receptor));
        Assert.Equal(30, input.Bound);
        Assert.Equal(Math.ScaleB(1, -46), input.Resolution);
    }

    private static NetworkDescription Network(params ProjectionDescription[] projections) => new()
    {
        DtMs = 1,
        Populations =
        [
            new PopulationDescription { Name = "source", Size = 10, Model = new PoissonDescription() },
            new PopulationDescription
            {
                Name = "target", Size = 10, Model = new LifDescription(),
                Receptors = [new("first", new DeltaDescription()), new("second", new DeltaDescription())],
            },
        ],
        Projections = projections,
    };

    private static ProjectionDescription Plastic(double maximumWeight) => new()
    {
        Name = "p",
        Source = "source",
        Target = "target",
        Connectivity = new AllToAll(),
        Weight = 0.123,
        DelayMs = 1,
        Synapse = new PairStdpDescription { MaximumWeight = maximumWeight },
    };
}
