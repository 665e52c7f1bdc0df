using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Tests.Host;

/// <summary>
/// Conductances that are so large that the explicit form overshoots: the potential would be carried beyond the reversal
/// potential by more than it was away from it.
/// </summary>
public sealed class ConductanceTests
{
    [Fact]
    public void One_arrival_at_the_largest_weight_that_overshoots_is_refused()
    {
        var error = Assert.Throws<InvalidDescriptionException>(() => Simulate(weight: 1));
        Assert.Equal(
            "projection delivers up to 1: must be at most 0.4101, the largest conductance that target bears at dt 1 ms",
            Assert.Single(error.Findings));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_sum_that_overshoots_ends_the_run_with_population_neuron_and_step(int partitions)
    {
        using Simulation simulation = Simulate(weight: 0.2, partitions);
        var error = Assert.Throws<SimulationException>(() => simulation.Run(20));
        Assert.Equal(FaultyNetworks.TooMuchConductance, error.Message);
    }

    [Fact]
    public void Smaller_sums_go_on()
    {
        using Simulation simulation = Simulate(weight: 0.1);
        simulation.Run(20);
    }

    private static Simulation Simulate(double weight, int partitions = 1) =>
        Simulation.Create(FaultyNetworks.Inhibited(weight), new HostDevice(), partitions);
}
