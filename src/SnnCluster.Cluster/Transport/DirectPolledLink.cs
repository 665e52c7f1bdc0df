using System.Net.Sockets;
using SnnCluster.Cluster.Exchange;

namespace SnnCluster.Cluster.Transport;

/// <summary>A plain connection with a non-blocking socket.</summary>
internal sealed class DirectPolledLink : DirectLink
{
    private readonly DirectReceiveBuffer _received;

    public DirectPolledLink(DirectConnection connection, int maxMessageBytes, Action<PeerLostException>? lost)
        : base(connection, lost)
    {
        _received = new DirectReceiveBuffer(maxMessageBytes);
        Socket = connection.Socket;
        Socket.Blocking = false;
    }

    public Socket Socket { get; }

    public DirectSendBuffer Sending { get; } = new();

    /// <summary>Whether nothing can come any more. What came before a failure to send was seen is still read.</summary>
    public bool IsReadToEnd { get; private set; }

    /// <summary>Takes what the socket holds, as far as there is room.</summary>
    /// <param name="sink">Where complete messages go.</param>
    /// <param name="messages">How many were complete.</param>
    /// <returns>Whether any bytes came.</returns>
    public bool Receive(IFrameSink sink, out int messages)
    {
        messages = 0;
        if (IsReadToEnd)
        {
            return false;
        }

        int count = Socket.Receive(_received.Free, SocketFlags.None, out SocketError error);
        if (error != SocketError.Success)
        {
            if (error is not (SocketError.WouldBlock or SocketError.Interrupted))
            {
                IsReadToEnd = true;
                Fail(error);
            }

            return false;
        }

        if (count == 0)
        {
            IsReadToEnd = true;
            FailAtEnd(_received.Unfinished);
            return false;
        }

        try
        {
            messages = _received.Advance(count, Peer, sink);
        }
        catch (Exception exception)
        {
            // Nothing after it can be trusted; the other side shall see that too.
            IsReadToEnd = true;
            FailToTake(exception);
            DirectConnection.Close(Socket);
        }

        return true;
    }

    /// <summary>Gives the socket as many bytes as it takes now.</summary>
    /// <returns>How many it took.</returns>
    /// <exception cref="PeerLostException">The connection is gone.</exception>
    public int Send(ReadOnlySpan<byte> bytes)
    {
        int count = Socket.Send(bytes, SocketFlags.None, out SocketError error);
        if (error is SocketError.Success)
        {
            return count;
        }

        if (error is not (SocketError.WouldBlock or SocketError.Interrupted or SocketError.NoBufferSpaceAvailable))
        {
            Fail(error);
            ThrowIfLost();
        }

        return 0;
    }
}
