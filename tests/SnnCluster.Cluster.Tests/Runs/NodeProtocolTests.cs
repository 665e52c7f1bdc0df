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
    private bool _isStopping;

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
        Assert.True(_isStopping);
        _node.RunStopped();
        _node.CoordinatorGone("first");
        _node.Accepted("next", []);
        OrphanedRun orphan = Assert.Single(_said.OfType<OrphanedRun>());
        Assert.Equal(("r1", 440), (orphan.RunId, orphan.Step));
        _node.Prepare(Order("r1"), "first");
        Assert.Null(_node.Running);
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
        _node.RunStopped();
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

        _node.RunStopped();
        Assert.Equal("r3", _node.Running!.RunId);
        _node.RunStopped();
        Assert.Null(_node.Running);
    }

    [Fact]
    public void A_run_that_is_released_does_not_come_once_more()
    {
        _node.Prepare(Order("r1"), "first");
        _node.Prepare(Order("r1"), "first");
        _node.Release(new ReleaseRun { RunId = "r1" });
        _node.RunStopped();
        Assert.Null(_node.Running);
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

    void INodeHost.StopRun() => _isStopping = true;

    void INodeHost.ToRun(IWireMessage message)
    {
    }

    void INodeHost.Log(string text)
    {
    }

    private static PrepareRun Order(string run) => new()
    {
        RunId = run,
        Whole = run,
        Specification = CoordinatorCluster.Submission().Specification,
        Placement = new RunPlacement { Nodes = ["a:1"], Partitions = [], Transport = "shared" },
        Node = 0,
    };
}
