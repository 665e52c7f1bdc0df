using System.Net.Security;
using System.Net.Sockets;
using SnnCluster.Cluster.Exchange;

namespace SnnCluster.Cluster.Transport;

/// <summary>
/// An encrypted connection. Whether a record is complete only the stream knows, so nobody can wait for several at once:
/// a thread of its own reads each.
/// </summary>
internal sealed class DirectEncryptedLink : DirectLink
{
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(5);

    private readonly Lock _writing = new();
    private readonly DirectSendBuffer _sending = new();
    private readonly DirectReceiveBuffer _received;
    private readonly SslStream _stream;
    private readonly IFrameSink _sink;
    private readonly Thread _reader;

    public DirectEncryptedLink(
        DirectConnection connection, IFrameSink sink, DirectTransportOptions options, Action<PeerLostException>? lost)
        : base(connection, lost)
    {
        _received = new DirectReceiveBuffer(options.MaxMessageBytes);
        _stream = connection.Encrypted!;
        _sink = sink;
        connection.Socket.SendTimeout = options.StallLimit == Timeout.InfiniteTimeSpan
            ? 0
            : (int)Math.Min(options.StallLimit.TotalMilliseconds, int.MaxValue);
        _reader = new Thread(Read) { IsBackground = true, Name = $"direct from {Peer}" };
    }

    /// <summary>Reads from now on.</summary>
    public void Start() => _reader.Start();

    public void Send(ReadOnlySpan<byte> message)
    {
        ObjectDisposedException.ThrowIf(IsClosed, typeof(DirectTransport));
        ThrowIfLost();
        try
        {
            lock (_writing)
            {
                _stream.Write(_sending.Begin(message, out ReadOnlySpan<byte> rest));
                if (!rest.IsEmpty)
                {
                    _stream.Write(rest);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            ObjectDisposedException.ThrowIf(IsClosed, typeof(DirectTransport));
            Fail(exception);
            ThrowIfLost();
        }
    }

    public override void Dispose()
    {
        base.Dispose();

        // A sink may dispose of the transport that called it.
        if (_reader.IsAlive && Thread.CurrentThread != _reader)
        {
            _reader.Join(LongestEnd);
        }
    }

    private void Read()
    {
        try
        {
            while (true)
            {
                int count = _stream.Read(_received.Free);
                if (count == 0)
                {
                    FailAtEnd(_received.Unfinished);
                    return;
                }

                try
                {
                    _received.Advance(count, Peer, _sink);
                }
                catch (Exception exception)
                {
                    FailToTake(exception);
                    DirectConnection.Close(Connection.Socket);
                    return;
                }
            }
        }
        catch (Exception exception)
        {
            // On a thread of its own an exception would end the process.
            Fail(exception);
        }
    }

    private void Fail(Exception exception)
    {
        if (exception.InnerException is SocketException { SocketErrorCode: SocketError.TimedOut } timedOut)
        {
            Fail("it has taken nothing for too long", timedOut);
            return;
        }

        Fail($"the connection failed: {exception.InnerException?.Message ?? exception.Message}", exception);
    }
}
