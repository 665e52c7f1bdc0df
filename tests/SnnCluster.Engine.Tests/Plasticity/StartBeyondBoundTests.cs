using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Tests.Plasticity;

/// <summary>Weights that start beyond the upper bound of their model, 1: when they come back to it.</summary>
public class StartBeyondBoundTests
{
    private const float Start = 1.5f;

    public static TheoryData<string, float, float, float, float> Models => new()
    {
        // Before any event; after a source event; after a target spike; after an event of the modulator.
        { "pair STDP", Start, 1, 1, 1 },
        { "inhibitory", Start, 1, 1, 1 },
        { "power law", Start, Start, 1, 1 },
        { "pre-centred", Start, Start, 1, 1 },
        { "restricted", Start, Start, 1, 1 },
        { "triplet", Start, Start, 1, 1 },
        { "dopamine", 1, 1, 1, 1 },
        { "reward", Start, Start, Start, 1 },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void A_weight_comes_back_at_the_first_change_that_knows_the_bound(string model, float before, float afterSource, float afterTarget, float afterModulator)
    {
        var source = new SpikeTable(1).Add(10, 0);
        var target = new SpikeTable(1).Add(20, 0);
        NetworkDescription network = TinyNetwork.Of(source, target, TinyNetwork.Projection(new AllToAll(), Start)).With(model);
        network = network with { Modulators = [.. network.Modulators.Select(modulator => modulator with { DelayMs = 20 * TinyNetwork.DtMs })] };
        using Simulation simulation = TinyNetwork.Simulate(network);
        float After(int steps)
        {
            simulation.Run(steps - simulation.Step);
            return Assert.Single(simulation.ReadSynapses(0)).Weight;
        }

        Assert.Equal((before, afterSource), (After(5), After(15)));

        // What a target spike or a modulator adds or takes off within the bound is small here.
        Assert.Equal(afterTarget, After(25), 0.2);
        Assert.True(afterTarget == Start || After(25) <= 1);
        Assert.Equal(afterModulator, After(40), 0.2);
        Assert.InRange(After(40), 0, 1);
    }
}
