using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Protocol;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Tests.Protocol;

public sealed class CoordinatorRunTests
{
    private readonly CoordinatorCluster _cluster = new();

    [Fact]
    public void Nodes_are_told_which_partitions_of_others_take_their_spikes()
    {
        static SpikeTakerContract Taker(int partition, params (int Begin, int End)[] of) =>
            new() { Partition = partition, Of = [.. of.Select(range => new SliceContract { Begin = range.Begin, End = range.End })] };
        _cluster.Tell(CoordinatorCluster.Submission());
        _cluster.Tell(new NodePrepared { RunId = "r1", Node = 0, Takers = [Taker(0, (1, 2)), Taker(1, (0, 1), (2, 4))] });
        _cluster.Tell(new NodePrepared { RunId = "r1", Node = 1, Takers = [Taker(2, (3, 4)), Taker(3)] });
        ConnectRun[] told = [.. _cluster.ToNodes.Select(sent => Assert.IsType<ConnectRun>(sent.Message))];
        Assert.Empty(told[0].Takers);
        SpikeTakerContract taker = Assert.Single(told[1].Takers);
        Assert.Equal(1, taker.Partition);
        Assert.Equal([new SliceContract { Begin = 2, End = 4 }], taker.Of);
    }

    public static TheoryData<int, int, int, int, string> WrongTakers => new()
    {
        { 2, 0, 1, 1, "partition 2 is no partition that could be told of, or told of twice" },
        { int.MaxValue, 0, 1, 1, "partition 2147483647 is no partition that could be told of, or told of twice" },
        { 0, 0, 1, 2, "partition 0 is no partition that could be told of, or told of twice" },
        { 0, 3, 5, 1, "partition 0 takes the spikes of partitions 3 to 4: there are those from 0 to 3, and ranges ascend" },
        { 0, 2, 2, 1, "partition 0 takes the spikes of partitions 2 to 1: there are those from 0 to 3, and ranges ascend" },
        { 0, 0, int.MaxValue, 1, "partition 0 takes the spikes of partitions 0 to 2147483646: there are those from 0 to 3, and ranges ascend" },
    };

    [Theory]
    [MemberData(nameof(WrongTakers))]
    public void A_node_that_says_what_cannot_be_of_its_partitions_ends_the_run(int partition, int begin, int end, int times, string finding)
    {
        _cluster.Tell(CoordinatorCluster.Submission());
        var taker = new SpikeTakerContract { Partition = partition, Of = [new SliceContract { Begin = begin, End = end }] };
        _cluster.Tell(new NodePrepared { RunId = "r1", Node = 0, Takers = [.. Enumerable.Repeat(taker, times)] });
        Assert.Equal(RunState.Failed, _cluster.Page("r1").State);
        Assert.EndsWith(finding, _cluster.Page("r1").Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_goes_from_plan_to_release_in_order()
    {
        _cluster.Tell(CoordinatorCluster.Submission());
        Assert.Collection(
            _cluster.Effects,
            effect => Assert.IsType<RunSubmitted>(Assert.IsType<CoordinatorEffect.ToClient>(effect).Message),
            effect => Assert.Equal(0, Assert.IsType<CoordinatorEffect.BeginAttempt>(effect).Start.Step),
            effect => Assert.Equal("a:1", Assert.IsType<CoordinatorEffect.ToNode>(effect).Address),
            effect => Assert.Equal("b:1", Assert.IsType<CoordinatorEffect.ToNode>(effect).Address),
            effect => Assert.Equal(new CoordinatorEffect.Changed("r1"), effect));
        Assert.Equal([0, 1], _cluster.ToNodes.Select(sent => Assert.IsType<PrepareRun>(sent.Message).Node));

        _cluster.Tell(new NodePrepared { RunId = "r1", Node = 0 });
        Assert.Empty(_cluster.Effects);
        var invitation = new DirectInvitation { Listener = 1, Connector = 0, Host = "b", Port = 2, Token = [1] };
        _cluster.Tell(new NodePrepared { RunId = "r1", Node = 1, Invitations = [invitation] });
        Assert.Equal(
            [("a:1", 1), ("b:1", 0)],
            _cluster.ToNodes.Select(sent => (sent.Address, Assert.IsType<ConnectRun>(sent.Message).Invitations.Count)));

        _cluster.Tell(new NodeConnected { RunId = "r1", Node = 1 });
        Assert.Empty(_cluster.Effects);
        _cluster.Tell(new NodeConnected { RunId = "r1", Node = 0 });
        var start = new RunTo { RunId = "r1", Step = 1000, IsLast = true };
        Assert.Equal([("a:1", start), ("b:1", start)], _cluster.ToNodes);
        Assert.Equal(RunState.Running, _cluster.Page("r1").State);

        _cluster.Finish("r1", 1000);
        Assert.Equal(
            [("a:1", new ReleaseRun { RunId = "r1" }), ("b:1", new ReleaseRun { RunId = "r1" })], _cluster.ToNodes);
        Assert.Equal(RunState.Finished, _cluster.Page("r1").State);
        Assert.Null(_cluster.Page("r1").Failure);
    }

    [Fact]
    public void A_report_in_the_middle_does_not_end_a_run()
    {
        _cluster.Tell(CoordinatorCluster.Submission());
        _cluster.Start("r1");
        for (int partition = 0; partition < 4; partition++)
        {
            _cluster.Tell(new ReportPart { RunId = "r1", Partition = partition, Step = 500, Kind = ReportKind.End });
            Assert.Equal([new CoordinatorEffect.Changed("r1")], _cluster.Effects);
        }

        Assert.Equal(RunState.Running, _cluster.Page("r1").State);
    }

    [Fact]
    public void Nodes_are_told_of_a_run_that_has_ended_until_a_client_has_read_it_or_none_reads_it()
    {
        _cluster.Tell(CoordinatorCluster.Submission());
        _cluster.Start("r1");
        _cluster.Protocol.Read("r1");
        _cluster.Finish("r1", 1000);
        Assert.Equal(["r1"], Told());
        _cluster.Tell(CoordinatorCluster.Submission());
        Assert.Equal(["r2", "r1"], Told());
        _cluster.Tell(new CancelRun { RunId = "r2" });
        Assert.All(
            _cluster.Protocol.ReadWhole("r1"),
            effect => Assert.Empty(Assert.IsType<NodeAccepted>(Assert.IsType<CoordinatorEffect.ToNode>(effect).Message).Runs));
        Assert.Empty(Told());
        Assert.Equal(2, _cluster.Protocol.Read("r1").Count);
        Assert.Equal(["r1"], Told());
        _cluster.Wait(TimeSpan.FromSeconds(61));
        Assert.Empty(Told());
    }

    [Fact]
    public void Nodes_are_told_of_no_run_that_has_failed()
    {
        _cluster.Tell(CoordinatorCluster.Submission());
        _cluster.Start("r1");
        _cluster.Tell(new RunFailure { RunId = "r1", Node = 0, Partition = 0, Step = 77, Reason = "too large", IsInput = true });
        Assert.Equal(["a:1", "b:1"], _cluster.ToNodes.Where(sent => sent.Message is NodeAccepted { Runs: [] }).Select(sent => sent.Address));
        Assert.Empty(Told());
    }

    [Fact]
    public void A_second_run_waits_until_the_first_is_released_everywhere()
    {
        _cluster.Tell(CoordinatorCluster.Submission());
        _cluster.Tell(CoordinatorCluster.Submission());
        Assert.Null(Assert.IsType<RunSubmitted>(Assert.Single(_cluster.Answers)).Placement);
        Assert.All(_cluster.ToNodes, sent => Assert.Equal("r2", Assert.IsType<NodeAccepted>(sent.Message).Runs[^1].RunId));
        _cluster.Start("r1");
        _cluster.Finish("r1", 1000);
        _cluster.Tell(new NodeReleased { RunId = "r1", Address = "a:1" });
        Assert.Equal(RunState.Waiting, _cluster.Page("r2").State);
        _cluster.Tell(new NodeReleased { RunId = "r1", Address = "b:1" });
        Assert.All(_cluster.ToNodes, sent => Assert.Equal("r2", Assert.IsType<PrepareRun>(sent.Message).RunId));
        Assert.Equal(RunState.Building, _cluster.Page("r2").State);
    }

    [Fact]
    public void A_second_run_is_refused_where_it_will_not_wait()
    {
        _cluster.Tell(CoordinatorCluster.Submission());
        _cluster.Tell(CoordinatorCluster.Submission(waits: false));
        AssertRefused("the cluster is busy, and --if-busy is refuse: the devices that it needs are held by run r1");
        _cluster.Tell(CoordinatorCluster.Submission(waits: false, isDry: true));
        Assert.NotNull(Assert.IsType<RunSubmitted>(Assert.Single(_cluster.Answers)).Placement);
        Assert.Single(_cluster.Protocol.Status("x").Runs);
    }

    [Fact]
    public void Runs_share_a_cluster_as_far_as_its_devices_go_and_none_overtakes()
    {
        _cluster.Tell(CoordinatorCluster.Submission(partitions: 1));
        _cluster.Tell(CoordinatorCluster.Submission(partitions: 2));
        Assert.Equal([("a:1", 0)], DevicesOf("r1"));
        Assert.Equal([("a:1", 1), ("b:1", 0)], DevicesOf("r2"));
        _cluster.Tell(CoordinatorCluster.Submission(partitions: 2));
        _cluster.Tell(CoordinatorCluster.Submission(partitions: 1));
        Assert.Equal((RunState.Waiting, 3), (_cluster.Page("r4").State, _cluster.Page("r4").Ahead));
        _cluster.Start("r1", nodes: 1);
        _cluster.Finish("r1", 1000, partitions: 1);
        Assert.Equal(RunState.Waiting, _cluster.Page("r3").State);
        _cluster.Tell(new NodeReleased { RunId = "r1", Address = "a:1" });
        Assert.Equal([("a:1", 0), ("b:1", 1)], DevicesOf("r3"));
        Assert.Equal(RunState.Waiting, _cluster.Page("r4").State);
        _cluster.Tell(new CancelRun { RunId = "r2" });
        _cluster.Wait(TimeSpan.FromSeconds(6));
        _cluster.Tell(new NodeReleased { RunId = "r2", Address = "b:1" });
        Assert.Equal([("b:1", 0)], DevicesOf("r4"));
    }

    [Fact]
    public void A_run_that_asks_for_no_number_takes_what_is_free_when_its_turn_comes()
    {
        _cluster.Tell(CoordinatorCluster.Submission(partitions: 1));
        _cluster.Tell(CoordinatorCluster.Submission(partitions: 0));
        Assert.Equal([("a:1", 1), ("b:1", 0), ("b:1", 1)], DevicesOf("r2"));
        _cluster.Tell(CoordinatorCluster.Submission(partitions: 0, waits: false));
        AssertRefused("the devices that it needs are held by run r1, run r2");
    }

    [Fact]
    public void A_run_that_will_not_wait_starts_beside_others_where_there_is_room_and_none_waits()
    {
        _cluster.Tell(CoordinatorCluster.Submission(partitions: 2));
        _cluster.Tell(CoordinatorCluster.Submission(partitions: 1, waits: false));
        Assert.Equal(RunState.Building, _cluster.Page("r2").State);
        _cluster.Tell(CoordinatorCluster.Submission(partitions: 3));
        _cluster.Tell(CoordinatorCluster.Submission(partitions: 1, waits: false));
        AssertRefused("--if-busy is refuse: run r3 waits for devices and comes first");
    }

    [Fact]
    public void A_run_goes_where_there_is_memory_or_waits_for_it()
    {
        // The network of a run takes a few kilobytes; of each machine there are enough for one and a half.
        _cluster.Tell(CoordinatorCluster.Submission(partitions: 1, isDry: true));
        double bytes = Assert.IsType<RunSubmitted>(Assert.Single(_cluster.Answers)).Placement!.Partitions[0].MemoryBytes;
        foreach (int node in (int[])[0, 1])
        {
            NodeReport report = CoordinatorCluster.Report(node);
            _cluster.Tell(report with { Devices = [.. report.Devices.Select(device => device with { MemoryBytes = (long)(1.5 * bytes) })] });
        }

        for (int run = 1; run <= 3; run++)
        {
            _cluster.Tell(CoordinatorCluster.Submission(partitions: 1));
        }

        Assert.Equal([("a:1", 0)], DevicesOf("r1"));
        Assert.Equal([("b:1", 0)], DevicesOf("r2"));
        Assert.Equal(RunState.Waiting, _cluster.Page("r3").State);
        _cluster.Start("r1", nodes: 1);
        _cluster.Finish("r1", 1000, partitions: 1);
        _cluster.Tell(new NodeReleased { RunId = "r1", Address = "a:1" });
        Assert.Equal([("a:1", 0)], DevicesOf("r3"));
    }

    [Fact]
    public void Runs_wait_for_nodes_that_cannot_be_reached_and_fail_where_none_comes()
    {
        var cluster = new CoordinatorCluster(nodes: 1);
        cluster.Tell(CoordinatorCluster.Submission(partitions: 2));
        cluster.Tell(CoordinatorCluster.Submission(partitions: 2));
        cluster.Protocol.ConnectionLost("a:1");
        Assert.Equal((RunState.Failed, RunState.Waiting), (cluster.Page("r1").State, cluster.Page("r2").State));
        cluster.Tell(new NodeReleased { RunId = "r1", Address = "a:1" });
        cluster.Tell(CoordinatorCluster.Submission(partitions: 1));
        Assert.Equal((RunState.Waiting, RunState.Waiting), (cluster.Page("r2").State, cluster.Page("r3").State));
        cluster.Tell(CoordinatorCluster.Report(0));
        cluster.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(RunState.Building, cluster.Page("r2").State);

        cluster.Lose(0, isGone: true);
        cluster.Wait(TimeSpan.FromSeconds(119));
        Assert.Equal(RunState.Waiting, cluster.Page("r3").State);
        cluster.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(RunState.Failed, cluster.Page("r3").State);
        Assert.Contains("the cluster has no node with a device", cluster.Page("r3").Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_ends_before_it_begins_gives_its_folder_back()
    {
        var cluster = new CoordinatorCluster(nodes: 2, losses: 2);
        cluster.Tell(CoordinatorCluster.Submission(partitions: 1));
        SubmitRun second = CoordinatorCluster.Submission(partitions: 1);
        cluster.Tell(second with { Specification = second.Specification with { CheckpointFolder = "/folder", CheckpointSteps = 10 } });
        Assert.Equal("r2", Assert.Single(cluster.Effects.OfType<CoordinatorEffect.OpenCheckpoints>()).RunId);
        cluster.Tell(second with { Specification = second.Specification with { CheckpointFolder = "/folder", CheckpointSteps = 10 } });
        Assert.Equal(
            ["another run uses the folder of checkpoints /folder: name another folder"],
            Assert.IsType<RequestRefused>(Assert.Single(cluster.Answers)).Findings);

        // The first recovers, and comes before it.
        cluster.Lose(0);
        var claim = new CheckpointClaim(3, "token");
        cluster.Protocol.Opened("r2", claim, null, null);
        Assert.Equal((RunState.Recovering, RunState.Waiting), (cluster.Page("r1").State, cluster.Page("r2").State));
        cluster.Tell(new CancelRun { RunId = "r2" });
        Assert.Contains(new CoordinatorEffect.WithdrawClaim("r2", claim), cluster.Effects);
    }

    [Fact]
    public void Another_version_is_refused_and_both_are_named()
    {
        string own = $"version {WireProtocol.Version}";
        _cluster.Tell(CoordinatorCluster.Report(2, version: 77));
        string reason = Assert.IsType<NodeRefused>(Assert.Single(_cluster.Answers)).Reason;
        Assert.Contains("node c:1 speaks protocol version 77 (snncluster 9.9)", reason, StringComparison.Ordinal);
        Assert.Contains(own, reason, StringComparison.Ordinal);
        Assert.Equal(2, _cluster.Protocol.Nodes.Count);
        _cluster.Tell(CoordinatorCluster.Submission() with { ProtocolVersion = 77 });
        AssertRefused("speaks protocol version 77");
        AssertRefused(own);
    }

    [Theory]
    [InlineData("unknown", "there is no experiment 'unknown'")]
    [InlineData("broken", "experiment 'broken' makes no network: DivideByZeroException: in its own code")]
    public void An_experiment_that_makes_no_network_is_refused(string experiment, string reason)
    {
        _cluster.Tell(CoordinatorCluster.Submission(experiment: experiment));
        AssertRefused(reason);
        Assert.Empty(_cluster.Protocol.Status("x").Runs);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(-1)]
    public void More_copies_of_checkpoints_than_nodes_are_refused(int copies)
    {
        SubmitRun submission = CoordinatorCluster.Submission();
        _cluster.Tell(submission with { Specification = submission.Specification with { CheckpointReplicas = copies } });
        AssertRefused($"--checkpoint-replicas is {copies}: must be 1 to 2, the nodes of the cluster");
    }

    [Fact]
    public void Who_waits_is_told_how_many_runs_are_before_it()
    {
        var cluster = new CoordinatorCluster();
        for (int run = 1; run <= 3; run++)
        {
            cluster.Tell(CoordinatorCluster.Submission());
        }

        Assert.Equal([0, 1, 2], Enumerable.Range(1, 3).Select(run => cluster.Page($"r{run}").Ahead));
        cluster.Start("r1");
        cluster.Finish("r1", 1000);
        cluster.Release("r1");
        Assert.Equal([0, 0, 1], Enumerable.Range(1, 3).Select(run => cluster.Page($"r{run}").Ahead));
    }

    [Fact]
    public void A_run_is_kept_as_long_as_a_client_reads_it()
    {
        var cluster = new CoordinatorCluster(keptRuns: 1);
        for (int run = 1; run <= 4; run++)
        {
            cluster.Tell(CoordinatorCluster.Submission());
        }

        for (int run = 1; run <= 4; run++)
        {
            cluster.Protocol.Read("r1");
            cluster.Start($"r{run}");
            cluster.Finish($"r{run}", 1000);
            cluster.Release($"r{run}");
            cluster.Wait(TimeSpan.FromSeconds(run < 3 ? 59 : 1));
        }

        Assert.Equal(["r1", "r4"], cluster.Protocol.Status("x").Runs.Select(run => run.RunId));
        cluster.Wait(TimeSpan.FromSeconds(60));
        cluster.Tell(CoordinatorCluster.Submission());
        cluster.Start("r5");
        cluster.Finish("r5", 1000);
        Assert.Equal(["r5"], cluster.Protocol.Status("x").Runs.Select(run => run.RunId));
    }

    [Fact]
    public void Runs_that_are_read_are_not_kept_without_end()
    {
        var cluster = new CoordinatorCluster(keptRuns: 2);
        for (int run = 1; run <= 40; run++)
        {
            cluster.Tell(CoordinatorCluster.Submission());
            cluster.Start($"r{run}");
            cluster.Protocol.Read($"r{run}");
            cluster.Finish($"r{run}", 1000);
            cluster.Release($"r{run}");
        }

        Assert.Equal(Enumerable.Range(24, 17).Select(run => $"r{run}"), cluster.Protocol.Status("x").Runs.Select(run => run.RunId));
    }

    [Fact]
    public void Only_the_last_runs_are_kept()
    {
        var cluster = new CoordinatorCluster(keptRuns: 2);
        var forgotten = new List<string>();
        for (int run = 1; run <= 6; run++)
        {
            cluster.Tell(CoordinatorCluster.Submission());
            cluster.Start($"r{run}");
            cluster.Finish($"r{run}", 1000);
            forgotten.AddRange(cluster.Effects.OfType<CoordinatorEffect.Forget>().Select(effect => effect.RunId));
            cluster.Release($"r{run}");
        }

        Assert.Equal(["r1", "r2", "r3", "r4"], forgotten);
        Assert.Equal(["r5", "r6"], cluster.Protocol.Status("x").Runs.Select(run => run.RunId));
        Assert.Null(cluster.Protocol.PageOf("r1"));
        cluster.Tell(new CancelRun { RunId = "r1" });
        IReadOnlyList<string> findings = Assert.IsType<RequestRefused>(Assert.Single(cluster.Answers)).Findings;
        Assert.Contains("there are r5, r6", Assert.Single(findings), StringComparison.Ordinal);
    }

    private void AssertRefused(string reason) => Assert.Contains(
        reason, Assert.Single(Assert.IsType<RequestRefused>(Assert.Single(_cluster.Answers)).Findings), StringComparison.Ordinal);

    // A client's own program refuses such a run before; this is another one.
    [Fact]
    public void A_state_variable_that_the_network_does_not_have_is_refused()
    {
        var cluster = new CoordinatorCluster();
        SubmitRun submit = CoordinatorCluster.Submission();
        cluster.Tell(submit with
        {
            Specification = submit.Specification with
            {
                Record = ["source.Voltage"],
            },
        });
        Assert.StartsWith(
            "--record is 'source.Voltage': must be one of spikes, rates, ",
            Assert.Single(Assert.IsType<RequestRefused>(Assert.Single(cluster.Answers)).Findings),
            StringComparison.Ordinal);
    }

    private IEnumerable<(string Node, int Device)> DevicesOf(string run)
    {
        RunPlacement placement = _cluster.Page(run).Placement!;
        return placement.Partitions.Select(partition => (placement.Nodes[partition.Node], partition.DeviceIndex));
    }

    private IEnumerable<string> Told()
    {
        _cluster.Tell(CoordinatorCluster.Report(0));
        return Assert.IsType<NodeAccepted>(_cluster.Answers.First()).Runs.Select(run => run.RunId);
    }
}
