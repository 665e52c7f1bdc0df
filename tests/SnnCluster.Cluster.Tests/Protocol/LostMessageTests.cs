using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Tests.Protocol;

/// <summary>Messages that are lost end an attempt, and none is waited for without end.</summary>
public sealed class LostMessageTests
{
    private readonly CoordinatorCluster _cluster = new(losses: 5);

    public LostMessageTests() => _cluster.Tell(CoordinatorCluster.Submission());

    [Fact]
    public void A_connection_that_breaks_ends_the_attempt_and_the_next_waits_for_the_node()
    {
        _cluster.Protocol.ConnectionLost(CoordinatorCluster.Address(1));
        Assert.Equal(RunState.Recovering, _cluster.Page("r1").State);
        _cluster.Release("r1");
        Assert.Equal(RunState.Recovering, _cluster.Page("r1").State);
        _cluster.Tell(CoordinatorCluster.Report(1));
        _cluster.Wait(TimeSpan.FromMilliseconds(250));
        Assert.Equal(RunState.Building, _cluster.Page("r1").State);
    }

    [Fact]
    public void A_report_with_a_hole_is_not_kept()
    {
        _cluster.Start("r1");
        ReportPart first = Part(1);
        Assert.True(_cluster.Protocol.IsNext(first));
        _cluster.Tell(first);
        Assert.False(_cluster.Protocol.IsNext(first));
        _cluster.Tell(first);
        Assert.Equal(RunState.Running, _cluster.Page("r1").State);
        Assert.False(_cluster.Protocol.IsNext(Part(3)));
        _cluster.Tell(Part(3));
        Assert.Equal(RunState.Recovering, _cluster.Page("r1").State);
        Assert.Null(_cluster.Protocol.RunOf("r1"));
    }

    [Fact]
    public void A_release_is_told_again_until_it_is_answered()
    {
        _cluster.Start("r1");
        _cluster.Finish("r1", 1000);
        _cluster.Tell(CoordinatorCluster.Report(0));
        Assert.Equal([(CoordinatorCluster.Address(0), new ReleaseRun { RunId = "r1" })], _cluster.ToNodes);
        _cluster.Release("r1");
        _cluster.Tell(CoordinatorCluster.Report(0));
        Assert.Empty(_cluster.ToNodes);
    }

    private static ReportPart Part(long number) =>
        new() { RunId = "r1", Partition = 0, Step = 0, Kind = ReportKind.Counts, Number = number };
}
