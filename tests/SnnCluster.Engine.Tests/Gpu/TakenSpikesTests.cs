using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Networks;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Engine.Tests.Gpu;

/// <summary>A partition takes the spikes of the sources of its synapses, of all candidates of its rewiring, and of all that a modulator counts; on each device the same.</summary>
[Collection(GpuCollection.Name)]
public sealed class TakenSpikesTests(OpenDevices devices)
{
    public static TheoryData<string, string> KindsAndNetworks => GpuPartitionTests.KindsAndNetworks;

    [SkippableTheory]
    [MemberData(nameof(KindsAndNetworks))]
    public void They_are_those_that_may_be_needed(string kind, string network)
    {
        NetworkDescription description = TinyNetworks.All[network];
        PartitionPlan cut = PartitionPlan.Even(description, 3);
        using var host = new HostDevice();
        for (int p = 0; p < cut.Count; p++)
        {
            using IPartition partition = host.CreatePartition(description, cut[p]);
            using IPartition other = devices.Get(kind).CreatePartition(description, cut[p]);
            for (int population = 0; population < description.Populations.Count; population++)
            {
                bool[] needed = Needed(description, partition, population);
                for (int neuron = 0; neuron < needed.Length; neuron++)
                {
                    Assert.Equal(needed[neuron], partition.Takes(population, new Slice(neuron, neuron + 1)));
                    Assert.Equal(needed[neuron], other.Takes(population, new Slice(neuron, neuron + 1)));
                }

                Assert.False(partition.Takes(population, new Slice(1, 1)));
                Assert.Equal(needed.Contains(true), other.Takes(population, new Slice(0, needed.Length)));
            }
        }
    }

    private static bool[] Needed(NetworkDescription network, IPartition partition, int population)
    {
        string name = network.Populations[population].Name;
        var needed = new bool[network.Populations[population].Size];
        bool isCounted = network.Modulators.Any(modulator =>
            modulator.Source == name || modulator.Reward?.Counted.Any(counted => counted.Population == name) == true);
        for (int p = 0; p < network.Projections.Count; p++)
        {
            ProjectionDescription projection = network.Projections[p];
            bool hasCandidates = projection.Rewiring is not null && partition.Slices[network.IndexOfPopulation(projection.Target)].Count > 0;
            if (projection.Source == name)
            {
                isCounted |= hasCandidates;
                Array.ForEach(partition.ReadSynapses(p), synapse => needed[synapse.Source] = true);
            }
        }

        return isCounted ? [.. needed.Select(_ => true)] : needed;
    }
}
