using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Akka.Actor;
using SnnCluster.Cluster.Actors;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Transport;

/// <summary>
/// The links of one node of a run with the others. For direct connections each node invites those of a lower number: the
/// invitation, with a token that is good for one connection, goes through the cluster, so that only nodes of the cluster
/// can connect.
/// </summary>
internal sealed class FrameLinks(PrepareRun run, NodeSettings settings, DirectEncryption? encryption) : IDisposable
{
    private readonly Dictionary<int, FrameAssembly> _assemblies = [];
    private readonly Dictionary<int, FrameWatch> _watches = [];
    private IReadOnlyDictionary<int, IActorRef> _peers = new Dictionary<int, IActorRef>();
    private DirectListener? _listener;

    private int FirstStep => run.Checkpoints?.StartStep ?? 0;

    private bool IsDirect => run.Placement.Transport == "direct";

    private Guid DirectRunId => new(SHA256.HashData(Encoding.UTF8.GetBytes(run.RunId)).AsSpan(0, 16));

    /// <summary>Listens for direct connections of nodes with a lower number, where frames go that way.</summary>
    /// <returns>The invitations for them.</returns>
    public IReadOnlyList<DirectInvitation> Listen()
    {
        if (!IsDirect || run.Node == 0)
        {
            return [];
        }

        var tokens = Enumerable.Range(0, run.Node).ToDictionary(peer => peer, _ => DirectIdentity.CreateToken());
        (string host, _) = NodeAddress.Split(run.Placement.Nodes[run.Node]);
        _listener = new DirectListener(settings.BindHost ?? host, DirectRunId, tokens, encryption?.Server());
        return
        [
            .. tokens.Select(token => new DirectInvitation
            {
                Listener = run.Node,
                Connector = token.Key,
                Host = host,
                Port = _listener.EndPoint.Port,
                Token = token.Value,
            }),
        ];
    }

    /// <summary>Opens the links; null where there is no other node.</summary>
    /// <param name="invitations">Those of the other nodes to this one.</param>
    /// <param name="sink">Takes what comes in.</param>
    /// <param name="system">Finds the other nodes' actors.</param>
    /// <param name="self">This node's actor of the run.</param>
    public async Task<ISpikeTransport?> Connect(
        IReadOnlyList<DirectInvitation> invitations, IFrameSink sink, ActorSystem system, IActorRef self)
    {
        if (run.Placement.Nodes.Count == 1)
        {
            return null;
        }

        return IsDirect
            ? await ConnectDirect(invitations, sink).ConfigureAwait(false)
            : await ConnectActors(system, self).ConfigureAwait(false);
    }

    /// <summary>Takes frames that came as a message.</summary>
    public void Receive(FrameEnvelope message, FrameExchange exchange, IActorRef self)
    {
        if (!_assemblies.TryGetValue(message.Node, out FrameAssembly? assembly))
        {
            assembly = new FrameAssembly();
            _assemblies.Add(message.Node, assembly);
        }

        try
        {
            if (assembly.Add(message) is byte[] whole)
            {
                exchange.Accept(message.Node, whole);
            }
        }
        catch (FrameFormatException exception)
        {
            self.Tell(new RunFailure
            {
                RunId = run.RunId,
                Node = run.Node,
                Reason = $"node {run.Placement.Nodes[message.Node]} sent what is no frame: {exception.Message}",
            });
        }
    }

    /// <summary>Asks nodes again whose frames do not come, where messages may be lost.</summary>
    /// <param name="exchange">What has come.</param>
    /// <param name="step">Steps that the slowest partition of this node has done.</param>
    public void AskAgain(FrameExchange exchange, int step)
    {
        TimeSpan now = Stopwatch.GetElapsedTime(0);
        foreach ((int peer, IActorRef actor) in _peers)
        {
            if (!_watches.TryGetValue(peer, out FrameWatch? watch))
            {
                watch = new FrameWatch(settings.AskAgainAfter);
                _watches.Add(peer, watch);
            }

            long there = exchange.Layout.PartitionsOf(peer).Min(partition => exchange.Boards[partition].Published);
            if (watch.Look(now, there, exchange.Layout.Schedule.IntervalsBefore(step - FirstStep)))
            {
                actor.Tell(new FramesAgain { RunId = run.RunId, Node = run.Node, Interval = there });
            }
        }
    }

    public void Dispose() => _listener?.Dispose();

    private async Task<ISpikeTransport> ConnectDirect(IReadOnlyList<DirectInvitation> invitations, IFrameSink sink)
    {
        var connections = new Dictionary<int, DirectConnection>();
        Task<IReadOnlyDictionary<int, DirectConnection>>? accepting = _listener?.AcceptAllAsync(settings.ConnectTimeout);
        try
        {
            foreach (DirectInvitation invitation in invitations)
            {
                connections[invitation.Listener] = await DirectConnector.ConnectAsync(
                    invitation.Host,
                    invitation.Port,
                    invitation.Listener,
                    new DirectIdentity(DirectRunId, run.Node, invitation.Token),
                    settings.ConnectTimeout,
                    encryption?.Client(invitation.Host)).ConfigureAwait(false);
            }

            if (accepting is not null)
            {
                foreach ((int peer, DirectConnection connection) in await accepting.ConfigureAwait(false))
                {
                    connections[peer] = connection;
                }
            }

            return new DirectTransport(connections.Values, sink);
        }
        catch
        {
            foreach (DirectConnection connection in connections.Values)
            {
                connection.Dispose();
            }

            throw;
        }
    }

    private async Task<ISpikeTransport> ConnectActors(ActorSystem system, IActorRef self)
    {
        var peers = new Dictionary<int, IActorRef>();
        for (int peer = 0; peer < run.Placement.Nodes.Count; peer++)
        {
            if (peer != run.Node)
            {
                ActorPath path = NodeAddress.In(system, run.Placement.Nodes[peer])
                    / "user" / ActorNames.Node / ActorNames.Run(run.RunId);
                peers[peer] = await system.ActorSelection(path).ResolveOne(settings.ConnectTimeout).ConfigureAwait(false);
            }
        }

        _peers = peers;
        return new ActorTransport(run.RunId, run.Node, peers, self);
    }
}
