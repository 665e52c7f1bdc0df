namespace SnnCluster.Cluster.Wire;

/// <summary>
/// Names a MessagePack type that may cross the network between nodes, or between a node and a client. Only types with
/// this attribute are ever deserialised; the name, not the .NET type, is what stands on the wire.
/// </summary>
/// <param name="name">Short and stable: it never changes its meaning, a new meaning gets a new name.</param>
/// <param name="from">Who may send it.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class WireContractAttribute(string name, MessageSender from) : Attribute
{
    /// <summary>The name on the wire.</summary>
    public string Name { get; } = name;

    /// <summary>Who may send it.</summary>
    public MessageSender From { get; } = from;
}

/// <summary>Who may send a message. Actors that others can reach take no message of anybody else.</summary>
public enum MessageSender
{
    /// <summary>Nobody by itself: it is a part of other messages.</summary>
    Nobody,

    /// <summary>The coordinator, to nodes.</summary>
    Coordinator,

    /// <summary>A member of the cluster: a node.</summary>
    Member,

    /// <summary>Anybody who gets in: a client, or a node.</summary>
    Client,

    /// <summary>Whoever was asked, to whoever asked: no other actor takes it.</summary>
    Answer,
}

/// <summary>Marks messages between nodes and clients, all of which carry a <see cref="WireContractAttribute"/>.</summary>
public interface IWireMessage;
