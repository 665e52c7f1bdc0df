using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Transport;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Faults.World;

/// <summary>Frames as messages between actors, which may be lost.</summary>
internal sealed class MessageTransport(SimNodeRun run, FrameExchange exchange) : ISpikeTransport
{
    private readonly SimNodeRun?[] _peers =
        [.. Enumerable.Range(0, exchange.Layout.Nodes).Select(peer => peer == exchange.Node ? null : run.PeerOf(peer))];

    public string Name => "actors";

    public bool IsPolled => false;

    public bool MayLose => run.World.Schedule.Bug != Schedules.PlantedBug.NeverAsksAgain;

    public void Send(int peer, ReadOnlySpan<byte> message)
    {
        foreach (FrameEnvelope part in ActorTransport.Split(run.RunId, exchange.Node, message))
        {
            run.World.Network.Tell(run, _peers[peer]!, part);
        }
    }

    public bool Poll(TimeSpan wait) => false;

    public void Dispose()
    {
    }
}
