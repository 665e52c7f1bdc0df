namespace SnnCluster.Cluster.Wire;

/// <summary>The version of what nodes and clients say to each other.</summary>
public static class WireProtocol
{
    /// <summary>
    /// Goes up with every change of a contract or of the exchange that older nodes would misread. Nodes and clients of
    /// another version are refused with a message that says so.
    /// </summary>
    public const int Version = 8;
}
