using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Gpu;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Engine.Tests.Gpu;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Engine.Tests.Snapshots;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Engine.Tests.Plasticity;

/// <summary>
/// How much room the pool has for spikes of fast neurons decides when a sweep comes, and when one comes changes no bit,
/// on any device, in any cut, with or without a snapshot in between.
/// </summary>
[Collection(GpuCollection.Name)]
public sealed class SpikePoolResultTests
{
    private static readonly int[] Cuts = [1, 2, 3, 5];

    /// <summary>No list, one, more than one neuron needs but fewer than all need, and as many as anyone could need.</summary>
    private static readonly int[] Pools = [0, 1, 4, 1000];

    [Fact]
    public void Every_pool_gives_the_bits_of_the_eager_reference_on_the_host()
    {
        foreach (int lists in Pools)
        {
            using var device = new HostDevice { SpikePoolLists = lists };
            Compare(device, 300);
        }
    }

    [Fact]
    public void Every_pool_gives_the_bits_of_the_eager_reference_on_an_accelerator()
    {
        foreach (int lists in Pools)
        {
            using GpuDevice device = GpuDevice.OpenCpuAccelerator(new LaunchShape(2, 1, 2, 1), lists);
            Compare(device, 150);
        }
    }

    [Theory]
    [InlineData("map")]
    [InlineData("sweep rules")]
    [InlineData("targets that spike in every step")]
    public void A_run_goes_on_with_another_pool_on_the_host(string name)
    {
        using var device = new HostDevice { SpikePoolLists = 0 };
        Continuation expected = Continuation.Undisturbed(TinyNetworks.All[name], device, 137, 300);
        IDevice[] devices = [.. Pools.Select(lists => new HostDevice { SpikePoolLists = lists })];
        GoOn(expected, TinyNetworks.All[name], devices, 137, 300);
    }

    [Fact]
    public void A_run_goes_on_with_another_pool_on_an_accelerator()
    {
        NetworkDescription network = TinyNetworks.All["targets that spike in every step"];
        using var host = new HostDevice { SpikePoolLists = 0 };
        Continuation expected = Continuation.Undisturbed(network, host, 70, 160);
        GpuDevice[] devices = [.. Pools.Select(lists => GpuDevice.OpenCpuAccelerator(spikePoolLists: lists))];
        GoOn(expected, network, devices, 70, 160);
        Array.ForEach(devices, device => device.Dispose());
    }

    // Each pool hands over to the next one, and each cut to another.
    private static void GoOn(
        Continuation expected, NetworkDescription network, IReadOnlyList<IDevice> devices, int step, int steps)
    {
        for (int i = 0; i < devices.Count; i++)
        {
            for (int cut = 0; cut < Cuts.Length; cut++)
            {
                IReadOnlyList<PartitionSnapshot> from = Continuation.Capture(network, devices[i], step, Cuts[cut]);
                IDevice next = devices[(i + 1) % devices.Count];
                Assert.Equal(expected, Continuation.Resumed(network, next, from, steps, Cuts[(cut + i) % Cuts.Length]));
            }
        }
    }

    // Targets from one spike in every step to one in 150, and sources whose rows lag behind by more than a list and by less.
    private static void Compare(IDevice device, int steps)
    {
        int[] intervals = [1, 2, 5, 11, 150];
        var target = new SpikeTable(7);
        var source = new SpikeTable(4);
        for (int step = 0; step < steps; step++)
        {
            for (int neuron = 0; neuron < target.Neurons; neuron++)
            {
                if (step % intervals[neuron % intervals.Length] == 0)
                {
                    target.Add(step, neuron);
                }
            }

            if (step % 31 == 0)
            {
                source.Add(step, 0);
            }

            if (step % 7 == 3)
            {
                source.Add(step, 1);
            }

            if (step == 100)
            {
                source.Add(step, 2);
            }
        }

        NetworkDescription network = TinyNetwork.Of(source, target, TinyNetwork.Projection(new AllToAll()) with
        {
            Weight = new InitialValue.Uniform(0, 1),
            Synapse = new PairStdpDescription { Potentiation = 0.031, Depression = 0.027, MaximumWeight = 1 },
            DelayMs = 3,
        });
        foreach (int partitions in Cuts)
        {
            EagerComparison.Run(network, source, target, steps, compareEvery: 67, partitions, device);
        }
    }
}
