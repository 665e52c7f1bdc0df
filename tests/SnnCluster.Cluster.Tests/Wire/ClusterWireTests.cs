using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;
using Akka.Event;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using AkkaCluster = Akka.Cluster.Cluster;

namespace SnnCluster.Cluster.Tests.Wire;

/// <summary>Akka's own messages pass the refusing configuration: cluster membership and the singleton work.</summary>
public sealed class ClusterWireTests() : TestKit(TestSystems.Create("cluster", Clustered))
{
    private const string Clustered = TestSystems.Remote + "\n" + """
        akka.actor.provider = cluster
        akka.coordinated-shutdown.run-by-actor-system-terminate = off
        akka.cluster.run-coordinated-shutdown-when-down = off
        akka.cluster.gossip-interval = 100ms
        akka.cluster.leader-actions-interval = 100ms
        akka.cluster.unreachable-nodes-reaper-interval = 100ms
        akka.cluster.periodic-tasks-initial-delay = 50ms
        akka.cluster.singleton-proxy.singleton-identification-interval = 100ms
        akka.cluster.singleton.hand-over-retry-interval = 200ms
        """;

    private readonly ActorSystem _other = TestSystems.Create("cluster", Clustered);

    [Fact]
    public async Task A_cluster_forms_and_its_singleton_answers_and_moves()
    {
        TestProbe[] failures =
            [Failures<Error>(Sys), Failures<Error>(_other), Failures<Warning>(Sys), Failures<Warning>(_other)];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        AkkaCluster first = AkkaCluster.Get(Sys);
        AkkaCluster second = AkkaCluster.Get(_other);
        await first.JoinAsync(first.SelfAddress, patience.Token);
        StartSingleton(Sys);
        await second.JoinAsync(first.SelfAddress, patience.Token);
        IActorRef proxyOfSecond = StartSingleton(_other);
        await AwaitConditionAsync(() => Task.FromResult(IsWhole(first) && IsWhole(second)), TimeSpan.FromSeconds(10));

        // The singleton is on the oldest node, so the second node asks across the network.
        TestProbe probe = CreateTestProbe(_other);
        proxyOfSecond.Tell(new Question("across", probe), probe);
        await probe.ExpectMsgAsync(new Answer("cluster: across"), TimeSpan.FromSeconds(10));
        Assert.Equal(first.SelfAddress, probe.Sender.Path.Address);

        // The first node leaves: the managers hand the singleton over, in messages of their own.
        await first.LeaveAsync(patience.Token);
        await AwaitConditionAsync(() => Task.FromResult(second.State.Members.Count == 1), TimeSpan.FromSeconds(15));
        proxyOfSecond.Tell(new Question("moved", probe), probe);
        await probe.ExpectMsgAsync(new Answer("cluster: moved"), TimeSpan.FromSeconds(10));
        Assert.True(probe.Sender.Path.Address.HasLocalScope);

        foreach (TestProbe probeOfFailures in failures)
        {
            await probeOfFailures.ExpectNoMsgAsync(TimeSpan.Zero);
        }
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        Shutdown(_other);
    }

    private static bool IsWhole(AkkaCluster cluster) =>
        cluster.State.Members.Count(member => member.Status == MemberStatus.Up) == 2;

    private static IActorRef StartSingleton(ActorSystem system)
    {
        system.ActorOf(
            ClusterSingletonManager.Props(
                Props.Create<Answerer>(), PoisonPill.Instance, ClusterSingletonManagerSettings.Create(system)),
            "manager");
        return system.ActorOf(
            ClusterSingletonProxy.Props("/user/manager", ClusterSingletonProxySettings.Create(system)), "proxy");
    }

    /// <summary>Gets the log events of a kind that are about serialisation.</summary>
    private TestProbe Failures<T>(ActorSystem system)
        where T : LogEvent
    {
        TestProbe probe = CreateTestProbe(system);
        probe.IgnoreMessages(message =>
            message is not T log || !(log.Message?.ToString() ?? "").Contains("serializ", StringComparison.OrdinalIgnoreCase));
        system.EventStream.Subscribe(probe, typeof(T));
        return probe;
    }
}
