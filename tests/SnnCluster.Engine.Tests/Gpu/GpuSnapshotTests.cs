using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Engine.Tests.Snapshots;
using SnnCluster.Model.Networks;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Engine.Tests.Gpu;

[Collection(GpuCollection.Name)]
public sealed class GpuSnapshotTests(OpenDevices devices)
{
    private const int Steps = 160;

    public static TheoryData<string, string> KindsAndNetworks => GpuPartitionTests.KindsAndNetworks;

    [SkippableTheory]
    [MemberData(nameof(KindsAndNetworks))]
    public void Any_cut_goes_on_from_any_other(string kind, string name)
    {
        NetworkDescription network = TinyNetworks.All[name];
        GpuDevice device = devices.Get(kind);
        Continuation expected = Continuation.Undisturbed(network, device, 77, Steps);
        Assert.NotEmpty(expected.LaterSpikes);
        IReadOnlyList<PartitionSnapshot> whole = Continuation.Capture(network, device, 77);
        IReadOnlyList<PartitionSnapshot> cut = Continuation.Capture(network, device, 77, partitions: 3);
        Assert.Equal(expected, Continuation.Resumed(network, device, whole, Steps));
        Assert.Equal(expected, Continuation.Resumed(network, device, whole, Steps, partitions: 3));
        Assert.Equal(expected, Continuation.Resumed(network, device, cut, Steps));
        Assert.Equal(expected, Continuation.Resumed(network, device, cut, Steps, partitions: 2));
        Assert.All(cut, part => Assert.Equal(kind, part.DeviceKind));
    }

    [SkippableTheory]
    [MemberData(nameof(KindsAndNetworks))]
    public void Capturing_changes_nothing(string kind, string name)
    {
        NetworkDescription network = TinyNetworks.All[name];
        using var simulation = Simulation.Create(network, devices.Get(kind), partitions: 2, recordSpikes: true);
        for (int step = 0; step < Steps; step++)
        {
            if (step % 10 is 0 or 1 or 9)
            {
                simulation.Capture();
                simulation.Capture();
            }

            simulation.Run(1);
        }

        Assert.Equal(Continuation.Undisturbed(network, devices.Get(kind), 0, Steps), Continuation.Of(simulation));
    }

    /// <summary>
    /// The accelerator on the processor computes the host's bits, so each must hold what the other holds, row order apart,
    /// and go on from it.
    /// </summary>
    [Theory]
    [MemberData(nameof(ContinuationTests.Networks), MemberType = typeof(ContinuationTests))]
    public void The_host_and_the_accelerator_go_on_from_each_other(string name)
    {
        NetworkDescription network = TinyNetworks.All[name];
        using var host = new HostDevice();
        GpuDevice gpu = devices.Get(DeviceCatalog.CpuAccelerator);
        IReadOnlyList<PartitionSnapshot> ofHost = Continuation.Capture(network, host, 90, partitions: 2);
        IReadOnlyList<PartitionSnapshot> ofGpu = Continuation.Capture(network, gpu, 90, partitions: 2);
        for (int p = 0; p < network.Populations.Count; p++)
        {
            PopulationSnapshot expected = ofHost[1].Populations[p];
            PopulationSnapshot found = ofGpu[1].Populations[p];
            Assert.Equal(expected.States, found.States);
            Assert.Equal(expected.SpikeCounts, found.SpikeCounts);
            Assert.Equal(expected.Spikes.Neurons, found.Spikes.Neurons);
            Assert.Equal(expected.Inputs.Select(input => input.Sums), found.Inputs.Select(input => input.Sums));
            Assert.Equal(
                expected.Histories.SelectMany(history => history.State), found.Histories.SelectMany(history => history.State));
        }

        Continuation undisturbed = Continuation.Undisturbed(network, host, 90, Steps);
        Assert.Equal(undisturbed, Continuation.Resumed(network, gpu, ofHost, Steps, partitions: 2));
        Assert.Equal(undisturbed, Continuation.Resumed(network, host, ofGpu, Steps, partitions: 3));
    }
}
