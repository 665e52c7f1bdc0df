using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Tests.Protocol;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Tests.Runs;

/// <summary>A node between one coordinator and the next.</summary>
public sealed class NodeProtocolTests : INodeHost
{
    private readonly NodeProtocol _node;
    private readonly List<IWireMessage> _said = [];
    private readonly List<string> _stopping = [];

    public NodeProtocolTests()
    {
        _node = new NodeProtocol(CoordinatorCluster.Report(0), this);
        _node.Accepted("first", []);
    }

    [Fact]
    public void The_next_coordinator_may_be_heard_of_before_the_last_is_seen_to_leave()
    {
        _node.Prepare(Order("r1"), "first");
        _node.Accepted("next", []);
        Assert.Equal(["r1"], _stopping);
        _node.RunStopped("r1");
        _node.CoordinatorGone("first");
        _node.Accepted("next", []);
        OrphanedRun orphan = Assert.Single(_said.OfType<OrphanedRun>());
        Assert.Equal(("r1", 440), (orphan.RunId, orphan.Step));
        _node.Prepare(Order("r1"), "first");
        Assert.Empty(_node.Running);
    }

    [Fact]
    public void A_node_without_a_part_of_a_run_tells_of_it()
    {
        _node.Accepted("first", [new OrphanedRun { RunId = "r2", Specification = Order("r2").Specification, Nodes = 1 }]);
        _node.CoordinatorGone("first");
        _node.Accepted("next", []);
        _node.Release(new ReleaseRun { RunId = "r2" });
        _node.Accepted("next", []);
        Assert.Equal("r2", Assert.Single(_said.OfType<OrphanedRun>()).RunId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_that_has_ended_is_told_of_until_the_coordinator_does_not_need_it_any_more(bool isRead)
    {
        _node.Prepare(Order("r1"), "first");
        _node.Release(new ReleaseRun { RunId = "r1" });
        _node.RunStopped("r1");
        if (isRead)
        {
            _node.Accepted("first", []);
        }

        _node.CoordinatorGone("first");
        _node.Accepted("next", []);
        Assert.Equal(isRead ? [] : ["r1"], _said.OfType<OrphanedRun>().Select(orphan => orphan.RunId));
    }

    // The same order again and again must not stand before the one that is wanted.
    [Fact]
    public void The_last_run_that_is_ordered_comes_next()
    {
        foreach (string run in (string[])["r1", "r2", "r2", "r2", "r3"])
        {
            _node.Prepare(Order(run), "first");
        }

        _node.RunStopped("r1");
        Assert.Equal("r3", Assert.Single(_node.Running).RunId);
        _node.RunStopped("r3");
        Assert.Empty(_node.Running);
    }

    [Fact]
    public void A_run_that_is_released_does_not_come_once_more()
    {
        _node.Prepare(Order("r1"), "first");
        _node.Prepare(Order("r1"), "first");
        _node.Release(new ReleaseRun { RunId = "r1" });
        _node.RunStopped("r1");
        Assert.Empty(_node.Running);
    }

    [Fact]
    public void Runs_on_devices_of_their_own_go_on_beside_each_other()
    {
        _node.Prepare(Order("r1", device: 0), "first");
        _node.Prepare(Order("r2", device: 1), "first");
        Assert.Equal(["r1", "r2"], _node.Running.Select(run => run.RunId));
        Assert.Empty(_stopping);
        _node.Prepare(Order("r3", device: 1), "first");
        Assert.Equal(["r2"], _stopping);
        _node.Release(new ReleaseRun { RunId = "r1" });
        _node.RunStopped("r1");
        Assert.Equal(["r2"], _node.Running.Select(run => run.RunId));
        _node.RunStopped("r2");
        Assert.Equal(["r3"], _node.Running.Select(run => run.RunId));
        Assert.Equal(["r1", "r2"], _said.OfType<NodeReleased>().Select(released => released.RunId));
    }

    [Fact]
    public void The_next_attempt_at_a_run_takes_the_place_of_the_last_one_on_any_device()
    {
        _node.Prepare(Order("r1", device: 0), "first");
        _node.Prepare(Order("r1.2", device: 1) with { Whole = "r1" }, "first");
        Assert.Equal(["r1"], _stopping);
        _node.RunStopped("r1");
        Assert.Equal(["r1.2"], _node.Running.Select(run => run.RunId));
    }

    [Fact]
    public void All_runs_are_told_of_when_the_coordinator_is_gone()
    {
        _node.Prepare(Order("r1", device: 0), "first");
        _node.Prepare(Order("r2", device: 1), "first");
        _node.CoordinatorGone("first");
        Assert.Equal(["r1", "r2"], _stopping);
        _node.RunStopped("r2");
        _node.Accepted("next", []);
        Assert.Equal(["r2"], _said.OfType<OrphanedRun>().Select(orphan => orphan.RunId));
        _node.RunStopped("r1");
        _said.Clear();
        _node.Accepted("next", []);
        Assert.Equal([("r1", 440, 1), ("r2", 440, 1)], _said.OfType<OrphanedRun>().Select(orphan => (orphan.RunId, orphan.Step, orphan.Devices)).Order());
    }

    [Fact]
    public void A_run_waits_for_memory_that_is_on_its_way_out_and_is_refused_where_it_is_not()
    {
        const double TwoThirds = (1L << 40) / 1.5;
        _node.Prepare(Order("r1", device: 0, TwoThirds), "first");
        _node.Prepare(Order("r2", device: 1, TwoThirds), "first");
        RunFailure failure = Assert.Single(_said.OfType<RunFailure>());
        Assert.Equal(("r2", "its memory is taken by run r1", true), (failure.RunId, failure.Reason, failure.IsTransient));
        _node.Release(new ReleaseRun { RunId = "r1" });
        _node.Prepare(Order("r2", device: 1, TwoThirds), "first");
        Assert.Equal(["r1"], _node.Running.Select(run => run.RunId));
        _node.RunStopped("r1");
        Assert.Equal(["r2"], _node.Running.Select(run => run.RunId));
    }

    [Theory]
    [InlineData(2, "host")]
    [InlineData(-1, "host")]
    [InlineData(0, "cuda:0")]
    public void Devices_that_it_does_not_offer_are_refused(int index, string device)
    {
        PrepareRun order = Order("r1");
        PartitionPlacement partition = order.Placement.Partitions[0] with { DeviceIndex = index, Device = device };
        _node.Prepare(order with { Placement = order.Placement with { Partitions = [partition] } }, "first");
        Assert.Equal("its partitions are on devices that this node does not offer", Assert.Single(_said.OfType<RunFailure>()).Reason);
        Assert.Empty(_node.Running);
    }

    void INodeHost.ToCoordinator(IWireMessage message) => _said.Add(message);

    void INodeHost.Answer(object coordinator, IWireMessage message) => _said.Add(message);

    void INodeHost.Watch(object coordinator)
    {
    }

    void INodeHost.Unwatch(object coordinator)
    {
    }

    void INodeHost.StartRun(PrepareRun run, object coordinator, PartitionProgress furthest) => furthest.Set(440, 1.0);

    void INodeHost.StopRun(string runId) => _stopping.Add(runId);

    void INodeHost.ToRun(string runId, IWireMessage message)
    {
    }

    void INodeHost.Log(string text)
    {
    }

    private static PrepareRun Order(string run, int device = 0, double memoryBytes = 0) => new()
    {
        RunId = run,
        Whole = run,
        Specification = CoordinatorCluster.Submission().Specification,
        Placement = new RunPlacement
        {
            Nodes = ["a:1"],
            Partitions =
            [
                new PartitionPlacement
                {
                    Node = 0,
                    Device = "host",
                    DeviceIndex = device,
                    Slices = [],
                    Neurons = 0,
                    ExpectedSynapses = 0,
                    MemoryBytes = memoryBytes,
                    CostShare = 1,
                },
            ],
            Transport = "shared",
        },
        Node = 0,
    };
}
