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

    public bool MayLose => true;

    public void Send(int peer, ReadOnlySpan<byte> message)
    {
        foreach (FrameEnvelope part in Split(runId, node, message))
        {
            peers[peer].Tell(part, self);
        }
    }

    public bool Poll(TimeSpan wait) => false;

    public void Dispose()
    {
    }

    /// <summary>The parts in which a message travels.</summary>
    public static IReadOnlyList<FrameEnvelope> Split(string runId, int node, ReadOnlySpan<byte> message)
    {
        var envelopes = new FrameEnvelope[Math.Max(1, (message.Length + PartBytes - 1) / PartBytes)];
        for (int part = 0; part < envelopes.Length; part++)
        {
            int begin = part * PartBytes;
            envelopes[part] = new FrameEnvelope
            {
                RunId = runId,
                Node = node,
                Number = FrameMessageCodec.NumberOf(message),
                Part = part,
                Parts = envelopes.Length,
                Bytes = message.Slice(begin, Math.Min(PartBytes, message.Length - begin)).ToArray(),
            };
        }

        return envelopes;
    }
}
