using SnnCluster.Cluster.Protocol;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Tests.Protocol;

/// <summary>Runs of which nothing is heard any more, without anybody's having seen a loss: each ends, and the next one begins.</summary>
public sealed class CoordinatorDeadlineTests
{
    private static readonly RecoveryOptions Limits = new();
    private readonly CoordinatorCluster _cluster = new(losses: 1);

    public CoordinatorDeadlineTests()
    {
        _cluster.Tell(CoordinatorCluster.Submission());
        _cluster.Tell(CoordinatorCluster.Submission());
        Assert.Equal((RunState.Building, RunState.Waiting), (_cluster.Page("r1").State, _cluster.Page("r2").State));
    }

    [Fact]
    public void A_run_that_nobody_builds_is_lost_and_ends()
    {
        _cluster.Wait(Limits.SilenceLimit - TimeSpan.FromSeconds(1));
        Assert.Equal(RunState.Building, _cluster.Page("r1").State);
        _cluster.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(RunState.Recovering, _cluster.Page("r1").State);
        _cluster.Release("r1");
        Assert.Equal(RunState.Building, _cluster.Page("r1").State);
        _cluster.Wait(Limits.SilenceLimit);
        Assert.Equal(RunState.Failed, _cluster.Page("r1").State);
        Assert.StartsWith("nothing was heard of it, after 1800 s; it was the loss number 2", _cluster.Page("r1").Failure);
    }

    [Fact]
    public void A_run_that_stands_still_is_lost()
    {
        _cluster.Start("r1");
        _cluster.Wait(Limits.SilenceLimit - TimeSpan.FromSeconds(1));
        _cluster.Progress("r1", 10, 10, 10, 10);
        _cluster.Wait(Limits.SilenceLimit - TimeSpan.FromSeconds(1));
        Assert.Equal(RunState.Running, _cluster.Page("r1").State);
        _cluster.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(RunState.Recovering, _cluster.Page("r1").State);
    }

    [Fact]
    public void A_run_that_is_cancelled_while_it_is_built_ends_soon()
    {
        _cluster.Tell(new CancelRun { RunId = "r1" });
        _cluster.Wait(Limits.CancelLimit);
        Assert.Equal((RunState.Failed, true), (_cluster.Page("r1").State, _cluster.Page("r1").WasCancelled));
        Assert.Equal("it was cancelled while it was being built", _cluster.Page("r1").Failure);
        _cluster.Release("r1");
        Assert.Equal(RunState.Building, _cluster.Page("r2").State);
    }

    [Fact]
    public void Partitions_that_do_not_stand_still_are_given_up()
    {
        _cluster.Start("r1");
        _cluster.Tell(new CancelRun { RunId = "r1" });
        Assert.Equal(RunState.Stopping, _cluster.Page("r1").State);
        _cluster.Wait(Limits.GiveUpAfter);
        Assert.Equal("it was to end early, and nothing was heard of it, after 120 s", _cluster.Page("r1").Failure);
    }

    [Fact]
    public void Nodes_that_do_not_let_go_of_a_run_hold_up_neither_it_nor_others()
    {
        _cluster.Start("r1");
        _cluster.Tell(new RunFailure { RunId = "r1", Node = 0, Reason = "a link", IsTransient = true });
        Assert.Equal(RunState.Recovering, _cluster.Page("r1").State);
        _cluster.Wait(Limits.SilenceLimit);
        Assert.EndsWith("; it still lies on a:1, b:1, after 1800 s", _cluster.Page("r1").Failure);
        Assert.Equal(RunState.Waiting, _cluster.Page("r2").State);
        _cluster.Wait(Limits.GiveUpAfter);
        Assert.Equal(RunState.Building, _cluster.Page("r2").State);

        // They are told again when they are heard of.
        _cluster.Tell(CoordinatorCluster.Report(0));
        Assert.Contains(("a:1", new ReleaseRun { RunId = "r1" }), _cluster.ToNodes);
    }

    [Fact]
    public void A_plan_that_does_not_fit_into_a_message_is_refused()
    {
        var cluster = new CoordinatorCluster(largestMessage: 4096 + 1000);
        cluster.Tell(CoordinatorCluster.Submission(partitions: 200));
        Assert.Matches(
            @"^the plan of 200 partitions takes \d+ bytes: must be at most 5096, the maximum-frame-size of the cluster",
            Assert.Single(Assert.IsType<RequestRefused>(Assert.Single(cluster.Answers)).Findings));
        cluster.Tell(CoordinatorCluster.Submission(partitions: 2));
        Assert.Equal(RunState.Building, cluster.Page("r1").State);
    }
}
