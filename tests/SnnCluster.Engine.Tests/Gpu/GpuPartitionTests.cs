using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Gpu;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Plasticity;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Engine.Tests.Gpu;

[Collection(GpuCollection.Name)]
public sealed class GpuPartitionTests(OpenDevices devices)
{
    private const int Steps = 300;

    public static TheoryData<string> Kinds => OpenDevices.Kinds;

    public static TheoryData<string, string> KindsAndNetworks
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string kind in Kinds)
            {
                foreach (string network in Networks.Keys)
                {
                    data.Add(kind, network);
                }
            }

            return data;
        }
    }

    private static IReadOnlyDictionary<string, NetworkDescription> Networks => TinyNetworks.All;

    [SkippableTheory]
    [MemberData(nameof(KindsAndNetworks))]
    public void The_digest_does_not_depend_on_the_cut(string kind, string network)
    {
        Outcome one = Outcome.Of(Networks[network], devices.Get(kind), Steps);
        Assert.Equal(one, Outcome.Of(Networks[network], devices.Get(kind), Steps, partitions: 2));
        Assert.Equal(one, Outcome.Of(Networks[network], devices.Get(kind), Steps, partitions: 3));
    }

    /// <summary>
    /// On ILGPU's CPU accelerator all bits are the host's: the same operations in the same order, none fused. On a GPU
    /// divisions and square roots of OpenCL may be off by 3 units in the last place (2e-7); the models take some ten
    /// such operations a step and forget within some hundred steps, so 1e-4 is generous as long as both see the same
    /// spikes.
    /// </summary>
    [SkippableTheory]
    [MemberData(nameof(KindsAndNetworks))]
    public void A_gpu_does_what_the_host_does(string kind, string network)
    {
        using var device = new HostDevice();
        Outcome host = Outcome.Of(Networks[network], device, Steps);
        Outcome gpu = Outcome.Of(Networks[network], devices.Get(kind), Steps);
        Assert.NotEmpty(host.Spikes);
        Assert.Equal(host.Spikes, gpu.Spikes);
        Assert.Equal(host.Wiring, gpu.Wiring);
        if (kind == DeviceCatalog.CpuAccelerator)
        {
            Assert.Equal(host.Digest, gpu.Digest);
        }
        else
        {
            AssertStatesAgree(Networks[network], device, devices.Get(kind), tolerance: 1e-4f);
        }
    }

    /// <summary>
    /// Where nobody looks at single steps, a CUDA device makes several with one call. They end at updates of wiring, stimuli and looks at
    /// state, and begin anew after results were read.
    /// </summary>
    [SkippableTheory]
    [MemberData(nameof(KindsAndNetworks))]
    public void Steps_that_nobody_sees_are_the_same(string kind, string network)
    {
        string expected = Outcome.Of(Networks[network], devices.Get(kind), Steps).Digest;
        using var simulation = Simulation.Create(Networks[network], devices.Get(kind));
        simulation.Run(7);
        simulation.Settle();
        simulation.Run(130);
        simulation.ReadSynapses(0);
        simulation.Run(Steps - 137);
        Assert.Equal(expected, simulation.Digest());
    }

    /// <summary>The log of changes begins with room for 16,384 attempts.</summary>
    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Updates_with_more_attempts_than_the_log_holds_make_it_grow(string kind)
    {
        using var device = new HostDevice();
        using var host = Simulation.Create(TinyNetworks.Growth(20_000), device);
        using var gpu = Simulation.Create(TinyNetworks.Growth(20_000), devices.Get(kind), partitions: 2);
        host.Run(35);
        gpu.Run(35);
        Assert.True(host.Partitions[0].Rewiring(0)!.Attempts > 20_000);
        Assert.Equal(host.Digest(), gpu.Digest());
    }

    /// <summary>Modulators keep some thousand events; before there is no room for more, all rows are brought up to date.</summary>
    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Events_of_modulators_find_room(string kind)
    {
        const int Modulated = ModulatorPlan.MostEvents + 100;
        using var device = new HostDevice();
        using var host = Simulation.Create(TinyNetworks.Plasticity, device);
        using var gpu = Simulation.Create(TinyNetworks.Plasticity, devices.Get(kind));
        host.Run(Modulated);
        gpu.Run(Modulated);
        Assert.Equal(host.Digest(), gpu.Digest());
    }

    /// <summary>More rows grow in an update than there is room for at first, and again later, beside rows that lose synapses.</summary>
    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Rows_that_grow_unseen_are_the_hosts(string kind)
    {
        using var device = new HostDevice();
        using var host = Simulation.Create(Networks["growing rows"], device);
        using var gpu = Simulation.Create(Networks["growing rows"], devices.Get(kind));
        for (int i = 0; i < 4; i++)
        {
            host.Run(Steps);
            gpu.Run(Steps);
            Assert.Equal(host.SynapseCount(0), gpu.SynapseCount(0));
            Assert.Equal(host.Digest(), gpu.Digest());
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Rewiring_counts_are_the_hosts(string kind)
    {
        foreach (string network in new[] { "map", "sweep rules", "growing rows" })
        {
            using var device = new HostDevice();
            using var host = Simulation.Create(Networks[network], device);
            using var gpu = Simulation.Create(Networks[network], devices.Get(kind), partitions: 2);
            host.Run(Steps);
            gpu.Run(Steps);
            for (int p = 0; p < Networks[network].Projections.Count; p++)
            {
                RewiringCounts expected = host.Partitions[0].Rewiring(p)!;
                RewiringCounts[] parts = [.. gpu.Partitions.Select(partition => partition.Rewiring(p)!)];
                Assert.True(expected.Formed > 0 && expected.Eliminated > 0, network);
                Assert.Equal(expected.Attempts, parts.Sum(part => part.Attempts));
                Assert.Equal(expected.FormedByDistance, Sum(parts, part => part.FormedByDistance));
                Assert.Equal(expected.EliminatedByDistance, Sum(parts, part => part.EliminatedByDistance));
                Assert.Equal(host.SynapseCount(p), gpu.SynapseCount(p));
            }

            Assert.Equal(host.SynapticEvents, gpu.SynapticEvents);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Reading_changes_no_bit(string kind)
    {
        using var undisturbed = Simulation.Create(Networks["map"], devices.Get(kind));
        using var read = Simulation.Create(Networks["map"], devices.Get(kind));
        undisturbed.Run(200);
        for (int i = 0; i < 20; i++)
        {
            read.Run(10);
            read.Settle();
            read.Settle();
            read.ReadSynapses(1);
        }

        Assert.Equal(undisturbed.Digest(), read.Digest());
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void A_few_fast_neurons_make_no_row_be_swept(string kind)
    {
        using var simulation = Simulation.Create(Networks["targets that spike in every step"], devices.Get(kind));
        simulation.Run(Steps);
        Assert.Equal(0, ((GpuPartition)simulation.Partitions[0]).Sweeps);
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void A_partition_may_hold_no_neuron_of_a_population(string kind)
    {
        NetworkDescription network = Networks["targets that spike in every step"];
        Outcome one = Outcome.Of(network, devices.Get(kind), 60);
        Assert.Equal(one, Outcome.Of(network, devices.Get(kind), 60, partitions: 7));
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void A_weight_beyond_its_bound_ends_the_run(string kind)
    {
        NetworkDescription network = TinyNetworks.OwnRules(rate: 3);
        using var simulation = Simulation.Create(network, devices.Get(kind));
        SimulationException failure = Assert.Throws<SimulationException>(() => simulation.Run(2000));
        Assert.Contains("own", failure.Message, StringComparison.Ordinal);
        Assert.Contains("0.4", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_a_gpu_cannot_take_is_refused()
    {
        AssertRefused<RuleWithFlag>("Flag");
        AssertRefused<RuleWithoutFields>("no field");
        AssertRefused<HiddenRule>("public");
    }

    /// <summary>With groups of two, threads share rows and meet at barriers, as the 32 of a GPU's warp do.</summary>
    [Theory]
    [InlineData("map")]
    [InlineData("growing rows")]
    [InlineData("growing rows with delays")]
    [InlineData("targets that spike in every step")]
    public void The_threads_of_a_group_share_rows(string network)
    {
        using var host = new HostDevice();
        using GpuDevice gpu = GpuDevice.OpenCpuAccelerator(new LaunchShape(2, 2, 2, 2));
        Assert.Equal(Outcome.Of(Networks[network], host, 100), Outcome.Of(Networks[network], gpu, 100));
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Kernels_can_be_timed(string kind)
    {
        GpuDevice device = devices.Get(kind);
        using var simulation = Simulation.Create(Networks["map"], device);
        long before = device.KernelTimes.GetValueOrDefault("update target").Launches;
        device.TimesKernels = true;
        simulation.Run(20);
        device.TimesKernels = false;
        simulation.Run(20);
        Assert.Equal(before + 20, device.KernelTimes["update target"].Launches);
        Assert.True(device.KernelTimes["deliver lateral"].Seconds > 0);
    }

    private void AssertRefused<TRule>(string reason)
        where TRule : unmanaged, ITraceRule
    {
        NetworkDescription network = TinyNetworks.Map() with
        {
            Projections =
            [
                TinyNetworks.Plastic("odd", "source", 1) with { Synapse = new RuleDescription<TRule>() },
            ],
        };
        InvalidDescriptionException failure = Assert.Throws<InvalidDescriptionException>(
            () => Simulation.Create(network, devices.Get(DeviceCatalog.CpuAccelerator)));
        Assert.Contains("odd", failure.Message, StringComparison.Ordinal);
        Assert.Contains(typeof(TRule).Name, failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    private static long[] Sum(RewiringCounts[] parts, Func<RewiringCounts, long[]> bins) =>
        [.. Enumerable.Range(0, bins(parts[0]).Length).Select(bin => parts.Sum(part => bins(part)[bin]))];

    private static void AssertStatesAgree(NetworkDescription network, IDevice first, IDevice second, float tolerance)
    {
        using var a = Simulation.Create(network, first);
        using var b = Simulation.Create(network, second);
        a.Run(Steps);
        b.Run(Steps);
        for (int population = 0; population < network.Populations.Count; population++)
        {
            IPartition partition = a.Partitions[0];
            for (int variable = 0; variable < partition.StateVariables(population).Count; variable++)
            {
                var x = new float[network.Populations[population].Size];
                var y = new float[x.Length];
                a.ReadState(population, variable, x);
                b.ReadState(population, variable, y);
                for (int i = 0; i < x.Length; i++)
                {
                    Assert.True(
                        x[i].Equals(y[i]) || Math.Abs(x[i] - y[i]) <= tolerance * (1 + Math.Abs(x[i])),
                        $"{partition.StateVariables(population)[variable]} of neuron {i}: {x[i]} and {y[i]}");
                }
            }
        }
    }
}
