using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace SnnCluster.Cluster.Transport;

/// <summary>
/// The side of direct connections that listens: it takes one connection of each expected node and closes all others.
/// Who connects is believed nothing but a token that was made for it, and has a short time to show it.
/// </summary>
/// <remarks>
/// Whoever can reach the port can connect and say nothing, so the places of those that wait are no one's for long: where all
/// are taken, the one that has waited longest goes. A node that is hit by this connects again. A token is spent when the node
/// confirms that it knows of its connection; until then a new hello replaces the connection, since the answer to the first
/// may have been lost.
/// </remarks>
public sealed class DirectListener : IDisposable
{
    /// <summary>How many connections may wait to say hello: each costs a thread for a moment.</summary>
    internal const int MaxWaiting = 128;

    private readonly Lock _lock = new();
    private readonly DirectAdmission _admission;
    private readonly List<Socket> _waiting = []; // for their hello, longest first
    private readonly Dictionary<int, Socket> _unconfirmed = [];
    private readonly Dictionary<int, DirectConnection> _accepted = [];
    private readonly CancellationTokenSource _complete = new();
    private readonly SslServerAuthenticationOptions? _encryption;
    private readonly TimeSpan _helloLimit;
    private readonly Action<DirectRejection>? _rejected;
    private readonly Socket _socket;
    private volatile bool _closed;

    /// <summary>Listens from now on, on a port that the system picks.</summary>
    /// <param name="host">Name or address to listen on.</param>
    /// <param name="runId">The run.</param>
    /// <param name="tokens">A token for each node that is expected (<see cref="DirectIdentity.CreateToken"/>).</param>
    /// <param name="encryption">How to encrypt; null for plain connections.</param>
    /// <param name="helloLimit">How long a connection may take to say who it is; 5 s where nothing is given.</param>
    /// <param name="rejected">Hears of each connection that was closed, on any thread; it must not throw.</param>
    /// <exception cref="DirectConnectException">The address cannot be listened on.</exception>
    /// <exception cref="ArgumentException">No node is expected, or a token has not the length of one.</exception>
    public DirectListener(
        string host,
        Guid runId,
        IReadOnlyDictionary<int, byte[]> tokens,
        SslServerAuthenticationOptions? encryption = null,
        TimeSpan? helloLimit = null,
        Action<DirectRejection>? rejected = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        _admission = new DirectAdmission(runId, tokens);
        _encryption = encryption;
        _helloLimit = helloLimit ?? TimeSpan.FromSeconds(5);
        _rejected = rejected;
        Socket? socket = null;
        try
        {
            IPAddress address = Dns.GetHostAddresses(host)[0];
            socket = DirectConnection.CreateSocket(address.AddressFamily);
            socket.Bind(new IPEndPoint(address, 0));
            socket.Listen();
            EndPoint = (IPEndPoint)socket.LocalEndPoint!;
            _socket = socket;
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            throw new DirectConnectException(DirectFailure.CannotListen, host, exception.Message, exception);
        }
    }

    /// <summary>Address and port listened on.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Expects no others than these of the nodes that tokens were made for; connections of others that are there are closed.</summary>
    public void Expect(IReadOnlyList<int> peers)
    {
        lock (_lock)
        {
            _admission.Only(peers);
            foreach (int other in _accepted.Keys.Except(peers).ToArray())
            {
                _accepted.Remove(other, out DirectConnection? connection);
                connection!.Dispose();
            }

            foreach (int other in _unconfirmed.Keys.Except(peers).ToArray())
            {
                // Its thread wakes, and tells why.
                _unconfirmed.Remove(other, out Socket? socket);
                DirectConnection.Close(socket!);
            }

            if (_accepted.Count < _admission.Peers.Count)
            {
                return;
            }
        }

        _complete.Cancel();
    }

    /// <summary>Waits until each expected node has connected, then stops listening.</summary>
    /// <param name="limit">How long to wait.</param>
    /// <param name="cancel">Gives up earlier.</param>
    /// <returns>The connections, by node; they belong to the caller.</returns>
    /// <exception cref="PeersMissingException">Not all nodes came in time; those that did are closed.</exception>
    public async Task<IReadOnlyDictionary<int, DirectConnection>> AcceptAllAsync(
        TimeSpan limit, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, _complete.Token);
        stop.CancelAfter(limit);
        while (!stop.IsCancellationRequested && !_closed)
        {
            try
            {
                Socket socket = await _socket.AcceptAsync(stop.Token).ConfigureAwait(false);
                Greet(socket);
            }
            catch (SocketException exception) when (!_closed)
            {
                // The connection is gone again, or the process is out of descriptors: no reason to end, nor to spin.
                _rejected?.Invoke(new DirectRejection(null, HelloAnswer.Broken, exception));
                await Task.WhenAny(Task.Delay(10, stop.Token)).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is OperationCanceledException || _closed)
            {
                // Complete, too late, cancelled or closed; below it is found out which.
            }
        }

        lock (_lock)
        {
            if (!_closed && _accepted.Count == _admission.Peers.Count)
            {
                var connections = _accepted.ToDictionary();
                _accepted.Clear();
                Dispose();
                return connections;
            }

            int[] missing = [.. _admission.Peers.Where(peer => !_accepted.ContainsKey(peer)).Order()];
            bool closed = _closed;
            Dispose();
            ObjectDisposedException.ThrowIf(closed, this);
            cancel.ThrowIfCancellationRequested();
            throw new PeersMissingException(missing, _admission.Peers.Count, limit);
        }
    }

    /// <summary>Stops listening and closes the connections that nobody has fetched.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (Socket socket in _waiting.Concat(_unconfirmed.Values))
            {
                DirectConnection.Close(socket);
            }

            foreach (DirectConnection connection in _accepted.Values)
            {
                connection.Dispose();
            }

            _accepted.Clear();
            _socket.Dispose();
        }

        _complete.Cancel();
    }

    /// <summary>
    /// Each connection gets a thread until it has said hello, so that a silent one holds nobody up: the pool's threads
    /// are others' to use.
    /// </summary>
    private void Greet(Socket socket)
    {
        Socket? longest = null;
        lock (_lock)
        {
            if (_closed)
            {
                socket.Dispose();
                return;
            }

            if (_waiting.Count == MaxWaiting)
            {
                longest = _waiting[0];
                _waiting.RemoveAt(0);
            }

            _waiting.Add(socket);
        }

        if (longest is not null)
        {
            // Its thread wakes, and tells why.
            DirectConnection.Close(longest);
        }

        new Thread(() => TakeHello(socket)) { IsBackground = true, Name = "direct hello" }.Start();
    }

    private void TakeHello(Socket socket)
    {
        using var limit = new CancellationTokenSource(_helloLimit);
        SslStream? encrypted = null;
        int? peer = null;
        try
        {
            HelloAnswer answer;
            using (limit.Token.UnsafeRegister(static state => DirectConnection.Close((Socket)state!), socket))
            {
                socket.NoDelay = true;
                Stream stream = new NetworkStream(socket, ownsSocket: false);
                if (_encryption is not null)
                {
                    stream = encrypted = new SslStream(stream);
                    encrypted.AuthenticateAsServer(_encryption);
                }

                Span<byte> hello = stackalloc byte[DirectHello.Size];
                stream.ReadExactly(hello);
                answer = _admission.Judge(hello, out int node);
                if (answer == HelloAnswer.Accepted)
                {
                    answer = Expect(node, socket);
                    peer = answer == HelloAnswer.Accepted ? node : null;
                }

                stream.WriteByte((byte)answer);
                if (peer is not null && stream.ReadByte() != DirectHello.Confirmation)
                {
                    throw new EndOfStreamException("the node did not confirm its connection");
                }
            }

            limit.Token.ThrowIfCancellationRequested();
            if (peer is not int confirmed)
            {
                Reject(socket, answer, null);
            }
            else if (!Keep(new DirectConnection(confirmed, socket, encrypted)))
            {
                throw new EndOfStreamException("the node said hello again");
            }
        }
        catch (Exception exception)
        {
            // Whatever a stranger makes fail, in the sockets, in TLS or in a callback of its options, ends here.
            encrypted?.Dispose();
            Reject(socket, limit.IsCancellationRequested ? HelloAnswer.TooLate : ReasonOf(socket, peer), exception, peer);
        }
    }

    /// <summary>The node's connection is this one, unless it confirmed another one.</summary>
    private HelloAnswer Expect(int peer, Socket socket)
    {
        Socket? earlier;
        lock (_lock)
        {
            if (!_admission.Peers.Contains(peer))
            {
                return HelloAnswer.UnknownPeer;
            }

            if (_accepted.ContainsKey(peer))
            {
                return HelloAnswer.TokenUsed;
            }

            // It is the node's, and no stranger's that may have to go.
            _waiting.Remove(socket);
            _unconfirmed.TryGetValue(peer, out earlier);
            _unconfirmed[peer] = socket;
        }

        if (earlier is not null)
        {
            DirectConnection.Close(earlier);
        }

        return HelloAnswer.Accepted;
    }

    /// <summary>Takes a confirmed connection, unless another one has taken its place.</summary>
    private bool Keep(DirectConnection connection)
    {
        lock (_lock)
        {
            if (_closed || _unconfirmed.GetValueOrDefault(connection.Peer) != connection.Socket)
            {
                return false;
            }

            _unconfirmed.Remove(connection.Peer);
            _accepted.Add(connection.Peer, connection);
            if (_accepted.Count < _admission.Peers.Count)
            {
                return true;
            }
        }

        _complete.Cancel();
        return true;
    }

    /// <summary>Why a connection that failed did so: because this side took its place away, or by itself.</summary>
    private HelloAnswer ReasonOf(Socket socket, int? peer)
    {
        lock (_lock)
        {
            if (peer is not int known)
            {
                return _waiting.Contains(socket) ? HelloAnswer.Broken : HelloAnswer.Crowded;
            }

            return !_admission.Peers.Contains(known) ? HelloAnswer.UnknownPeer
                : _unconfirmed.GetValueOrDefault(known) == socket ? HelloAnswer.Broken : HelloAnswer.Replaced;
        }
    }

    private void Reject(Socket socket, HelloAnswer answer, Exception? cause, int? peer = null)
    {
        EndPoint? remote = null;
        try
        {
            remote = socket.RemoteEndPoint;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Gone already.
        }

        DirectConnection.Close(socket);
        bool closed;
        lock (_lock)
        {
            _waiting.Remove(socket);
            if (peer is int known && _unconfirmed.GetValueOrDefault(known) == socket)
            {
                _unconfirmed.Remove(known);
            }

            closed = _closed;
        }

        // What the listener's own end cuts off is no news.
        if (!closed)
        {
            _rejected?.Invoke(new DirectRejection(remote, answer, cause));
        }
    }
}
