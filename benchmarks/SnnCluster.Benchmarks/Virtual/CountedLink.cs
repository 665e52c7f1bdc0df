using SnnCluster.Cluster.Exchange;

namespace SnnCluster.Benchmarks.Virtual;

/// <summary>Hands messages of one node to the others at once, and counts them.</summary>
/// <param name="node">The node.</param>
/// <param name="sinks">The other nodes, by number.</param>
internal sealed class CountedLink(int node, IReadOnlyList<IFrameSink> sinks) : ISpikeTransport
{
    public string Name => "virtual";

    public bool IsPolled => false;

    public long Messages { get; private set; }

    public long Bytes { get; private set; }

    public void Send(int peer, ReadOnlySpan<byte> message)
    {
        Messages++;
        Bytes += message.Length;
        sinks[peer].Accept(node, message);
    }

    public bool Poll(TimeSpan wait) => false;

    public void Dispose()
    {
    }
}
