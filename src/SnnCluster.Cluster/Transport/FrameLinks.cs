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
    private IReadOnlyDictionary<int, IActorRef> _peers = new Dictionary<int, IActorRef>();
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private DirectListener? _listener;
    private DirectTransport? _direct;

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

    /// <summary>Opens the links; null where there is no peer.</summary>
    /// <param name="invitations">Those of peers to this node.</param>
    /// <param name="peers">The other nodes that frames go to and come from.</param>
    /// <param name="sink">Takes what comes in.</param>
    /// <param name="system">Finds the other nodes' actors.</param>
    /// <param name="self">This node's actor of the run.</param>
    public async Task<ISpikeTransport?> Connect(
        IReadOnlyList<DirectInvitation> invitations, IReadOnlyList<int> peers, IFrameSink sink, ActorSystem system, IActorRef self)
    {
        _listener?.Expect(peers);
        if (peers.Count == 0)
        {
            _listener?.Dispose();
            return null;
        }

        return IsDirect
            ? await ConnectDirect(invitations, sink).ConfigureAwait(false)
            : await ConnectActors(peers, system, self).ConfigureAwait(false);
    }

    /// <summary>Tells another node's actor of the run something.</summary>
    public void Tell(int peer, object message, IActorRef self) => _peers[peer].Tell(message, self);

    /// <summary>Closes everything, also what is open and has not been handed over yet.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _stop.Cancel();
            _listener?.Dispose();
            _direct?.Dispose();
        }
    }

    private async Task<ISpikeTransport> ConnectDirect(IReadOnlyList<DirectInvitation> invitations, IFrameSink sink)
    {
        IReadOnlyCollection<DirectConnection> connections = await DirectPeers.ConnectAllAsync(
            _listener, invitations, DirectRunId, run.Node, encryption, settings.ConnectTimeout, _stop.Token).ConfigureAwait(false);
        var transport = new DirectTransport(connections, sink);
        lock (_lock)
        {
            // The actor that waits for it may be gone.
            if (_stop.IsCancellationRequested)
            {
                transport.Dispose();
                throw new OperationCanceledException();
            }

            _direct = transport;
        }

        return transport;
    }

    private async Task<ISpikeTransport> ConnectActors(IReadOnlyList<int> peers, ActorSystem system, IActorRef self)
    {
        var actors = new Dictionary<int, IActorRef>();
        foreach (int peer in peers)
        {
            ActorPath path = NodeAddress.In(system, run.Placement.Nodes[peer])
                / "user" / ActorNames.Node / ActorNames.Run(run.RunId);
            actors[peer] = await system.ActorSelection(path).ResolveOne(settings.ConnectTimeout).ConfigureAwait(false);
        }

        _peers = actors;
        return new ActorTransport(run.RunId, run.Node, actors, self);
    }
}
