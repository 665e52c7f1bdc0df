using SnnCluster.Engine.Devices;
using SnnCluster.Engine.DigestProbe;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Engine.Tests.Gpu;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Tests.Snapshots;

/// <summary>A run that goes on from snapshots ends with the bits of one that nothing disturbed.</summary>
public sealed class ContinuationTests
{
    private const int Steps = 300;

    public static TheoryData<string> Networks => [.. TinyNetworks.All.Keys];

    public static TheoryData<string> Maps => [.. SmallMap.All.Select(map => map.Name)];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Any_cut_goes_on_from_any_other(string name)
    {
        NetworkDescription network = TinyNetworks.All[name];
        using var device = new HostDevice();
        foreach (int step in new[] { 0, 1, 137 })
        {
            Continuation expected = Continuation.Undisturbed(network, device, step, Steps);
            Assert.NotEmpty(expected.LaterSpikes);
            for (int from = 1; from <= 3; from++)
            {
                IReadOnlyList<PartitionSnapshot> snapshots = Continuation.Capture(network, device, step, from);
                for (int to = 1; to <= 3; to++)
                {
                    Assert.Equal(expected, Continuation.Resumed(network, device, snapshots, Steps, to));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Maps))]
    public void A_map_goes_on_from_another_cut(string name)
    {
        NetworkDescription network = SmallMap.Named(name).Describe();
        using var device = new HostDevice();
        Continuation expected = Continuation.Undisturbed(network, device, 1234, 2000);
        IReadOnlyList<PartitionSnapshot> snapshots = Continuation.Capture(network, device, 1234, partitions: 3);
        Assert.Equal(expected, Continuation.Resumed(network, device, snapshots, 2000));
        Assert.Equal(expected, Continuation.Resumed(network, device, snapshots, 2000, partitions: 4));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_digest_at_once_is_that_at_the_capture(string name)
    {
        NetworkDescription network = TinyNetworks.All[name];
        using var device = new HostDevice();
        using var simulation = Simulation.Create(network, device, partitions: 2);
        simulation.Run(150);
        string expected = simulation.Digest();
        IReadOnlyList<PartitionSnapshot> snapshots = simulation.Capture();
        Assert.Equal(expected, simulation.Digest());
        using var resumed = Simulation.Create(network, device, partitions: 3, from: snapshots);
        Assert.Equal(150, resumed.Step);
        Assert.Equal(expected, resumed.Digest());
        Assert.Equal(simulation.SynapticEvents, resumed.SynapticEvents);
    }

    // Rewiring comes at the end of a step, so this passes through every place before and after one.
    [Theory]
    [MemberData(nameof(Networks))]
    public void Capturing_in_every_step_changes_nothing(string name)
    {
        NetworkDescription network = TinyNetworks.All[name];
        using var device = new HostDevice();
        using var simulation = Simulation.Create(network, device, partitions: 2, recordSpikes: true);
        for (int step = 0; step < Steps; step++)
        {
            simulation.Capture();
            simulation.Capture();
            simulation.Run(1);
        }

        Assert.Equal(Continuation.Undisturbed(network, device, 0, Steps), Continuation.Of(simulation));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_run_goes_on_from_every_step_in_turn(string name)
    {
        NetworkDescription network = TinyNetworks.All[name];
        using var device = new HostDevice();
        IReadOnlyList<PartitionSnapshot>? from = null;
        for (int step = 0; step < 80; step++)
        {
            using var simulation = Simulation.Create(network, device, 1 + (step % 3), from: from);
            simulation.Run(1);
            from = simulation.Capture();
        }

        Assert.Equal(
            Continuation.Undisturbed(network, device, 80, Steps), Continuation.Resumed(network, device, from!, Steps));
    }
}
