using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Tests.Partitions;

/// <summary>Weights and delays that go by the distance of two neurons on a grid.</summary>
public class DistanceValueTests
{
    private static readonly GridGeometry Grid = new(8, 6);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Weights_fall_with_a_kernel_and_delays_rise_with_distance_across_periodic_borders(int partitions)
    {
        NetworkDescription network = Network(new InitialValue.ByKernel(0.5, new GaussianKernel(2)), new InitialValue.ByDistance(1, 0.75, 0, 3));
        using var device = new HostDevice();
        using Simulation simulation = Simulation.Create(network, device, partitions);
        Assert.All(simulation.ReadSynapses(0), AssertByDistance);
        simulation.Run(5);
        Synapse[] grown = simulation.ReadSynapses(0);
        Assert.True(grown.Length > 100);
        Assert.All(grown.Where(synapse => synapse.Weight != 0.25f), AssertByDistance);
        Assert.All(grown, synapse => Assert.Equal(1 + Delay(synapse), synapse.DelaySteps));
    }

    [Fact]
    public void Without_a_grid_they_are_refused()
    {
        NetworkDescription network = TinyNetwork.Silent(3, 3, TinyNetwork.Projection(new AllToAll()) with
        {
            Weight = new InitialValue.ByDistance(1, 1, 0, 2),
        });
        Assert.Equal(
            ["projection weight goes by distance: source and target need the same grid"],
            Assert.Throws<InvalidDescriptionException>(() => network.Validate()).Findings);
    }

    private static void AssertByDistance(Synapse synapse)
    {
        double expected = 0.5 * Math.Exp(-Grid.SquaredDistance(synapse.Source, synapse.Target) / 8.0);
        Assert.Equal(expected, synapse.Weight, 1e-6);
    }

    private static int Delay(Synapse synapse) => (int)Math.Round(
        Math.Min(3, 1 + (0.75 * Math.Sqrt(Grid.SquaredDistance(synapse.Source, synapse.Target)))));

    private static NetworkDescription Network(InitialValue weight, InitialValue delay)
    {
        NetworkDescription network = TinyNetwork.Silent(Grid.Size, Grid.Size, TinyNetwork.Projection(new FixedProbability(0.1)) with
        {
            Weight = weight,
            DendriticDelayMs = delay,
            Rewiring = new PairAttemptsDescription
            {
                AttemptsPerUpdate = 60,
                FormationProbability = 1,
                FormationSigma = double.PositiveInfinity,
                WeakEliminationProbability = 0,
                StrongEliminationProbability = 0,
                NewWeight = 0.25,
            },
        });
        return network with { Populations = [.. network.Populations.Select(population => population with { Grid = Grid })] };
    }
}
