using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Faults.Schedules;
using SnnCluster.Faults.Scheduling;
using SnnCluster.Faults.Storage;
using SnnCluster.Faults.World;
using SimCluster = SnnCluster.Faults.World.Cluster;

namespace SnnCluster.Faults.Tests;

/// <summary>A folder of checkpoints whose opening does not come back: whoever needs it is given up, and the queue goes on.</summary>
public sealed class HangingDiskTests
{
    // Longer than a coordinator waits for a folder [us].
    private const long Hang = 400_000_000;
    private const long Limit = 900_000_000;

    private static readonly RunSpecification WithCheckpoints = TinyNetworks.Run("delay-2", checkpointSteps: 15);
    private static readonly RunSpecification Without = TinyNetworks.Run("delay-2", checkpointSteps: 0);

    private readonly Scheduler _scheduler = new(1, 1);
    private readonly Disks _disks;
    private readonly SimCluster _world;

    public HangingDiskTests()
    {
        var schedule = new Schedule { Seed = 1, Nodes = 3, DevicesPerNode = 1, Run = WithCheckpoints };
        var log = new FaultLog();
        _disks = new Disks(schedule, _scheduler, log);
        _world = new SimCluster(schedule, _disks, _scheduler, log);
        Assert.True(_scheduler.Run(() => _world.Coordinators.Any(one => one.Protocol.Nodes.Count == 3), Limit));
    }

    [Fact]
    public void A_run_whose_folder_does_not_open_is_given_up_and_the_next_one_begins()
    {
        SetHanging();
        SimClient first = Submit(WithCheckpoints);
        SimClient second = Submit(Without);
        RunUntil(() => first.IsDone && second.IsDone);
        Assert.Equal("its folder of checkpoints does not answer, after 120 s", first.Error);
        Assert.Equal(Reference.DigestOf(Without, Without.Steps), second.Outcome!.Digest);
        Assert.True(_scheduler.Now < Hang);

        // What comes back when nobody waits for it any more changes nothing, and is in nobody's way.
        RunUntil(() => _scheduler.Now > _disks.Of("").HangsUntil + 10_000_000);
        Assert.False(new CheckpointStore(_disks.Of("").Folder(), Schedule.Folder).IsClaimed);
        SimClient third = Submit(WithCheckpoints);
        RunUntil(() => third.IsDone);
        Assert.Equal(Reference.DigestOf(WithCheckpoints, WithCheckpoints.Steps), third.Outcome?.Digest);
    }

    [Fact]
    public void A_run_that_is_cancelled_while_its_folder_does_not_open_says_so_to_the_end()
    {
        SetHanging();
        SimClient first = Submit(WithCheckpoints);
        RunUntil(() => first.RunId is not null);
        first.Cancel();
        SimClient second = Submit(Without);
        RunUntil(() => first.IsDone && second.IsDone);
        Assert.True(_scheduler.Now < Hang);
        Assert.Equal("it was cancelled before it started", first.Error);
        Assert.Equal(Reference.DigestOf(Without, Without.Steps), second.Outcome!.Digest);
        Assert.Equal(first.Error, _world.Coordinators.Last().Protocol.PageOf(first.RunId!)!.Failure);
    }

    [Fact]
    public void A_run_that_lost_its_coordinator_is_given_up_where_its_folder_does_not_open()
    {
        SimClient first = Submit(WithCheckpoints with { Steps = 4000 });
        RunUntil(() => _disks.LastComplete > 0);
        SetHanging();
        _world.Processes.Single(process => _world.CoordinatorAt(process) is not null).Kill();
        RunUntil(() => first.IsDone);
        Assert.Matches(
            @"^the node that coordinated the run was lost; its folder of checkpoints does not answer, after 120 s$", first.Error);
        SimClient second = Submit(Without);
        RunUntil(() => second.IsDone);
        Assert.Equal(Reference.DigestOf(Without, Without.Steps), second.Outcome!.Digest);
        Assert.True(_disks.LastComplete > 0);
    }

    private void SetHanging() => _disks.Of("").HangsUntil = _scheduler.Now + Hang;

    private SimClient Submit(RunSpecification run)
    {
        var client = new SimClient(
            _world, new SubmitRun { ProtocolVersion = WireProtocol.Version, Specification = run, WaitsIfBusy = true });
        client.Submit();
        return client;
    }

    private void RunUntil(Func<bool> until) => Assert.True(_scheduler.Run(until, Limit));
}
