using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Engine.Tests.Gpu;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Tests.Snapshots;

public sealed class SnapshotContentTests
{
    private static readonly Dictionary<string, Action<PartitionSnapshot>> Changes = new()
    {
        ["a state variable"] = one => Array.Fill(one.Populations[1].States[0], -60),
        ["a receptor's state"] = one => one.Populations[1].States[^1][3] += 1,
        ["a spike count"] = one => one.Populations[0].SpikeCounts[5]++,
        ["last spikes"] = one => Array.Fill(one.Populations[1].Histories[0].Last, one.Step - 150),
        ["traces of targets"] = one => Array.Clear(one.Populations[1].Histories[0].State[0]),
        ["traces of another time constant"] = one => Array.Clear(one.Populations[1].Histories[1].State[0]),
        ["input"] = one => one.Populations[1].Inputs[0].Sums[^1] += 1L << 40,
        ["input of another receptor"] = one => one.Populations[1].Inputs[1].Sums[^1] += 1L << 40,
        ["a spike under way"] = one => Move(one.Populations[0].Spikes),
        ["last events"] = one => Array.Fill(one.Projections[0].LastEvents, one.Step - 150),
        ["traces of sources"] = one => Array.Clear(one.Projections[0].SourceStates[0]),
        ["a weight"] = one => one.Projections[2].Synapses.Weights[0] *= 0.5f,
        ["a dendritic delay"] = one => one.Projections[2].Synapses.DendriticDelays![0] ^= 1,
        ["a number among multapses"] = one => one.Projections[2].Synapses.Multiplicity![0] += 7,
    };

    public static TheoryData<string> Names => [.. Changes.Keys];

    // If one of these were not saved, or not put back, the run would still have to end as here with no change.
    [Theory]
    [MemberData(nameof(Names))]
    public void Everything_in_a_snapshot_matters(string name)
    {
        using var device = new HostDevice();
        Continuation expected = Continuation.Undisturbed(TinyNetworks.Delays, device, 200, 260);
        IReadOnlyList<PartitionSnapshot> snapshots = Continuation.Capture(TinyNetworks.Delays, device, 200);
        Assert.Equal(expected, Continuation.Resumed(TinyNetworks.Delays, device, snapshots, 260));
        Changes[name](snapshots[0]);
        Assert.NotEqual(expected, Continuation.Resumed(TinyNetworks.Delays, device, snapshots, 260));
    }

    [Fact]
    public void A_snapshot_that_was_taken_does_not_change_when_the_run_goes_on()
    {
        using var device = new HostDevice();
        using var simulation = Simulation.Create(TinyNetworks.Delays, device, partitions: 2);
        simulation.Run(100);
        IReadOnlyList<PartitionSnapshot> snapshots = simulation.Capture();
        byte[][] before = [.. snapshots.Select(SnapshotFiles.Bytes)];
        simulation.Run(100);
        Assert.Equal(before, snapshots.Select(SnapshotFiles.Bytes));
        Assert.NotEqual(before, simulation.Capture().Select(SnapshotFiles.Bytes));
    }

    [Fact]
    public void A_partition_is_not_built_from_a_snapshot_for_other_slices()
    {
        using var device = new HostDevice();
        IReadOnlyList<PartitionSnapshot> snapshots = Continuation.Capture(TinyNetworks.Delays, device, 20, partitions: 2);
        Assert.Throws<ArgumentException>(
            () => device.CreatePartition(TinyNetworks.Delays, snapshots[1].Slices, snapshots[0]));

        // It is of these slices, but knows nothing of the other partition's spikes.
        Assert.Throws<ArgumentException>(
            () => device.CreatePartition(TinyNetworks.Delays, snapshots[0].Slices, snapshots[0]));
    }

    /// <summary>
    /// Histories hold gaps in 16 bits and rely on a sweep every 2^15 steps; snapshots forget all gaps. Rare spikes with gaps
    /// about those lengths, and snapshots about the steps of sweeps, go through all of it.
    /// </summary>
    [Fact]
    public void Rare_spikes_are_paired_alike_over_very_long_gaps()
    {
        const int Steps = 140_000;
        var source = new SpikeTable(3);
        var target = new SpikeTable(3);
        foreach (int spike in new[] { 0, 1, 20_000, 32_766, 32_767, 32_768, 32_769, 65_534, 65_535, 65_536, 70_000, 139_999 })
        {
            source.Add(spike, spike % 3);
            target.Add(Math.Max(0, spike - 1), 0);
            target.Add(spike, 1);
            target.Add(spike + 2, (spike + 1) % 3);
        }

        NetworkDescription network = TinyNetwork.Of(source, target, TinyNetwork.Projection(new AllToAll(), weight: 0.5) with
        {
            Synapse = new PairStdpDescription
            {
                MaximumWeight = 1,
                SourceTimeConstantMs = 80_000,
                TargetTimeConstantMs = 70_000,
                Potentiation = 0.01,
            },
        });
        using var device = new HostDevice();
        using var undisturbed = Simulation.Create(network, device, recordSpikes: true);
        undisturbed.Run(Steps);
        using var captured = Simulation.Create(network, device, recordSpikes: true);
        using var cut = Simulation.Create(network, device, partitions: 2);
        foreach (int step in new[] { 1, 32_767, 32_768, 32_769, 70_001 })
        {
            captured.Run(step - captured.Step);
            captured.Capture();
            cut.Run(step - cut.Step);
            Assert.Equal(Continuation.Of(undisturbed, step), Continuation.Resumed(network, device, cut.Capture(), Steps));
        }

        captured.Run(Steps - captured.Step);
        Assert.Equal(Continuation.Of(undisturbed), Continuation.Of(captured));
    }

    // The spike of another neuron instead.
    private static void Move(SpikesSnapshot spikes)
    {
        int[] ofStep = [.. spikes.Neurons.Where((_, i) => spikes.Steps[i] == spikes.Steps[^1])];
        spikes.Neurons[^1] = Enumerable.Range(0, TinyNetworks.Grid.Size).Except(ofStep).First();
    }
}
