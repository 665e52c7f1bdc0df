using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace SnnCluster.Cluster.Transport;

/// <summary>A TCP connection to another node of a run, both sides of which have said who they are.</summary>
/// <remarks>
/// Sockets of plain connections are used by blocking or non-blocking calls only. One asynchronous call would register the
/// socket with the runtime's event loop for good, and a thread of the loop would wake at each arrival.
/// </remarks>
public sealed class DirectConnection : IDisposable
{
    /// <summary>
    /// Size of the kernel's buffers, each way [bytes]: a frame of some 100 kB leaves in one call, without the sender
    /// waiting for the receiver. The kernel takes memory for what lies in them only.
    /// </summary>
    internal const int SocketBufferBytes = 1 << 20;

    internal DirectConnection(int peer, Socket socket, SslStream? encrypted)
    {
        Peer = peer;
        Socket = socket;
        Encrypted = encrypted;
        RemoteEndPoint = socket.RemoteEndPoint;
    }

    /// <summary>Number of the other node in the run's plan.</summary>
    public int Peer { get; }

    /// <summary>Address of the other side.</summary>
    public EndPoint? RemoteEndPoint { get; }

    /// <summary>Whether the connection is encrypted.</summary>
    public bool IsEncrypted => Encrypted is not null;

    internal Socket Socket { get; }

    internal SslStream? Encrypted { get; }

    /// <summary>Closes the connection. What has been sent still goes its way, unless the other side's bytes lie unread.</summary>
    public void Dispose()
    {
        Close(Socket);
        Encrypted?.Dispose();
    }

    /// <summary>Buffers must have their size before there is a connection: it limits the window that TCP can announce.</summary>
    internal static Socket CreateSocket(AddressFamily family)
    {
        return new Socket(family, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            SendBufferSize = SocketBufferBytes,
            ReceiveBufferSize = SocketBufferBytes,
        };
    }

    /// <summary>Closes a socket, waking a thread that waits in it.</summary>
    internal static void Close(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It was not connected any more.
        }

        socket.Dispose();
    }
}
