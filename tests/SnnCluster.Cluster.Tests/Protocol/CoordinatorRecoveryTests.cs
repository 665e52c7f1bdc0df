using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Protocol;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Tests.Protocol;

/// <summary>Runs that lose a node and go on.</summary>
public sealed class CoordinatorRecoveryTests
{
    private static readonly TimeSpan Wait = new RecoveryOptions().ReplacementWait;

    private readonly CoordinatorCluster _cluster = new(nodes: 3, losses: 2);

    [Fact]
    public void A_run_without_checkpoints_begins_anew_on_the_nodes_that_are_left_when_it_has_waited_for_another()
    {
        Begin(checkpoints: false);
        _cluster.Progress("r1", 400, 405, 410, 420, 430, 440);
        _cluster.Lose(1);
        Assert.Equal(RunState.Recovering, _cluster.Page("r1").State);
        Assert.Equal(
            [("a:1", new ReleaseRun { RunId = "r1" }), ("c:1", new ReleaseRun { RunId = "r1" })], _cluster.ToNodes);
        _cluster.Wait(Wait);
        Assert.Empty(_cluster.ToNodes);

        // Only when nothing of the attempt is left anywhere does the next one begin.
        _cluster.Tell(new NodeReleased { RunId = "r1", Address = "a:1" });
        Assert.Empty(_cluster.ToNodes);
        _cluster.Tell(new NodeReleased { RunId = "r1", Address = "c:1" });
        (string Address, PrepareRun Message)[] again =
            [.. _cluster.ToNodes.Where(sent => sent.Message is PrepareRun).Select(sent => (sent.Address, (PrepareRun)sent.Message))];
        Assert.Equal(["a:1", "c:1"], again.Select(sent => sent.Address));
        Assert.All(again.Select(sent => sent.Message), prepare => Assert.Equal(("r1.r2", "r1"), (prepare.RunId, prepare.Whole)));
        Assert.Equal(0, Assert.Single(_cluster.Effects.OfType<CoordinatorEffect.BeginAttempt>()).Start.Step);

        // What the first attempt still says is no news.
        _cluster.Tell(new RunFailure { RunId = "r1", Node = 0, Reason = "old" });
        _cluster.Tell(new NodePrepared { RunId = "r1", Node = 0 });
        Assert.Empty(_cluster.Effects);
        _cluster.Start("r1.r2");
        _cluster.Finish("r1.r2", 1000, partitions: 6);
        RunPage page = _cluster.Page("r1");
        Assert.Equal(RunState.Finished, page.State);
        RecoveryRecord recovery = Assert.Single(page.Recoveries);
        Assert.Equal((440, 0, Wait.TotalSeconds), (recovery.LostAtStep, recovery.ResumedAtStep, recovery.Seconds));
        Assert.Equal("node b:1 was lost: it does not answer; it had done 410 steps", recovery.Reason);
    }

    [Fact]
    public void A_node_that_takes_the_place_of_the_lost_one_is_waited_for_no_longer()
    {
        Begin(checkpoints: false);
        _cluster.Lose(1, isGone: true);
        _cluster.Tell(new NodeReleased { RunId = "r1", Address = "a:1" });
        _cluster.Tell(new NodeReleased { RunId = "r1", Address = "c:1" });
        Assert.Empty(_cluster.ToNodes);
        _cluster.Tell(CoordinatorCluster.Report(3));
        _cluster.Wait(TimeSpan.FromMilliseconds(250));
        Assert.Equal(["a:1", "c:1", "d:1"], _cluster.ToNodes.Select(sent => sent.Address));
    }

    [Fact]
    public void A_loss_that_a_partition_sees_first_keeps_the_run_off_that_node_until_it_is_heard_of()
    {
        Begin(checkpoints: false);
        _cluster.Tell(new RunFailure { RunId = "r1", Node = 0, Partition = 0, Step = 5, LostNode = 2, Reason = "it closed" });
        _cluster.Release("r1", nodes: 3);
        Assert.Empty(_cluster.ToNodes);
        _cluster.Tell(CoordinatorCluster.Report(2));
        _cluster.Wait(TimeSpan.FromMilliseconds(250));
        Assert.Equal(["a:1", "b:1", "c:1"], _cluster.ToNodes.Select(sent => sent.Address));
    }

    // A coordinator that stood still reads then what nodes said that were put out meanwhile.
    [Fact]
    public void What_a_node_said_before_it_left_brings_it_back_only_when_it_joins_again()
    {
        var cluster = new CoordinatorCluster(nodes: 3);
        cluster.Lose(2, isGone: true);
        Assert.Empty(cluster.Tell(CoordinatorCluster.Report(2)));
        Assert.Equal(2, cluster.Protocol.Nodes.Count);
        cluster.Protocol.NodeJoined(CoordinatorCluster.Address(2));
        cluster.Tell(CoordinatorCluster.Report(2));
        Assert.Equal(3, cluster.Protocol.Nodes.Count);
    }

    [Fact]
    public void A_run_with_checkpoints_goes_on_from_the_last_complete_one()
    {
        Begin(checkpoints: true);
        Write("r1", 100);
        CheckpointManifest first = Assert.Single(_cluster.Effects.OfType<CoordinatorEffect.Commit>()).Manifest;
        Assert.Equal((100, 6, 7L), (first.Step, first.Parts.Count, first.Epoch));
        _cluster.Protocol.Committed("r1", null);

        // The second is written by all but one partition, the third is whole but its manifest never comes to be.
        Write("r1", 200, partitions: 5);
        Write("r1", 300);
        Assert.Equal(300, Assert.Single(_cluster.Effects.OfType<CoordinatorEffect.Commit>()).Manifest.Step);
        _cluster.Protocol.Committed("r1", "the disk is full");
        _cluster.Lose(1);
        _cluster.Wait(Wait);
        _cluster.Tell(new NodeReleased { RunId = "r1", Address = "a:1" });
        _cluster.Tell(new NodeReleased { RunId = "r1", Address = "c:1" });
        CheckpointOrder order = Assert.IsType<PrepareRun>(_cluster.ToNodes.First().Message).Checkpoints!;
        Assert.Equal((100, 6, 7L), (order.StartStep, order.StartFiles.Count, order.Epoch));
        CheckpointCosts costs = _cluster.Page("r1").Checkpoints!;
        Assert.Equal((1, 1, "the disk is full"), (costs.Written, costs.Failed, costs.LastFailure));
    }

    [Fact]
    public void A_checkpoint_is_complete_only_when_all_that_was_recorded_up_to_it_has_come()
    {
        Begin(checkpoints: true);
        for (int partition = 0; partition < 6; partition++)
        {
            _cluster.Tell(Part("r1", partition, 100));
        }

        Assert.Empty(_cluster.Effects.OfType<CoordinatorEffect.Commit>());
        for (int partition = 0; partition < 5; partition++)
        {
            _cluster.Tell(new ReportPart { RunId = "r1", Partition = partition, Step = 100, Kind = ReportKind.End });
            Assert.Empty(_cluster.Effects.OfType<CoordinatorEffect.Commit>());
        }

        _cluster.Tell(new ReportPart { RunId = "r1", Partition = 5, Step = 100, Kind = ReportKind.End });
        Assert.Single(_cluster.Effects.OfType<CoordinatorEffect.Commit>());
    }

    [Fact]
    public void A_checkpoint_that_is_being_completed_when_a_node_is_lost_is_waited_for()
    {
        Begin(checkpoints: true);
        Write("r1", 100);
        _cluster.Lose(1);
        _cluster.Tell(new NodeReleased { RunId = "r1", Address = "a:1" });
        _cluster.Tell(new NodeReleased { RunId = "r1", Address = "c:1" });
        _cluster.Wait(2 * Wait);
        Assert.Empty(_cluster.ToNodes);
        PrepareRun prepare = _cluster.Protocol.Committed("r1", null).OfType<CoordinatorEffect.ToNode>()
            .Select(effect => effect.Message).OfType<PrepareRun>().First();
        Assert.Equal(100, prepare.Checkpoints!.StartStep);
    }

    [Fact]
    public void A_run_is_over_when_its_last_checkpoint_is_complete_and_its_folder_in_order()
    {
        Begin(checkpoints: true);
        Write("r1", 100);
        _cluster.Finish("r1", 1000, partitions: 6);
        Assert.Equal(RunState.Running, _cluster.Page("r1").State);

        // All that it gives is there: neither a loss nor somebody who would end it early changes that.
        _cluster.Lose(1);
        _cluster.Tell(new CancelRun { RunId = "r1" });
        Assert.Equal((RunState.Running, false), (_cluster.Page("r1").State, _cluster.Page("r1").WasCancelled));
        Assert.Equal(
            [new CoordinatorEffect.TidyCheckpoints("r1", 7)],
            _cluster.Protocol.Committed("r1", null).OfType<CoordinatorEffect.TidyCheckpoints>());
        Assert.Equal(RunState.Running, _cluster.Page("r1").State);
        Assert.Contains(new CoordinatorEffect.Changed("r1"), _cluster.Protocol.Tidied("r1"));
        RunPage page = _cluster.Page("r1");
        Assert.Equal((RunState.Finished, 1, 0), (page.State, page.Checkpoints!.Written, page.Recoveries.Count));
    }

    [Fact]
    public void A_disk_that_hangs_keeps_nobody_from_the_results_for_ever()
    {
        Begin(checkpoints: true);
        Write("r1", 100);
        _cluster.Finish("r1", 1000, partitions: 6);
        _cluster.Wait(new RecoveryOptions().GiveUpAfter - TimeSpan.FromSeconds(1));
        Assert.Equal(RunState.Running, _cluster.Page("r1").State);
        _cluster.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(RunState.Finished, _cluster.Page("r1").State);
    }

    [Fact]
    public void A_node_with_another_runs_folder_is_an_error_at_first_and_left_out_after_a_loss()
    {
        var unfit = new RunFailure { RunId = "r1", Node = 2, Reason = "it holds another's", IsInput = true, IsUnfit = true };
        Begin(checkpoints: true);
        _cluster.Lose(1, isGone: true);
        _cluster.Tell(CoordinatorCluster.Report(3));
        _cluster.Tell(new NodeReleased { RunId = "r1", Address = "a:1" });
        _cluster.Tell(new NodeReleased { RunId = "r1", Address = "c:1" });
        PrepareRun prepare = _cluster.ToNodes.Select(sent => sent.Message).OfType<PrepareRun>().First();
        Assert.Equal(["a:1", "c:1", "d:1"], prepare.Placement.Nodes);
        _cluster.Tell(unfit with { RunId = prepare.RunId });
        Assert.Equal(RunState.Recovering, _cluster.Page("r1").State);
        _cluster.Release(prepare.RunId, nodes: 4);
        _cluster.Tell(CoordinatorCluster.Report(3));
        _cluster.Wait(Wait);
        Assert.Equal(
            ["a:1", "c:1"], _cluster.ToNodes.Where(sent => sent.Message is PrepareRun).Select(sent => sent.Address));

        var other = new CoordinatorCluster(nodes: 3, losses: 2);
        other.Tell(CoordinatorCluster.Submission(partitions: 6));
        other.Tell(unfit);
        Assert.Equal((RunState.Failed, true), (other.Page("r1").State, other.Page("r1").FailureIsInput));
    }

    [Fact]
    public void Who_follows_a_run_that_another_coordinator_has_taken_over_is_sent_to_the_other_nodes()
    {
        Begin(checkpoints: true);
        Write("r1", 100);
        _cluster.Protocol.Committed("r1", "was taken over", isTakenOver: true);
        Assert.Null(_cluster.Protocol.PageOf("r1"));
        Assert.Equal("run r1 goes on elsewhere: was taken over", _cluster.Protocol.UnknownRun("r1"));

        // Where there is no other node, it has ended here.
        _cluster.Lose(1, isGone: true);
        _cluster.Lose(2, isGone: true);
        Assert.Equal((RunState.Failed, "was taken over"), (_cluster.Page("r1").State, _cluster.Page("r1").Failure));
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_read_makes_way_for_the_one_before()
    {
        Begin(checkpoints: true);
        Write("r1", 100);
        _cluster.Protocol.Committed("r1", null);
        _cluster.Lose(1);
        _cluster.Wait(Wait);
        _cluster.Tell(new NodeReleased { RunId = "r1", Address = "a:1" });
        _cluster.Tell(new NodeReleased { RunId = "r1", Address = "c:1" });
        string attempt = Assert.IsType<PrepareRun>(_cluster.ToNodes.First().Message).RunId;
        _cluster.Start(attempt);
        Assert.Equal((100, null), (_cluster.Page("r1").CheckpointStep, _cluster.Page("r1").Failure));
        _cluster.Tell(new RunFailure { RunId = attempt, Node = 0, Partition = 0, Reason = "damaged", IsCheckpoint = true });
        Assert.Equal(0, _cluster.Page("r1").CheckpointStep);
        Assert.Contains("damaged", _cluster.Page("r1").Failure);
        Assert.Equal(
            new CoordinatorEffect.OpenCheckpoints("r1", "/f", FolderUse.Adopt, 100, Token: "t"),
            Assert.Single(_cluster.Effects.OfType<CoordinatorEffect.OpenCheckpoints>()));
        _cluster.Tell(new NodeReleased { RunId = attempt, Address = "a:1" });
        _cluster.Tell(new NodeReleased { RunId = attempt, Address = "c:1" });
        Assert.Empty(_cluster.ToNodes);
        IReadOnlyList<CoordinatorEffect> effects =
            _cluster.Protocol.Opened("r1", new CheckpointClaim(8, "t"), null, null, ["the log is damaged"]);
        Assert.Contains(effects, effect => effect is CoordinatorEffect.ToNode { Message: PrepareRun { Checkpoints.StartStep: 0 } });
        Assert.Equal("the log is damaged", Assert.Single(_cluster.Page("r1").Notes));
    }

    [Fact]
    public void Losses_in_vain_end_a_run_and_a_checkpoint_makes_up_for_them()
    {
        Begin(checkpoints: false);
        string attempt = "r1";
        for (int loss = 1; loss <= 3; loss++)
        {
            _cluster.Tell(new RunFailure { RunId = attempt, Node = 0, Reason = "no way", IsTransient = true });
            if (loss <= 2)
            {
                _cluster.Release(attempt, nodes: 3);
                attempt = Assert.IsType<PrepareRun>(_cluster.ToNodes.First().Message).RunId;
            }
        }

        Assert.Equal(RunState.Failed, _cluster.Page("r1").State);
        Assert.Equal(
            "node a:1 failed: no way; it was the loss number 3 without a checkpoint in between", _cluster.Page("r1").Failure);
    }

    [Fact]
    public void Without_any_node_a_run_gives_up_in_the_end()
    {
        Begin(checkpoints: false);
        for (int node = 0; node < 3; node++)
        {
            _cluster.Lose(node, isGone: true);
        }

        _cluster.Wait(TimeSpan.FromSeconds(119));
        Assert.Equal(RunState.Recovering, _cluster.Page("r1").State);
        _cluster.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(
            "node a:1 was lost: it does not answer; it had done 0 steps; no node is there that could take it, after 120 s",
            _cluster.Page("r1").Failure);
    }

    [Fact]
    public void Cancelling_a_run_that_waits_for_nodes_ends_it()
    {
        Begin(checkpoints: false);
        _cluster.Lose(1);
        _cluster.Tell(new CancelRun { RunId = "r1" });
        Assert.Equal(RunState.Failed, _cluster.Page("r1").State);
        Assert.StartsWith("it was cancelled while it waited for nodes", _cluster.Page("r1").Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_the_coordinator_before_is_adopted_once()
    {
        var cluster = new CoordinatorCluster(nodes: 2, losses: 2);
        RunSpecification run = CoordinatorCluster.Submission(6).Specification with { CheckpointFolder = "/f", CheckpointSteps = 100 };
        var orphan = new OrphanedRun { RunId = "x", Specification = run, Nodes = 3, Step = 440, Token = "t" };
        cluster.Tell(orphan);
        Assert.Equal(
            new CoordinatorEffect.OpenCheckpoints("x", "/f", FolderUse.Adopt, Token: "t"),
            Assert.Single(cluster.Effects.OfType<CoordinatorEffect.OpenCheckpoints>()));
        Assert.Equal([new ReleaseRun { RunId = "x" }], cluster.Answers);
        cluster.Tell(orphan with { Step = 460 });
        Assert.Empty(cluster.Effects.OfType<CoordinatorEffect.OpenCheckpoints>());
        cluster.Protocol.Opened("x", new CheckpointClaim(2, "t"), Manifest(run, 300), null);
        Assert.Equal(RunState.Recovering, cluster.Page("x").State);
        cluster.Wait(Wait);
        PrepareRun prepare = Assert.IsType<PrepareRun>(cluster.ToNodes.First().Message);
        Assert.Equal(("x.r1", "x", 300), (prepare.RunId, prepare.Whole, prepare.Checkpoints!.StartStep));

        // Each node tells how far it was; what counts is the furthest.
        cluster.Start("x.r1", nodes: 2);
        RecoveryRecord recovery = Assert.Single(cluster.Page("x").Recoveries);
        Assert.Equal((460, 300), (recovery.LostAtStep, recovery.ResumedAtStep));
    }

    [Fact]
    public void A_run_that_goes_on_is_what_it_was_but_for_where()
    {
        var cluster = new CoordinatorCluster();
        cluster.Tell(new ResumeRun { ProtocolVersion = Cluster.Wire.WireProtocol.Version, Folder = "/f", Partitions = 3 });
        Assert.Equal(
            new CoordinatorEffect.OpenCheckpoints("r1", "/f", FolderUse.Resume, Replicas: 0),
            Assert.Single(cluster.Effects.OfType<CoordinatorEffect.OpenCheckpoints>()));
        Assert.Null(cluster.Page("r1").Specification);
        RunSpecification run = CoordinatorCluster.Submission(6).Specification with { CheckpointFolder = "/old", CheckpointSteps = 100 };
        IReadOnlyList<CoordinatorEffect> effects =
            cluster.Protocol.Opened("r1", new CheckpointClaim(2, "t"), Manifest(run, 300), null);
        PrepareRun prepare = effects.OfType<CoordinatorEffect.ToNode>().Select(effect => effect.Message).OfType<PrepareRun>().First();
        Assert.Equal((3, "/f", 300), (prepare.Placement.Partitions.Count, prepare.Specification.CheckpointFolder, prepare.Checkpoints!.StartStep));
        Assert.Equal(run.Network, prepare.Specification.Network);
    }

    [Fact]
    public void Another_kind_of_device_does_not_go_on_with_a_run_unasked()
    {
        var cluster = new CoordinatorCluster();
        cluster.Tell(new ResumeRun { ProtocolVersion = Cluster.Wire.WireProtocol.Version, Folder = "/f" });
        RunSpecification run = CoordinatorCluster.Submission(6).Specification;
        cluster.Protocol.Opened("r1", new CheckpointClaim(2, "t"), Manifest(run, 300) with { DeviceKind = "cuda" }, null);
        Assert.Equal(RunState.Failed, cluster.Page("r1").State);
        Assert.True(cluster.Page("r1").FailureIsInput);
    }

    private static CheckpointManifest Manifest(RunSpecification run, int step) => new()
    {
        RunId = "x",
        Epoch = 1,
        Step = step,
        DeviceKind = "host",
        Specification = run,
        Parts = [new CheckpointPart("p", 1)],
        Reports = [new CheckpointReports("r", 1)],
        LoopSeconds = 1,
    };

    private static PartWritten Part(string attempt, int partition, int step) =>
        new() { RunId = attempt, Partition = partition, Step = step, File = $"{step}/{partition}", Bytes = 10 };

    // Six partitions on three nodes, at their first step.
    private void Begin(bool checkpoints)
    {
        SubmitRun submit = CoordinatorCluster.Submission(partitions: 6);
        if (checkpoints)
        {
            submit = submit with { Specification = submit.Specification with { CheckpointFolder = "/f", CheckpointSteps = 100 } };
        }

        _cluster.Tell(submit);
        if (checkpoints)
        {
            Assert.Equal(
                new CoordinatorEffect.OpenCheckpoints("r1", "/f", FolderUse.New),
                Assert.Single(_cluster.Effects.OfType<CoordinatorEffect.OpenCheckpoints>()));

            // It waits for no other run.
            Assert.Equal(RunState.Building, _cluster.Page("r1").State);
            _cluster.Protocol.Opened("r1", new CheckpointClaim(7, "t"), null, null);
        }

        _cluster.Start("r1", nodes: 3);
        Assert.Equal(RunState.Running, _cluster.Page("r1").State);
    }

    private void Write(string attempt, int step, int partitions = 6)
    {
        for (int partition = 0; partition < partitions; partition++)
        {
            _cluster.Tell(new ReportPart { RunId = attempt, Partition = partition, Step = step, Kind = ReportKind.End });
            _cluster.Tell(Part(attempt, partition, step));
        }
    }
}
