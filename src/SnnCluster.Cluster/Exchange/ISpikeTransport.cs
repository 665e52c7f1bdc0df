namespace SnnCluster.Cluster.Exchange;

/// <summary>
/// What carries spike frames from one node to other nodes of a run. A message holds the frames of those of a node's
/// partitions whose spikes the other node takes, for one exchange interval. Messages of one node arrive in order, each once, or the transport says that the
/// node is lost.
/// </summary>
public interface ISpikeTransport : IDisposable
{
    /// <summary>Name, as summaries give it: "actors" or "direct".</summary>
    string Name { get; }

    /// <summary>
    /// Whether messages stay where they are until somebody calls <see cref="Poll"/>; else they come by themselves, on a
    /// thread of the transport's own.
    /// </summary>
    bool IsPolled { get; }

    /// <summary>Whether messages may be lost while nodes are there: what does not come is asked for again.</summary>
    bool MayLose => false;

    /// <summary>
    /// Sends a message to a node. Returns when the bytes have been taken; they may be on their way still. Called by one
    /// thread at a time.
    /// </summary>
    /// <param name="peer">Number of the node in the run's plan.</param>
    /// <param name="message">The message; the caller may change the memory afterwards.</param>
    /// <exception cref="PeerLostException">The node cannot be reached any more.</exception>
    void Send(int peer, ReadOnlySpan<byte> message);

    /// <summary>
    /// Hands what has come in to the sink. Waits so long for something to come where nothing has. Called by one thread at
    /// a time, which may be another than the one that sends.
    /// </summary>
    /// <returns>Whether anything came.</returns>
    /// <exception cref="PeerLostException">A node cannot be reached any more.</exception>
    bool Poll(TimeSpan wait);
}

/// <summary>Takes messages of other nodes.</summary>
public interface IFrameSink
{
    /// <summary>Takes a message; the memory is valid during the call only.</summary>
    /// <param name="peer">Number of the node that sent it.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="FrameFormatException">It is no message of a run's exchange.</exception>
    void Accept(int peer, ReadOnlySpan<byte> message);
}

/// <summary>A node of a run cannot be reached any more.</summary>
public sealed class PeerLostException : Exception
{
    /// <summary>A node is lost.</summary>
    /// <param name="peer">Number of the node in the run's plan.</param>
    /// <param name="reason">What was seen, such as "the connection was closed".</param>
    /// <param name="innerException">What caused it.</param>
    public PeerLostException(int peer, string reason, Exception? innerException = null)
        : base($"node {peer} of the run is lost: {reason}", innerException)
    {
        Peer = peer;
        Reason = reason;
    }

    /// <summary>Number of the node in the run's plan.</summary>
    public int Peer { get; }

    /// <summary>What was seen.</summary>
    public string Reason { get; }
}

/// <summary>Bytes that came as a spike frame are none: damaged, of another version, or of another run.</summary>
public sealed class FrameFormatException : Exception
{
    /// <summary>Says what is wrong and where.</summary>
    /// <param name="message">What is wrong.</param>
    public FrameFormatException(string message)
        : base(message)
    {
    }
}
