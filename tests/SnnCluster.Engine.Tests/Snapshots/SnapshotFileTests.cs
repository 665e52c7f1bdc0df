using System.Text.Json;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.DigestProbe;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Engine.Tests.Gpu;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Tests.Snapshots;

public sealed class SnapshotFileTests
{
    public static TheoryData<string> Networks => [.. TinyNetworks.All.Keys];

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_file_holds_what_was_written(string name)
    {
        NetworkDescription network = TinyNetworks.All[name];
        using var device = new HostDevice();
        using var files = new SnapshotFiles();
        IReadOnlyList<PartitionSnapshot> snapshots = Continuation.Capture(network, device, 137, partitions: 3);
        string[] paths = files.Write(snapshots);
        for (int partitions = 1; partitions <= 4; partitions++)
        {
            PartitionPlan plan = PartitionPlan.Even(network, partitions);
            PartitionSnapshot[] loaded = SnapshotFiles.Load(network, partitions, paths);
            for (int p = 0; p < partitions; p++)
            {
                Assert.Equal(Text(SnapshotCut.For(network, plan[p], p == 0, snapshots)), Text(loaded[p]));
            }
        }
    }

    [Theory]
    [InlineData("delay-10")]
    [InlineData("dendritic-delays")]
    [InlineData("small-populations")]
    public void A_run_goes_on_from_files(string name)
    {
        NetworkDescription network = SmallMap.Named(name).Describe();
        using var device = new HostDevice();
        using var files = new SnapshotFiles();
        Continuation expected = Continuation.Undisturbed(network, device, 777, 1500);
        string[] paths = files.Write(Continuation.Capture(network, device, 777, partitions: 3));
        Assert.Equal(expected, Continuation.Resumed(network, device, SnapshotFiles.Load(network, 1, paths), 1500));
    }

    [Fact]
    public void A_column_of_several_blocks_is_put_together_again()
    {
        // 600 x 500 synapses of 12 bytes are more than three blocks; the second cut needs a part of some of them.
        NetworkDescription network = Large;
        using var device = new HostDevice();
        using var files = new SnapshotFiles();
        IReadOnlyList<PartitionSnapshot> snapshots = Continuation.Capture(network, device, 3, partitions: 2);
        Assert.True(snapshots[0].Bytes > 1 << 20);
        string[] paths = files.Write(snapshots);
        foreach (int partitions in new[] { 1, 2, 5 })
        {
            PartitionPlan plan = PartitionPlan.Even(network, partitions);
            PartitionSnapshot[] loaded = SnapshotFiles.Load(network, partitions, paths);
            for (int p = 0; p < partitions; p++)
            {
                SynapseColumns expected = SnapshotCut.For(network, plan[p], p == 0, snapshots).Projections[0].Synapses;
                SynapseColumns found = loaded[p].Projections[0].Synapses;
                Assert.Equal(expected.Sources, found.Sources);
                Assert.Equal(expected.Targets, found.Targets);
                Assert.Equal(expected.Weights, found.Weights);
            }
        }
    }

    private static NetworkDescription Large => new()
    {
        DtMs = 0.1,
        Populations =
        [
            new PopulationDescription { Name = "source", Size = 600, Model = new PoissonDescription { RateHz = 60 } },
            new PopulationDescription
            {
                Name = "target",
                Size = 500,
                Model = new LifDescription(),
                Receptors = [new ReceptorDescription("excitation", new DeltaDescription())],
            },
        ],
        Projections =
        [
            TinyNetworks.Plastic("plastic", "source", 1) with { Connectivity = new AllToAll() },
        ],
    };

    private static string Text(PartitionSnapshot snapshot) => JsonSerializer.Serialize(snapshot);
}
