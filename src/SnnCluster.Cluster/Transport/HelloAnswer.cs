namespace SnnCluster.Cluster.Transport;

/// <summary>
/// What a listener says to a node that wants to connect, one byte on the wire; values from 100 on stay with the listener,
/// since nobody is there to hear them.
/// </summary>
public enum HelloAnswer : byte
{
    /// <summary>The connection is the node's.</summary>
    Accepted = 1,

    /// <summary>What came does not start as a hello does.</summary>
    NoHello = 2,

    /// <summary>The hello is of another version of the protocol.</summary>
    WrongVersion = 3,

    /// <summary>The hello is for another run.</summary>
    WrongRun = 4,

    /// <summary>No node of that number is expected.</summary>
    UnknownPeer = 5,

    /// <summary>The token is not the one that the node was given.</summary>
    WrongToken = 6,

    /// <summary>The token has been used already, for a connection that the node confirmed.</summary>
    TokenUsed = 7,

    /// <summary>The hello, or the confirmation, did not come in time.</summary>
    TooLate = 100,

    /// <summary>The connection failed before the hello had come or the answer was taken.</summary>
    Broken = 101,

    /// <summary>It had waited longest of too many connections that had not said hello yet.</summary>
    Crowded = 102,

    /// <summary>The node said hello again on another connection before it confirmed this one.</summary>
    Replaced = 103,
}
