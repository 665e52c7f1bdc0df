using SnnCluster.Engine.Devices;
using SnnCluster.Engine.DigestProbe;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Tests.Recording;

public sealed class RewiringCountsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Formations_less_eliminations_are_what_the_number_of_synapses_changed_by(int partitions)
    {
        NetworkDescription network = SmallMap.Named("delay-1").Describe();
        using Simulation simulation = Simulation.Create(network, new HostDevice(), partitions);
        long[] before = [simulation.SynapseCount(0), simulation.SynapseCount(1)];
        simulation.Run(1000);
        for (int projection = 0; projection < 2; projection++)
        {
            RewiringCounts[] counts = [.. simulation.Partitions.Select(partition => partition.Rewiring(projection)!)];
            Assert.True(counts.Sum(c => c.Formed) > 0 && counts.Sum(c => c.Eliminated) > 0);
            Assert.Equal(
                simulation.SynapseCount(projection) - before[projection],
                counts.Sum(c => c.Formed) - counts.Sum(c => c.Eliminated));
            Assert.Equal(simulation.SynapseCount(projection), simulation.ReadSynapses(projection).Length);

            // 1,000 steps of 0.1 ms hold 100 updates of 300 attempts.
            Assert.Equal(30_000, counts.Sum(c => c.Attempts));
        }
    }

    [Fact]
    public void Distances_are_periodic_and_rounded_down()
    {
        var counts = new RewiringCounts(new GridGeometry(10, 6));
        counts.AddFormed(0, 0);
        counts.AddFormed(0, 9); // One to the left, round the edge.
        counts.AddFormed(0, 11); // One right, one down: 1.41.
        counts.AddEliminated(0, 35); // Five right, three down, the farthest: 5.83.
        Assert.Equal([1, 2, 0, 0, 0, 0], counts.FormedByDistance);
        Assert.Equal([0, 0, 0, 0, 0, 1], counts.EliminatedByDistance);
        Assert.True(counts.HasDistances);
    }

    [Fact]
    public void The_largest_grid_takes_memory_for_distances_and_not_for_their_squares()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var counts = new RewiringCounts(new GridGeometry(32768, 32768));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        counts.AddFormed(0, (16384 * 32768) + 16384); // The farthest: 16384·√2 = 23170.47.
        Assert.Equal(1, counts.FormedByDistance[23170]);
        Assert.Equal(23171, counts.FormedByDistance.Length);
    }

    [Fact]
    public void Without_a_grid_there_is_one_bin()
    {
        var counts = new RewiringCounts(null);
        counts.AddFormed(3, 99);
        counts.AddFormed(5, 1);
        Assert.Equal([2], counts.FormedByDistance);
        Assert.Equal(2, counts.Formed);
        Assert.False(counts.HasDistances);
    }

    [Fact]
    public void A_projection_that_is_not_rewired_has_no_counts()
    {
        using Simulation simulation = Simulation.Create(SmallMap.Named("small-populations").Describe(), new HostDevice());
        Assert.NotNull(simulation.Partitions[0].Rewiring(1));
        Assert.Null(simulation.Partitions[0].Rewiring(2));
    }
}
