using Akka.Actor;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Transport;

/// <summary>
/// Carries frames as messages between actors: works wherever the cluster does. Large messages are split, since bulk data
/// shares a connection with heartbeats.
/// </summary>
internal sealed class ActorTransport(
    string runId, int node, IReadOnlyDictionary<int, IActorRef> peers, IActorRef self) : ISpikeTransport
{
    /// <summary>The most bytes of one message.</summary>
    public const int PartBytes = 256 * 1024;

    public string Name => "actors";

    public bool IsPolled => false;

    public void Send(int peer, ReadOnlySpan<byte> message)
    {
        long interval = FrameMessageCodec.IntervalOf(message);
        int parts = Math.Max(1, (message.Length + PartBytes - 1) / PartBytes);
        for (int part = 0; part < parts; part++)
        {
            int begin = part * PartBytes;
            peers[peer].Tell(
                new FrameEnvelope
                {
                    RunId = runId,
                    Node = node,
                    Number = interval,
                    Part = part,
                    Parts = parts,
                    Bytes = message.Slice(begin, Math.Min(PartBytes, message.Length - begin)).ToArray(),
                },
                self);
        }
    }

    public bool Poll(TimeSpan wait) => false;

    public void Dispose()
    {
    }
}
