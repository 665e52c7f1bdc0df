using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Cluster.Transport;

/// <summary>Frames of other nodes where messages carry them: puts them together, and notices those that do not come.</summary>
/// <param name="runId">The attempt.</param>
/// <param name="node">Number of this node.</param>
/// <param name="askAgainAfter">After how long without a frame that is needed the sender is asked again.</param>
internal sealed class FrameRepair(string runId, int node, TimeSpan askAgainAfter)
{
    private readonly Dictionary<int, FrameAssembly> _assemblies = [];
    private readonly Dictionary<int, FrameWatch> _watches = [];

    /// <summary>Takes a message with frames, or a part of one.</summary>
    /// <exception cref="FrameFormatException">It is no frame.</exception>
    public void Receive(FrameEnvelope message, IFrameSink sink)
    {
        if (!_assemblies.TryGetValue(message.Node, out FrameAssembly? assembly))
        {
            assembly = new FrameAssembly();
            _assemblies.Add(message.Node, assembly);
        }

        if (assembly.Add(message) is byte[] whole)
        {
            sink.Accept(message.Node, whole);
        }
    }

    /// <summary>What to ask which nodes for.</summary>
    /// <param name="exchange">What has come.</param>
    /// <param name="needed">How many frames this node waits for.</param>
    /// <param name="now">The time, from any start.</param>
    public IReadOnlyList<(int Peer, FramesAgain Message)> Missing(FrameExchange exchange, long needed, TimeSpan now)
    {
        List<(int, FramesAgain)> missing = [];
        foreach (int peer in exchange.Peers)
        {
            if (!_watches.TryGetValue(peer, out FrameWatch? watch))
            {
                watch = new FrameWatch(askAgainAfter);
                _watches.Add(peer, watch);
            }

            long there = exchange.PublishedBy(peer);
            if (watch.Look(now, there, needed))
            {
                missing.Add((peer, new FramesAgain { RunId = runId, Node = node, Interval = there }));
            }
        }

        return missing;
    }
}
