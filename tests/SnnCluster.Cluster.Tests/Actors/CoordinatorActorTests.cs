using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using SnnCluster.Cluster.Actors;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Tests.Actors;

public sealed class CoordinatorActorTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TestProbe _node;
    private readonly TestProbe _client;
    private readonly IActorRef _coordinator;

    public CoordinatorActorTests()
        : base(ActorSystems.Create())
    {
        _node = CreateTestProbe();
        _client = CreateTestProbe();
        _coordinator = Sys.ActorOf(CoordinatorActor.Props(new TestNetworks(), new NodeSettings { KeptRuns = 1 }));
        _coordinator.Tell(ActorSystems.Report, _node);
    }

    [Fact]
    public async Task Who_reads_is_answered_when_there_is_something_new()
    {
        await _node.ExpectMsgAsync<NodeAccepted>(Patience);
        string run = await Submit();
        Assert.Equal(run, (await _node.ExpectMsgAsync<PrepareRun>(Patience)).RunId);
        RunPage page = await Read(run, from: 0, seen: -1);
        Assert.Equal(RunState.Building, page.State);
        Assert.Equal(ReportKind.Attempt, Assert.Single(page.Parts).Kind);
        for (int part = 0; part < 3; part++)
        {
            _coordinator.Tell(
                new ReportPart { RunId = run, Partition = 0, Step = part, Kind = ReportKind.List, Data = [7] }, _node);
            await _node.ExpectMsgAsync(new ReportTaken { Parts = 1 }, Patience);
        }

        // All that follow those it has, and all again from the start.
        Assert.Equal([1, 2], (await Read(run, from: 2, page.Seen)).Parts.Select(part => part.Step));
        Assert.Equal(4, (await Read(run, from: 0, page.Seen)).PartsThere);

        // One that has seen everything is answered with the next part, or with nothing when it has waited long enough.
        RunPage next = page;
        Ask(run, from: 4, page.Seen);
        _coordinator.Tell(new ReportPart { RunId = run, Partition = 0, Step = 9, Kind = ReportKind.End }, _node);
        while ((next = await _client.ExpectMsgAsync<RunPage>(Patience)).Parts.Count == 0)
        {
            Ask(run, from: 4, page.Seen);
        }

        Assert.Equal(9, Assert.Single(next.Parts).Step);
    }

    [Fact]
    public async Task Parts_of_a_run_that_nobody_knows_are_taken_and_dropped()
    {
        await _node.ExpectMsgAsync<NodeAccepted>(Patience);
        _coordinator.Tell(new ReportPart { RunId = "gone", Partition = 0, Step = 0, Kind = ReportKind.End }, _node);
        await _node.ExpectMsgAsync(new ReportTaken { Parts = 1 }, Patience);
        Ask("gone", 0, -1);
        RequestRefused refused = await _client.ExpectMsgAsync<RequestRefused>(Patience);
        Assert.Contains("no run 'gone'", Assert.Single(refused.Findings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clients_of_another_version_are_refused()
    {
        _coordinator.Tell(new GetStatus { ProtocolVersion = 77 }, _client);
        _coordinator.Tell(new ReadRun { ProtocolVersion = 77, RunId = "r", From = 0 }, _client);
        for (int refused = 0; refused < 2; refused++)
        {
            string finding = Assert.Single((await _client.ExpectMsgAsync<RequestRefused>(Patience)).Findings);
            Assert.Contains("speaks protocol version 77", finding, StringComparison.Ordinal);
        }

        _coordinator.Tell(new GetStatus { ProtocolVersion = WireProtocol.Version }, _client);
        Assert.Equal("local", Assert.Single((await _client.ExpectMsgAsync<ClusterStatus>(Patience)).Nodes).Report.Address);
    }

    private async Task<string> Submit()
    {
        _coordinator.Tell(
            new SubmitRun { ProtocolVersion = WireProtocol.Version, Specification = TestNetworks.Run("delay-10", 100) }, _client);
        return (await _client.ExpectMsgAsync<RunSubmitted>(Patience)).RunId;
    }

    private async Task<RunPage> Read(string run, long from, long seen)
    {
        Ask(run, from, seen);
        return await _client.ExpectMsgAsync<RunPage>(Patience);
    }

    private void Ask(string run, long from, long seen) => _coordinator.Tell(
        new ReadRun { ProtocolVersion = WireProtocol.Version, RunId = run, From = from, Seen = seen }, _client);
}
