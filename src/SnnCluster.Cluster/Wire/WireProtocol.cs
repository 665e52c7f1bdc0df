namespace SnnCluster.Cluster.Wire;

/// <summary>What nodes and clients must agree on before they exchange messages.</summary>
public static class WireProtocol
{
    /// <summary>
    /// Version of the messages and of their order. It rises when a node of the version before could misunderstand a node
    /// of this one: a contract changes its meaning, a key its type, or a conversation its steps. A new contract, or a new
    /// key that older nodes may skip, doesn't change it. Nodes of different versions refuse each other when they meet.
    /// </summary>
    public const int ProtocolVersion = 1;
}
