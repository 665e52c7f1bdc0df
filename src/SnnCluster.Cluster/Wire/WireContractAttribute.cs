namespace SnnCluster.Cluster.Wire;

/// <summary>
/// Names a MessagePack type that may cross the network between nodes, or between a node and a client. Only types with
/// this attribute are ever deserialised; the name, not the .NET type, is what stands on the wire.
/// </summary>
/// <param name="name">Short and stable: it never changes its meaning, a new meaning gets a new name.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class WireContractAttribute(string name) : Attribute
{
    /// <summary>The name on the wire.</summary>
    public string Name { get; } = name;
}

/// <summary>Marks messages between nodes and clients, all of which carry a <see cref="WireContractAttribute"/>.</summary>
public interface IWireMessage;
