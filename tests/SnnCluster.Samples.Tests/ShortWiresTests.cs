using OwnRules;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Rewiring;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Samples.Tests;

/// <summary>The sample's rewiring rule does what it says, as a function and within a network.</summary>
public class ShortWiresTests
{
    private const double AnyLength = 1e30; // e^(-d/length) is 1: every candidate forms.

    [Fact]
    public void Formation_falls_by_e_over_its_length()
    {
        var rule = (ShortWires)new ShortWiresDescription { Length = 2 }.CreateRule();
        var pair = new NeuronPair(Source: 2, Target: 0, new GridGeometry(16, 16)); // At distance 2.
        Assert.True(rule.ShouldForm(in pair, 0.3678f)); // 1/e = 0.36788
        Assert.False(rule.ShouldForm(in pair, 0.3679f));
    }

    [Fact]
    public void Elimination_falls_with_weight_to_none_at_the_strong_weight()
    {
        var rule = (ShortWires)new ShortWiresDescription { Turnover = 0.4, StrongWeight = 2 }.CreateRule();
        Assert.True(Eliminates(rule, weight: 0f, 0.399f));
        Assert.False(Eliminates(rule, weight: 0f, 0.401f));
        Assert.True(Eliminates(rule, weight: 1f, 0.199f));
        Assert.False(Eliminates(rule, weight: 1f, 0.201f));
        Assert.False(Eliminates(rule, weight: 2f, 1e-7f));
    }

    [Fact]
    public void An_empty_network_is_filled_to_its_places_in_one_update()
    {
        using Simulation simulation = Update(inDegree: 0, weight: 0, new ShortWiresDescription { InDegree = 5, Length = AnyLength });
        Synapse[] synapses = simulation.ReadSynapses(0);
        Assert.All(synapses.CountBy(synapse => synapse.Target), target => Assert.Equal(5, target.Value));
        Assert.Equal(5 * simulation.Network.Populations[1].Size, synapses.Length);
        Assert.All(synapses, synapse => Assert.Equal(0.5f, synapse.Weight));
    }

    [Fact]
    public void What_goes_is_replaced_from_sources_that_were_not_lost()
    {
        using Simulation before = Simulation.Create(Network(6, 0, Replacing), new HostDevice());
        HashSet<(int, int)> lost = [.. before.ReadSynapses(0).Select(synapse => (synapse.Source, synapse.Target))];
        using Simulation after = Update(inDegree: 6, weight: 0, Replacing);
        Synapse[] synapses = after.ReadSynapses(0);
        Assert.Equal(lost.Count, synapses.Length);
        Assert.DoesNotContain(synapses, synapse => lost.Contains((synapse.Source, synapse.Target)));
    }

    [Fact]
    public void Strong_synapses_stay_where_they_are()
    {
        using Simulation simulation = Update(inDegree: 6, weight: 1, Replacing);
        Assert.Equal(0, Counts(simulation).Eliminated);
        Assert.Equal(0, Counts(simulation).Formed);
    }

    [Fact]
    public void As_many_go_as_the_turnover_says()
    {
        // No places: what goes is not replaced. 4,096 targets with 6 synapses of half the strong weight: each goes with
        // probability 0.3/2, so that the count is binomial; 5 standard deviations either way.
        using Simulation simulation = Update(6, weight: 0.5, new ShortWiresDescription { InDegree = 0, Turnover = 0.3 }, width: 64);
        double n = 4096 * 6;
        double deviation = Math.Sqrt(n * 0.15 * 0.85);
        Assert.InRange(Counts(simulation).Eliminated, (n * 0.15) - (5 * deviation), (n * 0.15) + (5 * deviation));
        Assert.Equal(0, Counts(simulation).Formed);
        Assert.Equal((long)n, Counts(simulation).Attempts);
    }

    [Fact]
    public void Near_sources_are_preferred()
    {
        // One candidate per target, uniform over the grid and accepted with probability e^(-d/3).
        using Simulation simulation = Update(0, weight: 0, new ShortWiresDescription { InDegree = 1, Length = 3 }, width: 64);
        var grid = new GridGeometry(64, 64);
        double[] acceptance = [.. Enumerable.Range(0, grid.Size).Select(source =>
            Math.Exp(-Math.Sqrt(grid.SquaredDistance(source, 0)) / 3))];
        double p = acceptance.Average();
        double deviation = Math.Sqrt(grid.Size * p * (1 - p));
        Assert.InRange(Counts(simulation).Formed, (grid.Size * p) - (5 * deviation), (grid.Size * p) + (5 * deviation));
    }

    [Fact]
    public void A_population_without_positions_is_refused()
    {
        NetworkDescription network = Network(0, 0, new ShortWiresDescription());
        network = network with { Populations = [.. network.Populations.Select(population => population with { Grid = null })] };
        Assert.Contains(
            "wires rewires by distance", Assert.Throws<InvalidDescriptionException>(network.Validate).Message);
    }

    private static ShortWiresDescription Replacing => new() { InDegree = 6, Turnover = 1, Length = AnyLength };

    private static bool Eliminates(ShortWires rule, float weight, float uniform)
    {
        var synapse = new RankedSynapse(new NeuronPair(1, 0, new GridGeometry(16, 16)), weight, Rank: 0, InDegree: 1);
        return rule.ShouldEliminate(in synapse, uniform);
    }

    private static RewiringCounts Counts(Simulation simulation) => simulation.Partitions[0].Rewiring(0)!;

    /// <summary>A network after the only update of its wiring.</summary>
    private static Simulation Update(int inDegree, double weight, ShortWiresDescription rewiring, int width = 16)
    {
        Simulation simulation = Simulation.Create(Network(inDegree, weight, rewiring, width), new HostDevice());
        simulation.Run(1);
        return simulation;
    }

    private static NetworkDescription Network(int inDegree, double weight, ShortWiresDescription rewiring, int width = 16)
    {
        var grid = new GridGeometry(width, width);
        return new NetworkDescription
        {
            DtMs = 1,
            Populations =
            [
                new PopulationDescription { Name = "source", Size = grid.Size, Grid = grid, Model = new PoissonDescription() },
                new PopulationDescription
                {
                    Name = "target",
                    Size = grid.Size,
                    Grid = grid,
                    Model = new AdaptiveExponentialDescription(),
                    Receptors = [new ReceptorDescription("excitatory", new ExponentialCurrentDescription())],
                },
            ],
            Projections =
            [
                new ProjectionDescription
                {
                    Name = "wires",
                    Source = "source",
                    Target = "target",
                    Connectivity = new FixedInDegree(inDegree),
                    Weight = weight,
                    DelayMs = 1,
                    Rewiring = rewiring,
                },
            ],
        };
    }
}
