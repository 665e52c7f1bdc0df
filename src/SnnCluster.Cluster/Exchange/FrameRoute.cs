namespace SnnCluster.Cluster.Exchange;

/// <summary>What the messages of one node to another hold.</summary>
/// <param name="From">The node that sends.</param>
/// <param name="Frames">Its partitions whose spikes the other node takes, ascending: the order of their frames in a message.</param>
/// <param name="Signals">
/// Its partitions of which the other node takes no spikes, and only how far they are, since they take its spikes: whoever is waited for by
/// a partition waits for it, so that nobody runs ahead of the slots of its frames.
/// </param>
public sealed record FrameRoute(int From, int[] Frames, int[] Signals)
{
    /// <summary>Whether there are messages.</summary>
    public bool IsUsed => Frames.Length + Signals.Length > 0;

    /// <summary>Its partitions of both kinds.</summary>
    public IEnumerable<int> Partitions => Frames.Concat(Signals);

    /// <summary>The route to a node that takes everything.</summary>
    public static FrameRoute OfAll(ExchangeLayout layout, int from) => new(from, [.. layout.PartitionsOf(from)], []);
}
