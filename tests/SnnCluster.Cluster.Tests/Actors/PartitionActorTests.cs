using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using SnnCluster.Cluster.Actors;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Tests.Actors;

public sealed class PartitionActorTests : TestKit
{
    private static readonly Slice[] All = [new(0, 399), new(0, 399)];

    private readonly TestProbe _node;
    private readonly TestProbe _coordinator;

    public PartitionActorTests()
        : base(ActorSystems.Create())
    {
        _node = CreateTestProbe();
        _coordinator = CreateTestProbe();
    }

    [Fact]
    public async Task It_builds_reports_its_start_runs_and_reports_its_end()
    {
        IActorRef partition = Start("delay-10", "host");
        PartitionBuilt built = await _node.ExpectMsgAsync<PartitionBuilt>(TimeSpan.FromSeconds(20));
        Assert.Equal(0, built.Taker.Partition);
        Assert.All(await ReadReport(), part => Assert.Equal(0, part.Step));
        partition.Tell(new RunTo { RunId = "r", Step = 500, IsLast = true });
        List<ReportPart> end = await ReadReport();
        Assert.All(end, part => Assert.Equal(500, part.Step));
        Assert.Equal(
            TestNetworks.DigestOf("delay-10", 500),
            NetworkDigest.Combine(end.Where(part => part.Kind == ReportKind.Hashes).Select(part => part.Data)));
        Assert.Contains(end, part => part.Kind == ReportKind.Final);

        // It is over: what comes late does nothing.
        partition.Tell(new RunTo { RunId = "r", Step = 900, IsLast = true });
        partition.Tell(new HoldRun { RunId = "r" });
        Assert.Equal(500, (await _node.ExpectMsgAsync<PartitionHeld>()).Step);
        await _coordinator.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task It_holds_where_it_is_and_ends_there_or_later()
    {
        IActorRef partition = Start("delay-10", "host");
        await _node.ExpectMsgAsync<PartitionBuilt>(TimeSpan.FromSeconds(20));
        await ReadReport();
        partition.Tell(new RunTo { RunId = "r", Step = 100_000_000, IsLast = true });
        partition.Tell(new HoldRun { RunId = "r" });
        int held = (await _node.ExpectMsgAsync<PartitionHeld>(TimeSpan.FromSeconds(20))).Step;
        partition.Tell(new RunTo { RunId = "r", Step = held + 7, IsLast = true });
        Assert.All(await ReadReport(), part => Assert.Equal(held + 7, part.Step));
    }

    [Fact]
    public async Task A_rule_that_throws_is_one_failure()
    {
        IActorRef partition = Start(TestNetworks.Broken, "host");
        await _node.ExpectMsgAsync<PartitionBuilt>(TimeSpan.FromSeconds(20));
        partition.Tell(new RunTo { RunId = "r", Step = 1000, IsLast = true });
        RunFailure failure = await _node.ExpectMsgAsync<RunFailure>(TimeSpan.FromSeconds(20));
        Assert.Equal("the stimulus is out of bounds", failure.Reason);
        Assert.Equal((0, 400, -1, false), (failure.Partition, failure.Step, failure.LostNode, failure.IsInput));
        partition.Tell(new RunTo { RunId = "r", Step = 1000, IsLast = true });
        partition.Tell(new HoldRun { RunId = "r" });
        await _node.ExpectMsgAsync<PartitionHeld>();
        await _node.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_device_that_is_not_there_is_one_failure_of_the_input()
    {
        Start("delay-10", "cuda:99");
        RunFailure failure = await _node.ExpectMsgAsync<RunFailure>(TimeSpan.FromSeconds(20));
        Assert.Contains("--device is 'cuda:99'", failure.Reason, StringComparison.Ordinal);
        Assert.Equal((0, -1, true), (failure.Partition, failure.Step, failure.IsInput));
    }

    private IActorRef Start(string network, string device)
    {
        NetworkDescription description = new TestNetworks().Create(TestNetworks.Run(network, 1).Network);
        return _node.ChildActorOf(PartitionActor.Props(new PartitionSetup
        {
            RunId = "r",
            Index = 0,
            Network = description,
            Slices = All,
            Device = device,
            Exchange = new FrameExchange(new ExchangeLayout(1, ExchangeSchedule.Of(description), [0], [All]), 0),
            Observation = ObservationPlan.Nothing(description),
            Progress = new PartitionProgress(),
        }, _coordinator));
    }

    private async Task<List<ReportPart>> ReadReport()
    {
        var parts = new List<ReportPart>();
        while (parts.Count == 0 || parts[^1].Kind != ReportKind.End)
        {
            parts.Add(await _coordinator.ExpectMsgAsync<ReportPart>(TimeSpan.FromSeconds(20)));
            _coordinator.Reply(new ReportTaken { Parts = 1 });
        }

        return parts;
    }
}
