using SnnCluster.Engine.Devices;
using SnnCluster.Engine.DigestProbe;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Tests.Host;

/// <summary>The step loop allocates nothing on the managed heap, so the collector never stops it.</summary>
public sealed class AllocationTests
{
    public static TheoryData<string> Maps => [.. SmallMap.All.Select(map => map.Name)];

    [Theory]
    [MemberData(nameof(Maps))]
    public void Thousands_of_steps_with_plasticity_and_rewiring_allocate_nothing(string name)
    {
        NetworkDescription network = SmallMap.Named(name).Describe();
        foreach (int partitions in new[] { 1, 3 })
        {
            using Simulation simulation = Simulation.Create(network, new HostDevice(), partitions);
            simulation.Run(2000);
            long spikes = simulation.SpikeCount(1);
            AllocatesNothing(() => simulation.Run(3000));
            Assert.True(simulation.SpikeCount(1) > spikes);
        }
    }

    [Fact]
    public void Recording_spikes_allocates_nothing()
    {
        NetworkDescription network = SmallMap.Named("delay-1").Describe();
        using Simulation simulation = Simulation.Create(network, new HostDevice(), partitions: 2, recordSpikes: true);
        simulation.Run(100);
        AllocatesNothing(() => simulation.Run(1000));
        Assert.True(simulation.Spikes!.Spikes.Length > 1000);
    }

    [Fact]
    public void Rows_that_grow_allocate_nothing()
    {
        NetworkDescription network = TinyNetwork.Silent(20, 200, TinyNetwork.Projection(new FixedProbability(0)) with
        {
            Rewiring = new PairAttemptsDescription
            {
                AttemptsPerUpdate = 20,
                FormationProbability = 1,
                FormationSigma = double.PositiveInfinity,
            },
        });
        using Simulation simulation = TinyNetwork.Simulate(network with { Inputs = [] });
        simulation.Run(10);
        long before = simulation.SynapseCount(0);
        Assert.Equal(0, AllocatedBy(() => simulation.Run(400)));
        Assert.InRange(simulation.SynapseCount(0), before + 2000, 4000);
    }

    // Code that runs for the first time may allocate once, when its types are loaded; steps that allocate do so again.
    private static void AllocatesNothing(Action action) => Assert.Equal(0, AllocatedBy(action) == 0 ? 0 : AllocatedBy(action));

    private static long AllocatedBy(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
