using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;
using Akka.Event;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Tests.Actors;
using SnnCluster.Cluster.Transport;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Tests.Security;

/// <summary>A token of a direct connection lets in whoever shows it: no log has one, however much it is told to say.</summary>
public sealed partial class TokenLogTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    // All that Akka can be told to say.
    private static readonly string Verbose = $$"""
        akka {
          loglevel = DEBUG
          log-config-on-start = on
          log-dead-letters = on
          loggers = ["{{typeof(Lines).AssemblyQualifiedName}}"]
          actor {
            debug { receive = on, autoreceive = on, lifecycle = on, fsm = on, event-stream = on, unhandled = on, router-misconfiguration = on }
            deployment./coordinator/singleton.mailbox = tapped-mailbox
          }
          remote {
            log-remote-lifecycle-events = DEBUG
            log-received-messages = on
            log-sent-messages = on
            log-frame-size-exceeding = 1b
            log-buffer-size-exceeding = 1
            dot-netty.tcp.log-transport = on
          }
          cluster.log-info-verbose = on
        }
        tapped-mailbox.mailbox-type = "{{typeof(TappedMailbox).AssemblyQualifiedName}}"
        """;

    [Fact]
    public async Task Tokens_of_direct_connections_are_in_no_log()
    {
        using var limit = new CancellationTokenSource(Limit);
        await using ClusterNode first = await Start([], limit.Token);
        await using ClusterNode second = await Start([first.Address], limit.Token);
        await using RunClient client = await RunClients.OfClusterAsync(second.Address);
        RunSpecification run = TestNetworks.Run("delay-10", 200, partitions: 2) with { Transport = "direct" };
        string name = (await client.SubmitAsync(run)).RunId;
        RunOutcome outcome = await client.FollowAsync(name, asked => RunChecks.Observe(asked, new TestNetworks()), new Silent(), limit.Token);
        Assert.Equal(TestNetworks.DigestOf("delay-10", 200), outcome.Digest);

        byte[][] tokens = [.. TappedMailbox.Invitations.Select(invitation => invitation.Token)];
        Assert.Equal(DirectIdentity.TokenBytes, Assert.Single(tokens).Length);
        string log = string.Join('\n', Lines.All);
        Assert.Contains(nameof(NodePrepared), log, StringComparison.Ordinal);
        Assert.Contains(nameof(ConnectRun), log, StringComparison.Ordinal);
        Assert.Contains("writing a message", log, StringComparison.Ordinal);

        // As text of any base, with whatever stands between the bytes.
        string plain = NotAlphanumeric().Replace(log, "");
        foreach (byte[] token in tokens)
        {
            Assert.DoesNotContain(Convert.ToHexString(token), plain, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(string.Concat(token.Select(each => each.ToString(CultureInfo.InvariantCulture))), plain, StringComparison.Ordinal);
            Assert.DoesNotContain(NotAlphanumeric().Replace(Convert.ToBase64String(token), ""), plain, StringComparison.Ordinal);
        }
    }

    private static Task<ClusterNode> Start(IReadOnlyList<string> seeds, CancellationToken cancellation) => ClusterNode.StartAsync(
        new NodeOptions { Port = 0, Devices = "host", SeedNodes = seeds, Networks = new TestNetworks(), Configuration = Verbose },
        cancellation);

    [GeneratedRegex("[^0-9A-Za-z]")]
    private static partial Regex NotAlphanumeric();

    private sealed class Silent : IRunFollower
    {
        public void OnPlaced(RunSpecification specification, RunPlacement placement)
        {
        }

        public void OnSample(Engine.Recording.NetworkSample sample)
        {
        }

        public void OnProgress(RunPage page)
        {
        }
    }
}

/// <summary>Keeps all that is logged.</summary>
public sealed class Lines : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    public Lines()
    {
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(line => All.Enqueue(line.ToString()));
    }

    internal static ConcurrentQueue<string> All { get; } = [];
}

/// <summary>A mailbox that shows which invitations to direct connections come to its actor.</summary>
public sealed class TappedMailbox(Settings settings, Config config)
    : MailboxType(settings, config), IProducesMessageQueue<UnboundedMessageQueue>
{
    internal static ConcurrentQueue<DirectInvitation> Invitations { get; } = [];

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new Queue();

    private sealed class Queue : IMessageQueue, IUnboundedMessageQueueSemantics
    {
        private readonly UnboundedMessageQueue _messages = new();

        public bool HasMessages => _messages.HasMessages;

        public int Count => _messages.Count;

        public void Enqueue(IActorRef receiver, Envelope envelope)
        {
            foreach (DirectInvitation invitation in (envelope.Message as NodePrepared)?.Invitations ?? [])
            {
                Invitations.Enqueue(invitation);
            }

            _messages.Enqueue(receiver, envelope);
        }

        public bool TryDequeue(out Envelope envelope) => _messages.TryDequeue(out envelope);

        public void CleanUp(IActorRef owner, IMessageQueue deadletters) => _messages.CleanUp(owner, deadletters);
    }
}
