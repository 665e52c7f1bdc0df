using Akka.Actor;
using SnnCluster.Cluster.Actors;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Tests.Wire;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Recording;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Cluster.Tests.Actors;

/// <summary>A client that says what only nodes and coordinators say changes nothing of a cluster, over a real connection.</summary>
public sealed class HostileClientTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_a_client_may_not_send_wedges_nothing()
    {
        var networks = new TestNetworks();
        using var limit = new CancellationTokenSource(Limit);
        await using ClusterNode node = await ClusterNode.StartAsync(
            new NodeOptions { Port = 0, Devices = "host", SeedNodes = [], Networks = networks, ProgramVersion = "test", Services = [] },
            limit.Token);
        await using RunClient client = await RunClients.OfClusterAsync(node.Address);
        string run = (await client.SubmitAsync(TestNetworks.Run("delay-10", 100_000_000))).RunId;
        await WaitUntilItRuns(client, run, limit.Token);

        await using RunClient strangers = await RunClients.OfClusterAsync(node.Address);
        ActorSystem stranger = strangers.System;
        RootActorPath root = NodeAddress.In(stranger, node.Address);
        Inbox inbox = Inbox.Create(stranger);
        PrepareRun forged = ActorSystems.Prepare("forged", "delay-10", 100);
        string[] actors = ["node", "gateway", "coordinator-proxy", "coordinator/singleton", $"node/run-{run}", $"node/run-{run}/partition-0"];
        using var refused = new RefusalCounts(node.Address);
        object[] messages = [.. WireContracts.All
            .Where(contract => SenderRoles.Of(contract.Value) != MessageSender.Client)
            .Select(contract => With(ContractNumbers.Filled(contract.Value), run))
            .Concat(Enumerable.Repeat<object>(forged, 5))];
        foreach (object message in messages)
        {
            foreach (string actor in actors)
            {
                stranger.ActorSelection(root / "user" / actor.Split('/')).Tell(message, inbox.Receiver);
                stranger.ActorSelection(root / "user" / actor.Split('/')).Tell(message, ActorRefs.NoSender);
            }
        }

        // The actors answer in the order of what they get: all of the above has come when this is answered.
        await stranger.ActorSelection(root / "user" / "node" / $"run-{run}" / "partition-0").Ask<ActorIdentity>(new Identify(1), Limit);
        await stranger.ActorSelection(root / "user" / "node").Ask<ActorIdentity>(new Identify(1), Limit);
        await stranger.ActorSelection(root / "user" / "gateway").Ask<ClusterStatus>(
            new GetStatus { ProtocolVersion = WireProtocol.Version }, Limit);

        // Each of them came and was refused, once with a sender and once without.
        refused.AssertEqual((RefusedMessages.BySender, 2 * actors.Length * messages.Length));

        using var cancellation = new CancellationTokenSource();
        var follower = new Follower(cancellation);
        RunOutcome outcome = await client.FollowAsync(run, asked => RunChecks.Observe(asked, networks), follower, cancellation.Token).WaitAsync(Limit);
        Assert.Equal(TestNetworks.DigestOf("delay-10", follower.Last), outcome.Digest);
        string next = (await client.SubmitAsync(TestNetworks.Run("delay-10", 100))).RunId;
        RunOutcome second = await client.FollowAsync(next, asked => RunChecks.Observe(asked, networks), new Follower(null), default).WaitAsync(Limit);
        Assert.Equal(TestNetworks.DigestOf("delay-10", 100), second.Digest);
        Assert.Empty(second.Recoveries);
    }

    private static async Task WaitUntilItRuns(RunClient client, string run, CancellationToken limit)
    {
        while ((await client.StatusAsync()).Runs.Single(one => one.RunId == run).State != RunState.Running)
        {
            await Task.Delay(10, limit);
        }
    }

    private static object With(object message, string run)
    {
        message.GetType().GetProperty("RunId")?.SetValue(message, run);
        return message;
    }

    /// <summary>Ends the run as soon as there is progress of it.</summary>
    private sealed class Follower(CancellationTokenSource? cancellation) : IRunFollower
    {
        public int Last { get; private set; }

        public void OnPlaced(RunSpecification specification, RunPlacement placement)
        {
        }

        public void OnSample(NetworkSample sample) => Last = sample.Step;

        public void OnProgress(RunPage page)
        {
            if (page.Step > 0)
            {
                cancellation?.Cancel();
            }
        }
    }
}
