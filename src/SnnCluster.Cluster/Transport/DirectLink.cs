using System.Net.Sockets;
using SnnCluster.Cluster.Exchange;

namespace SnnCluster.Cluster.Transport;

/// <summary>One connection of a transport, and what became of it.</summary>
internal abstract class DirectLink(DirectConnection connection, Action<PeerLostException>? lost) : IDisposable
{
    private PeerLostException? _failure;
    private volatile bool _closed;

    public int Peer => connection.Peer;

    /// <summary>Why the node is lost, or null while it is not.</summary>
    public PeerLostException? Failure => Volatile.Read(ref _failure);

    protected DirectConnection Connection => connection;

    /// <summary>Whether this side has closed the connection.</summary>
    protected bool IsClosed => _closed;

    /// <summary>Closes the connection; how it ends after that says nothing about the node.</summary>
    public virtual void Dispose()
    {
        _closed = true;
        connection.Dispose();
    }

    /// <summary>Takes note that the node is lost. The first reason stays.</summary>
    public void Fail(string reason, Exception? cause)
    {
        if (_closed)
        {
            return;
        }

        var failure = new PeerLostException(Peer, reason, cause);
        if (Interlocked.CompareExchange(ref _failure, failure, null) is null)
        {
            lost?.Invoke(failure);
        }
    }

    public void Fail(SocketError error)
    {
        var cause = new SocketException((int)error);
        Fail($"the connection failed: {cause.Message}", cause);
    }

    /// <summary>What the end of the bytes means.</summary>
    public void FailAtEnd(int unfinished) => Fail(
        unfinished == 0
            ? "the connection was closed"
            : $"the connection was closed in the middle of a message, of which {unfinished} bytes had come",
        null);

    /// <summary>What an exception means that came out of the handing over of messages.</summary>
    public void FailToTake(Exception exception) => Fail($"what came from it was not taken: {exception.Message}", exception);

    /// <summary>Throws where the node is lost: an exception of its own each time, since several threads may ask.</summary>
    public void ThrowIfLost()
    {
        if (Failure is { } failure)
        {
            throw new PeerLostException(failure.Peer, failure.Reason, failure.InnerException);
        }
    }
}
