using SnnCluster.Engine.Devices;
using SnnCluster.Engine.DigestProbe;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Tests.Digests;

/// <summary>The result is the same to the bit however a network is cut and on whatever lane it is computed.</summary>
public sealed class CutTests
{
    public static TheoryData<string> Maps => [.. SmallMap.All.Select(map => map.Name)];

    public static TheoryData<Type> Lanes => [typeof(ScalarLane), typeof(Lane4), typeof(Lane8), typeof(Lane16)];

    [Theory]
    [MemberData(nameof(Maps))]
    public void The_result_is_the_same_for_any_number_of_partitions(string name)
    {
        SmallMap map = SmallMap.Named(name);
        SmallMapResult whole = map.Run();

        // Otherwise the digests would say little.
        Assert.InRange(whole.TargetSpikes, 1000, 100_000);
        Assert.InRange(whole.Formed, 100, 100_000);
        Assert.InRange(whole.Eliminated, 100, 100_000);
        foreach (int partitions in new[] { 2, 3, 5, 8 })
        {
            Assert.Equal(whole, map.Run(partitions));
        }
    }

    [Theory]
    [MemberData(nameof(Lanes))]
    public void The_result_is_the_same_on_every_lane(Type lane)
    {
        foreach (SmallMap map in SmallMap.All)
        {
            Assert.Equal(map.Run(), map.Run(partitions: 2, lane));
        }
    }

    [Fact]
    public void Two_runs_give_the_same_result_and_another_seed_gives_another()
    {
        SmallMap map = SmallMap.All[0];
        Assert.Equal(map.Run(), map.Run());
        Assert.NotEqual(map.Run().Digest, map.Run(seed: 2).Digest);
        Assert.NotEqual(map.Run().Digest, map.Run(seed: 1UL + (1UL << 32)).Digest);
    }

    [Fact]
    public void Digests_on_the_way_are_the_same_and_taking_them_changes_nothing()
    {
        NetworkDescription network = SmallMap.Named("delay-10").Describe();
        using Simulation undisturbed = Simulation.Create(network, new HostDevice());
        using Simulation whole = Simulation.Create(network, new HostDevice());
        using Simulation cut = Simulation.Create(network, new HostDevice(), partitions: 4);
        undisturbed.Run(600);
        for (int i = 0; i < 6; i++)
        {
            whole.Run(100);
            cut.Run(100);
            Assert.Equal(whole.Digest(), cut.Digest());
        }

        Assert.Equal(undisturbed.Digest(), whole.Digest());
    }

    [Fact]
    public void Recorded_spikes_and_synapses_come_in_the_same_order_from_any_cut()
    {
        NetworkDescription network = SmallMap.Named("small-populations").Describe();
        (RecordedSpike[], Synapse[][]) Results(int partitions)
        {
            using Simulation simulation = Simulation.Create(network, new HostDevice(), partitions, recordSpikes: true);
            simulation.Run(400);
            return (
                simulation.Spikes!.Spikes.ToArray(),
                [.. Enumerable.Range(0, network.Projections.Count).Select(simulation.ReadSynapses)]);
        }

        (RecordedSpike[] spikes, Synapse[][] synapses) = Results(1);
        (RecordedSpike[] spikesOfCut, Synapse[][] synapsesOfCut) = Results(5);
        Assert.NotEmpty(spikes);
        Assert.Equal(spikes, spikesOfCut);
        Assert.Equal(synapses, synapsesOfCut);
    }

    [Fact]
    public void As_many_partitions_as_neurons_give_the_same_result()
    {
        SpikeTable source = SpikeTable.Random(3, 100, seed: 31);
        SpikeTable target = SpikeTable.Random(11, 100, seed: 32);
        NetworkDescription network = TinyNetwork.Of(source, target, TinyNetwork.Projection(new FixedProbability(0.6)));
        string Digest(int partitions)
        {
            using Simulation simulation = TinyNetwork.Simulate(network, partitions);
            simulation.Run(100);
            return simulation.Digest();
        }

        Assert.Equal(Digest(1), Digest(11));
    }
}
