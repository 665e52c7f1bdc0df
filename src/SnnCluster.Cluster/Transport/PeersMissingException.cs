namespace SnnCluster.Cluster.Transport;

/// <summary>Some nodes of a run did not connect in time.</summary>
public sealed class PeersMissingException : Exception
{
    /// <summary>Names the nodes.</summary>
    /// <param name="peers">Numbers of the nodes that did not come.</param>
    /// <param name="expected">How many were expected.</param>
    /// <param name="limit">How long they were waited for.</param>
    public PeersMissingException(IReadOnlyList<int> peers, int expected, TimeSpan limit)
        : base($"{peers.Count} of {expected} nodes did not connect within {limit.TotalSeconds:0.###} s: "
            + $"node{(peers.Count == 1 ? "" : "s")} {string.Join(", ", peers)}")
    {
        Peers = peers;
    }

    /// <summary>Numbers of the nodes that did not come.</summary>
    public IReadOnlyList<int> Peers { get; }
}
