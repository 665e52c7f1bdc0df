using SnnCluster.Cluster.Protocol;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Tests.Protocol;

/// <summary>Runs that end early: nodes that are lost, partitions that fail, clients that cancel.</summary>
public sealed class CoordinatorEndTests
{
    private readonly CoordinatorCluster _cluster = new(nodes: 3);

    public CoordinatorEndTests()
    {
        _cluster.Tell(CoordinatorCluster.Submission(partitions: 6));
        _cluster.Tell(CoordinatorCluster.Submission(partitions: 2));
    }

    [Theory]
    [InlineData(RunState.Building, false)]
    [InlineData(RunState.Building, true)]
    [InlineData(RunState.Running, false)]
    [InlineData(RunState.Stopping, true)]
    public void A_lost_node_ends_the_run_with_one_failure_and_frees_the_others(RunState state, bool isGone)
    {
        BringTo(state);
        int step = state == RunState.Building ? 0 : 410;
        _cluster.Lose(1, isGone);
        Assert.Equal(RunState.Failed, _cluster.Page("r1").State);
        Assert.Equal($"node b:1 was lost: it does not answer; it had done {step} steps", _cluster.Page("r1").Failure);
        Assert.False(_cluster.Page("r1").FailureIsInput);
        Assert.Equal(
            [("a:1", new ReleaseRun { RunId = "r1" }), ("c:1", new ReleaseRun { RunId = "r1" })],
            _cluster.ToNodes.Where(sent => sent.Message is ReleaseRun));

        // What others see of the loss is old news.
        _cluster.Tell(new RunFailure { RunId = "r1", Node = 0, Partition = 0, Step = 999, LostNode = 1, Reason = "closed" });
        Assert.Empty(_cluster.Effects);
        _cluster.Lose(1, isGone: true);
        Assert.Empty(_cluster.Effects);
        _cluster.Tell(new NodeReleased { RunId = "r1", Address = "c:1" });
        Assert.Equal("r2", Assert.IsType<PrepareRun>(Assert.Single(_cluster.ToNodes, sent => sent.Message is PrepareRun).Message).RunId);
        Assert.Equal(["c:1"], _cluster.Page("r2").Placement!.Nodes);
    }

    [Fact]
    public void A_loss_that_a_partition_sees_first_names_the_node_and_its_last_step()
    {
        BringTo(RunState.Running);
        _cluster.Tell(new RunFailure { RunId = "r1", Node = 0, Partition = 0, Step = 412, LostNode = 2, Reason = "it closed" });
        Assert.Equal("node c:1 was lost: it closed; it had done 430 steps", _cluster.Page("r1").Failure);
        _cluster.Lose(2);
        Assert.Equal("node c:1 was lost: it closed; it had done 430 steps", _cluster.Page("r1").Failure);
    }

    [Fact]
    public void A_partition_that_fails_is_named_with_its_node_and_step()
    {
        BringTo(RunState.Running);
        _cluster.Tell(new RunFailure { RunId = "r1", Node = 1, Partition = 3, Step = 77, Reason = "too large", IsInput = true });
        Assert.Equal("partition 3 on node b:1 failed after 77 steps: too large", _cluster.Page("r1").Failure);
        Assert.True(_cluster.Page("r1").FailureIsInput);
        Assert.Equal(3, _cluster.ToNodes.Count(sent => sent.Message is ReleaseRun));
    }

    [Fact]
    public void A_loss_with_as_many_runs_kept_as_may_be_forgets_the_oldest()
    {
        var cluster = new CoordinatorCluster(keptRuns: 1);
        for (int run = 1; run <= 3; run++)
        {
            cluster.Tell(CoordinatorCluster.Submission());
            cluster.Start($"r{run}");
            cluster.Lose(1);
            cluster.Release($"r{run}", nodes: 1);
            cluster.Protocol.NodeReachable("b:1");
            cluster.Tell(new NodeReleased { RunId = $"r{run}", Address = "b:1" });
        }

        Assert.Equal(["r3"], cluster.Protocol.Status("x").Runs.Select(run => run.RunId));
    }

    [Fact]
    public void A_node_that_comes_back_is_told_that_its_run_is_over()
    {
        BringTo(RunState.Running);
        _cluster.Lose(1);
        Assert.Equal(
            [new CoordinatorEffect.ToNode("b:1", new ReleaseRun { RunId = "r1" })], _cluster.Protocol.NodeReachable("b:1"));
        Assert.Empty(_cluster.Protocol.NodeReachable("b:1"));
    }

    [Fact]
    public void Cancelling_a_run_that_waits_ends_it()
    {
        _cluster.Tell(new CancelRun { RunId = "r2" });
        Assert.Equal(new CoordinatorEffect.Changed("r2"), _cluster.Effects[0]);
        Assert.All(_cluster.ToNodes, sent => Assert.IsType<NodeAccepted>(sent.Message));
        Assert.Equal(RunState.Failed, _cluster.Page("r2").State);
        Assert.True(_cluster.Page("r2").WasCancelled);
        Assert.Equal(RunState.Building, _cluster.Page("r1").State);
    }

    [Theory]
    [InlineData(RunState.Building)]
    [InlineData(RunState.Running)]
    public void Cancelling_a_run_holds_all_and_ends_it_where_the_furthest_is(RunState state)
    {
        BringTo(state);
        _cluster.Tell(new CancelRun { RunId = "r1" });
        if (state == RunState.Building)
        {
            // What is being built cannot be held: it is as soon as it could run.
            Assert.Empty(_cluster.Effects);
            _cluster.Start("r1", nodes: 3);
        }

        Assert.Equal(3, _cluster.ToNodes.Count(sent => sent.Message is HoldRun));
        _cluster.Tell(new CancelRun { RunId = "r1" });
        Assert.Empty(_cluster.Effects);
        for (int partition = 0; partition < 6; partition++)
        {
            Assert.Empty(_cluster.ToNodes);
            _cluster.Tell(new PartitionHeld { RunId = "r1", Partition = partition, Step = 500 + (partition % 4) });
        }

        Assert.Equal(3, _cluster.ToNodes.Count(sent => sent.Message is RunTo { Step: 503, IsLast: true }));
        _cluster.Tell(new PartitionHeld { RunId = "r1", Partition = 5, Step = 900 });
        Assert.Empty(_cluster.Effects);
        _cluster.Finish("r1", 503, partitions: 6);
        Assert.Equal(RunState.Finished, _cluster.Page("r1").State);
        Assert.True(_cluster.Page("r1").WasCancelled);
    }

    [Fact]
    public void What_comes_twice_does_nothing()
    {
        _cluster.Prepare("r1", nodes: 3);
        Assert.Equal(3, _cluster.ToNodes.Count());
        _cluster.Prepare("r1", nodes: 3);
        Assert.Empty(_cluster.Effects);
        _cluster.Connect("r1", nodes: 3);
        _cluster.Connect("r1", nodes: 3);
        Assert.Empty(_cluster.Effects);
        _cluster.Finish("r1", 1000, partitions: 6);
        _cluster.Finish("r1", 1000, partitions: 6);
        Assert.Empty(_cluster.Effects);
        _cluster.Release("r1", nodes: 3);
        Assert.Equal(RunState.Building, _cluster.Page("r2").State);
        _cluster.Release("r1", nodes: 3);
        Assert.Empty(_cluster.Effects);
    }

    private void BringTo(RunState state)
    {
        if (state != RunState.Building)
        {
            _cluster.Start("r1", nodes: 3);
            _cluster.Progress("r1", 400, 405, 410, 420, 430, 440);
        }

        if (state == RunState.Stopping)
        {
            _cluster.Tell(new CancelRun { RunId = "r1" });
        }

        Assert.Equal(state, _cluster.Page("r1").State);
    }
}
