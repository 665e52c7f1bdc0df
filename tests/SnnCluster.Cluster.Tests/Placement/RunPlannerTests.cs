using CsCheck;
using SnnCluster.Cluster.Placement;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.DigestProbe;
using SnnCluster.Engine.Probes;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Tests.Placement;

public sealed class RunPlannerTests
{
    private const long Plenty = 1L << 40;

    private static readonly NetworkDescription Map = SmallMap.Named("small-populations").Describe();

    private static readonly Gen<NetworkDescription> Networks = Gen.Int[1, 5000].Array[1, 4].Select(sizes => Map with
    {
        Populations = [.. sizes.Select((size, p) => Map.Populations[0] with { Name = $"p{p}", Size = size, Grid = null })],
        Projections = [],
    });

    [Fact]
    public void Every_neuron_is_in_one_partition_whatever_the_sizes_and_shares() =>
        Gen.Select(Networks, Gen.Double[0.01, 10].Array[1, 12], Gen.Bool).Sample((network, shares, byShare) =>
        {
            int largest = network.Populations.Max(population => population.Size);
            shares = shares[..Math.Min(shares.Length, largest)];
            RunPlacement plan = RunPlanner.Plan(
                ObservationPlan.Nothing(network),
                Specification(shares.Length) with { Shares = byShare ? shares : [] },
                [Node("a", Host(Plenty)), Node("b", Host(Plenty), Host(Plenty))]);
            Assert.Equal(shares.Length, plan.Partitions.Count);
            for (int p = 0; p < network.Populations.Count; p++)
            {
                int next = 0;
                foreach (PartitionPlacement partition in plan.Partitions)
                {
                    Assert.Equal(next, partition.Slices[p].Begin);
                    Assert.True(partition.Slices[p].End >= next);
                    next = partition.Slices[p].End;
                }

                Assert.Equal(network.Populations[p].Size, next);
            }

            Assert.Equal(network.Populations.Sum(one => (long)one.Size), plan.Partitions.Sum(one => one.Neurons));

            // A sum of at most 12 quotients, each rounded by half a unit in the last place.
            Assert.Equal(1, plan.Partitions.Sum(one => one.CostShare), 12 * Math.ScaleB(1, -52));
            for (int partition = 0; byShare && partition < shares.Length; partition++)
            {
                // Both ends of a slice are rounded by half a neuron.
                double wanted = shares[partition] / shares.Sum() * network.Populations[0].Size;
                SliceContract slice = plan.Partitions[partition].Slices[0];
                Assert.InRange(slice.End - slice.Begin, wanted - 1.001, wanted + 1.001);
            }
        });

    [Fact]
    public void Neighbours_are_on_the_same_node_where_they_can_be() =>
        Gen.Select(Gen.Int[1, 4].Array[1, 5], Gen.Int[1, 30]).Sample((devices, partitions) =>
        {
            NodeReport[] nodes =
                [.. devices.Select((count, n) => Node($"n{n}", [.. Enumerable.Repeat(Host(Plenty), count)]))];
            RunPlacement plan = RunPlanner.Plan(ObservationPlan.Nothing(Map), Specification(partitions), nodes);
            int[] nodeOf = [.. plan.Partitions.Select(partition => partition.Node)];
            Assert.Equal(nodeOf.Order(), nodeOf);
            Assert.Equal(Enumerable.Range(0, plan.Nodes.Count), nodeOf.Distinct());
            Assert.Equal(plan.Nodes.Count == 1 ? "shared" : "direct", plan.Transport);

            // No more nodes than needed, and each device has as many as any other, to within one.
            int all = devices.Sum();
            int used = Math.Min(all, partitions);
            Assert.Equal(Enumerable.Range(1, devices.Length).First(n => devices[..n].Sum() >= used), plan.Nodes.Count);
            for (int n = 0; n < plan.Nodes.Count && partitions > all; n++)
            {
                int here = nodeOf.Count(node => node == n);
                Assert.InRange(here, devices[n] * (partitions / all), devices[n] * ((partitions / all) + 1));
            }
        });

    [Fact]
    public void As_many_partitions_as_devices_or_shares_where_no_number_is_given()
    {
        NodeReport[] nodes = [Node("a", Host(Plenty), Host(Plenty)), Node("b", Host(Plenty))];
        Assert.Equal(3, RunPlanner.Plan(ObservationPlan.Nothing(Map), Specification(0), nodes).Partitions.Count);
        Assert.Equal(2, RunPlanner.Plan(ObservationPlan.Nothing(Map), Specification(0) with { Shares = [1, 2] }, nodes).Partitions.Count);
        AssertRefused(Specification(3) with { Shares = [1, 2] }, nodes, "--shares has 2 values: must have one for each of the 3");
        AssertRefused(Specification(400), nodes, "partitions is 400: must be from 1 to 399");
    }

    [Fact]
    public void Too_little_memory_names_the_partition_and_how_much()
    {
        double each = RunPlanner.Plan(ObservationPlan.Nothing(Map), Specification(2), [Node("a", Host(Plenty))]).Partitions[1].MemoryBytes;
        string text = (each / (1 << 30)).ToString("N2", System.Globalization.CultureInfo.InvariantCulture);

        // Both are on one machine, whose memory is enough for one and a half.
        NodeReport first = Node("a", Host((long)(1.5 * each))) with { Machine = "m" };
        NodeReport second = Node("b", Host((long)(1.5 * each))) with { Machine = "m" };
        AssertRefused(Specification(2), [first, second], $"partition 1 needs about {text} GiB on host of node b:1");
        Assert.Equal(2, RunPlanner.Plan(ObservationPlan.Nothing(Map), Specification(2), [first, second with { Machine = "o" }]).Nodes.Count);
    }

    [Fact]
    public void What_other_runs_hold_is_left_out_and_waited_for_only_where_that_helps()
    {
        ObservationPlan network = ObservationPlan.Nothing(Map);
        double whole = RunPlanner.Plan(network, Specification(1), [Node("a", Host(Plenty))]).Partitions[0].MemoryBytes;

        // The first has memory for one such network, the second for four.
        NodeReport[] nodes =
        [
            Node("a", Host((long)(1.5 * whole)), Host((long)(1.5 * whole))) with { Machine = "a" },
            Node("b", Host((long)(4.5 * whole)), Host((long)(4.5 * whole))) with { Machine = "b" },
        ];
        var held = new DeviceLedger();
        held.Enter("other", RunPlanner.Plan(network, Specification(1), nodes), nodes[0]);
        RunPlacement? Plan(int partitions, int most = int.MaxValue) => RunPlanner.Plan(network, Specification(partitions), nodes, held, most);
        Assert.Equal(["b:1"], Plan(1, most: 1)!.Nodes);
        Assert.Equal([("b:1", 0), ("b:1", 1)], Places(Plan(2)!));

        // One that asks for no number takes those on which its parts fit.
        Assert.All(Places(Plan(0)!), place => Assert.False(held.IsHeld(place.Node, place.Device)));
        held.Enter("second", RunPlanner.Plan(network, Specification(2), [nodes[1]]), nodes[1]);
        Assert.Null(Plan(2));
        NodeReport[] small = [Node("a", Host((long)(0.4 * whole)), Host((long)(0.4 * whole)))];
        Assert.Contains(
            "needs about", Assert.Throws<InvalidDescriptionException>(() => RunPlanner.Plan(network, Specification(1), small, held)).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Node, int Device)> Places(RunPlacement plan) =>
        plan.Partitions.Select(partition => (plan.Nodes[partition.Node], partition.DeviceIndex));

    [Fact]
    public void More_synapses_than_can_be_read_need_more_partitions()
    {
        NetworkDescription network = Map with
        {
            Populations = [.. Map.Populations.Select(population => population with { Size = 50_000, Grid = null })],
            Projections = [Map.Projections[0] with { Connectivity = new AllToAll(), Rewiring = null }],
        };
        NodeReport[] nodes = [Node("a", Host(Plenty))];
        Assert.Equal(
            ["feed-forward has about 2500000000 synapses in one partition: must be at most 2147483591, so that they can be read; use more partitions"],
            Assert.Throws<InvalidDescriptionException>(() => RunPlanner.Plan(ObservationPlan.Nothing(network), Specification(1), nodes)).Findings);
        Assert.Equal(2, RunPlanner.Plan(ObservationPlan.Nothing(network), Specification(2), nodes).Partitions.Count);
    }

    [Fact]
    public void Without_devices_there_is_no_plan()
    {
        AssertRefused(Specification(1), [], "the cluster has no node with a device");
        AssertRefused(Specification(1), [Node("a")], "no node of the cluster offers a device");
        AssertRefused(
            Specification(1) with { Device = "cuda" },
            [Node("a", Host(Plenty)), Node("b", Gpu("opencl:0", "opencl"))],
            "--device is 'cuda': the cluster offers only host, opencl:0");
    }

    [Theory]
    [InlineData(49_999, "host,cuda:0,opencl:0", "host")]
    [InlineData(50_000, "host,opencl:0,cuda:0", "cuda:0")]
    [InlineData(50_000, "host,opencl:0", "opencl:0")]
    [InlineData(50_000, "host", "host")]
    [InlineData(100, "cuda:0", "cuda:0")]
    [InlineData(100, "ilgpu-cpu", "ilgpu-cpu")]
    public void Auto_takes_one_kind_by_the_size_of_the_network(int neurons, string devices, string expected)
    {
        NetworkDescription network = Map with
        {
            Populations = [Map.Populations[0] with { Size = neurons, Grid = null }],
            Projections = [],
        };
        DeviceOffer[] offers = [.. devices.Split(',').Select(name => Gpu(name, name.Split(':')[0]))];
        RunPlacement plan = RunPlanner.Plan(ObservationPlan.Nothing(network), Specification(4), [Node("a", offers), Node("b", offers)]);
        Assert.All(plan.Partitions, partition => Assert.Equal(expected, partition.Device));
    }

    private static RunSpecification Specification(int partitions) => new()
    {
        Network = new NetworkReference { Experiment = "map", DtMs = 0.1, Seed = 1 },
        Steps = 1,
        Partitions = partitions,
    };

    private static NodeReport Node(string name, params DeviceOffer[] devices) => new()
    {
        ProtocolVersion = 1,
        Address = $"{name}:1",
        ProgramVersion = "",
        Devices = devices,
        Machine = name,
    };

    private static DeviceOffer Host(long bytes) => new() { Name = "host", Kind = "host", MemoryBytes = bytes };

    private static DeviceOffer Gpu(string name, string kind) => new() { Name = name, Kind = kind, MemoryBytes = Plenty };

    private static void AssertRefused(RunSpecification specification, NodeReport[] nodes, string reason) => Assert.Contains(
        reason,
        string.Join("\n", Assert.Throws<InvalidDescriptionException>(() => RunPlanner.Plan(ObservationPlan.Nothing(Map), specification, nodes)).Findings),
        StringComparison.Ordinal);
}
