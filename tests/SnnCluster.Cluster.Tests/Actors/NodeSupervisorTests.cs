using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using SnnCluster.Cluster.Actors;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Tests.Actors;

public sealed class NodeSupervisorTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TestProbe _proxy;
    private readonly TestProbe _coordinator;
    private readonly TestProbe _callbacks;
    private readonly IActorRef _node;

    public NodeSupervisorTests()
        : base(ActorSystems.Create())
    {
        _proxy = CreateTestProbe();
        _coordinator = CreateTestProbe();
        _callbacks = CreateTestProbe();
        _proxy.IgnoreMessages(message => message is NodeReport);
        _coordinator.IgnoreMessages(message => message is ReportPart);
        NodeReport report = ActorSystems.Report;
        IActorRef proxy = _proxy;
        var networks = new TestNetworks();
        var settings = new NodeSettings();
        IActorRef callbacks = _callbacks;
        Action accepted = () => callbacks.Tell("accepted");
        Action<string> refused = reason => callbacks.Tell(reason);
        _node = Sys.ActorOf(Props.Create(() => new NodeSupervisor(report, proxy, networks, settings, accepted, refused)));
    }

    [Fact]
    public async Task It_tells_what_it_offers_and_is_taken_or_refused()
    {
        _proxy.IgnoreNoMessages();
        Assert.Equal(ActorSystems.Report, await _proxy.ExpectMsgAsync<NodeReport>(Patience));
        _node.Tell(new NodeRefused { Reason = "another version" }, _coordinator);
        await _callbacks.ExpectMsgAsync("another version");
        _node.Tell(new NodeAccepted(), _coordinator);
        await _callbacks.ExpectMsgAsync("accepted");

        // It goes on telling, for a coordinator that is new.
        await _proxy.ExpectMsgAsync<NodeReport>(Patience);
    }

    [Fact]
    public async Task It_starts_a_run_and_releases_it()
    {
        _node.Tell(ActorSystems.Prepare("r", "delay-10", 100), _coordinator);
        await _coordinator.ExpectMsgAsync<NodePrepared>(Patience);
        _node.Tell(new ConnectRun { RunId = "r" }, _coordinator);
        await _coordinator.ExpectMsgAsync<NodeConnected>(Patience);
        _node.Tell(new ConnectRun { RunId = "other" }, _coordinator);
        _node.Tell(new ReleaseRun { RunId = "r" }, _coordinator);
        await _proxy.ExpectMsgAsync(new NodeReleased { RunId = "r", Address = "local" }, Patience);

        // Of a run that it does not know it holds nothing either.
        _node.Tell(new ReleaseRun { RunId = "other" }, _coordinator);
        await _proxy.ExpectMsgAsync(new NodeReleased { RunId = "other", Address = "local" }, Patience);
    }

    [Fact]
    public async Task A_new_run_takes_the_place_of_the_one_before_unless_it_is_released_first()
    {
        _node.Tell(ActorSystems.Prepare("r1", "delay-10", 100), _coordinator);
        _node.Tell(ActorSystems.Prepare("r2", "delay-10", 100), _coordinator);
        _node.Tell(ActorSystems.Prepare("r3", "delay-10", 100), _coordinator);
        _node.Tell(new ReleaseRun { RunId = "r2" }, _coordinator);
        string[] released =
        [
            (await _proxy.ExpectMsgAsync<NodeReleased>(Patience)).RunId,
            (await _proxy.ExpectMsgAsync<NodeReleased>(Patience)).RunId,
        ];
        Assert.Equal(["r1", "r2"], released.Order());
        NodePrepared prepared = await _coordinator.FishForMessageAsync<NodePrepared>(one => one.RunId != "r1", Patience);
        Assert.Equal("r3", prepared.RunId);
    }

    [Fact]
    public async Task Its_run_ends_with_the_coordinator()
    {
        _node.Tell(new NodeAccepted(), _coordinator);
        _node.Tell(ActorSystems.Prepare("r", "delay-10", 100), _coordinator);
        await _coordinator.ExpectMsgAsync<NodePrepared>(Patience);
        Sys.Stop(_coordinator);
        await _proxy.ExpectMsgAsync(new NodeReleased { RunId = "r", Address = "local" }, Patience);
    }

    [Fact]
    public async Task A_run_whose_actor_throws_fails_and_is_gone()
    {
        _node.Tell(ActorSystems.Prepare("r", TestNetworks.Throws, 100), _coordinator);
        RunFailure failure = await _proxy.ExpectMsgAsync<RunFailure>(Patience);
        Assert.Equal("r", failure.RunId);
        Assert.Equal("NotSupportedException: not today", failure.Reason);
        await _proxy.ExpectMsgAsync<NodeReleased>(Patience);
    }
}
