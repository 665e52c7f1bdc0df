using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Experiments.Tests.Networks;
using SnnCluster.Model.Networks;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Experiments.Tests.Gpu;

/// <summary>
/// Every built-in network has the digest of the host on a GPU, for each cut, and a run goes on elsewhere from its checkpoint. OpenCL allows
/// divisions that are not the host's to the last bit, but no device that these tests know makes use of that.
/// </summary>
[Collection(GpuCollection.Name)]
public sealed class BuiltInNetworkTests(OpenDevices devices)
{
    private const int Steps = 333;
    private const int Half = 150;

    // On ILGPU's CPU accelerator each launch takes as long as a step of the host.
    public static TheoryData<string, string> KindsAndNetworks
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string kind in OpenDevices.AllKinds.Where(DeviceCatalog.IsGpu))
            {
                foreach (string network in SmallNetworks.All.Keys)
                {
                    data.Add(kind, network);
                }
            }

            return data;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(KindsAndNetworks))]
    public void A_built_in_network_is_the_hosts_for_every_cut(string kind, string name)
    {
        GpuDevice device = devices.Get(kind);
        using var host = new HostDevice();
        (Experiment experiment, Dictionary<string, string> set) = SmallNetworks.All[name];
        NetworkDescription network = experiment.Describe(ExperimentSettings.Of(experiment, set));
        if (network.Populations.Any(population => population.Elements is not null))
        {
            InvalidDescriptionException refusal = Assert.Throws<InvalidDescriptionException>(() => Simulation.Create(network, device));
            Assert.Contains("synaptic elements", refusal.Message, StringComparison.Ordinal);
            return;
        }

        using Simulation reference = Simulation.Create(network, host);
        reference.Run(Steps);
        string expected = reference.FullDigest();
        for (int partitions = 1; partitions <= 3; partitions++)
        {
            using Simulation simulation = Simulation.Create(network, device, partitions);
            simulation.Run(Steps);
            Assert.Equal(expected, simulation.FullDigest());
        }

        Assert.Equal(expected, GoesOn(network, device, 2, host, 1));
        Assert.Equal(expected, GoesOn(network, host, 3, device, 1));
    }

    private static string GoesOn(NetworkDescription network, IDevice first, int firstPartitions, IDevice second, int secondPartitions)
    {
        using Simulation begun = Simulation.Create(network, first, firstPartitions);
        begun.Run(Half);
        IReadOnlyList<PartitionSnapshot> checkpoint = begun.Capture();
        using Simulation resumed = Simulation.Create(network, second, secondPartitions, from: checkpoint);
        resumed.Run(Steps - Half);
        return resumed.FullDigest();
    }
}
