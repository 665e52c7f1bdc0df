using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using SnnCluster.Cluster.Transport;

namespace SnnCluster.Cluster.Tests.Transport;

/// <summary>A listener lets in whom it expects, once, and whatever else connects disturbs nobody.</summary>
public sealed class DirectListenerTests : IDisposable
{
    private readonly Guid _run = Guid.NewGuid();
    private readonly Dictionary<int, byte[]> _tokens = new()
    {
        [1] = DirectIdentity.CreateToken(),
        [2] = DirectIdentity.CreateToken(),
    };

    private readonly BlockingCollection<DirectRejection> _rejections = [];

    public void Dispose() => _rejections.Dispose();

    [Fact]
    public async Task Wrong_hellos_are_refused_and_the_right_ones_get_in()
    {
        using DirectListener listener = Listen();
        Task<IReadOnlyDictionary<int, DirectConnection>> accepting = listener.AcceptAllAsync(DirectPair.Limit);
        using DirectConnection first = await ConnectAsync(listener, Identity(1));

        await Refused(listener, Identity(2) with { Token = DirectIdentity.CreateToken() }, HelloAnswer.WrongToken);
        await Refused(listener, Identity(2) with { Token = _tokens[1] }, HelloAnswer.WrongToken);
        await Refused(listener, Identity(2) with { RunId = Guid.NewGuid() }, HelloAnswer.WrongRun);
        await Refused(listener, Identity(2) with { Node = 3 }, HelloAnswer.UnknownPeer);
        await Refused(listener, Identity(1), HelloAnswer.TokenUsed);
        Assert.Equal(HelloAnswer.WrongVersion, Say(listener, DirectHello.Write(Identity(2), version: DirectHello.Version + 1)));
        Assert.Equal(HelloAnswer.WrongVersion, NextRejection());
        Assert.Equal(HelloAnswer.NoHello, Say(listener, "GET / HTTP/1.1\r\nHost: somewhere\r\nAccept: */*\r\n\r\n"u8[..48]));
        Assert.Equal(HelloAnswer.NoHello, NextRejection());
        Assert.Null(Say(listener, [1, 2, 3], end: true));
        Assert.Equal(HelloAnswer.Broken, NextRejection());

        using DirectConnection second = await ConnectAsync(listener, Identity(2));
        IReadOnlyDictionary<int, DirectConnection> connections = await accepting;
        Assert.Equal([1, 2], connections.Keys.Order());
        Assert.All(connections, connection => Assert.Equal(connection.Key, connection.Value.Peer));

        // They are the connections that they say they are.
        second.Socket.Send([99]);
        var received = new byte[1];
        Assert.Equal(1, connections[2].Socket.Receive(received));
        Assert.Equal(99, received[0]);
        Assert.All(connections.Values, connection => connection.Dispose());
    }

    [Fact]
    public async Task Who_says_nothing_is_closed_after_a_while_and_holds_up_nobody()
    {
        using DirectListener listener = Listen(helloLimit: TimeSpan.FromMilliseconds(500));
        Task<IReadOnlyDictionary<int, DirectConnection>> accepting = listener.AcceptAllAsync(DirectPair.Limit);
        using Socket silent = Connect(listener);
        using Socket slow = Connect(listener);
        slow.Send(DirectHello.Write(Identity(1)).AsSpan(0, 20));
        using DirectConnection first = await ConnectAsync(listener, Identity(1));
        Assert.Equal(HelloAnswer.TooLate, NextRejection());
        Assert.Equal(HelloAnswer.TooLate, NextRejection());
        Assert.Equal(0, silent.Receive(new byte[1]));
        using DirectConnection second = await ConnectAsync(listener, Identity(2));
        IReadOnlyDictionary<int, DirectConnection> connections = await accepting;
        Assert.All(connections.Values, connection => connection.Dispose());
    }

    [Fact]
    public async Task Nodes_that_do_not_come_are_named_and_those_that_came_are_closed()
    {
        using DirectListener listener = Listen();
        Task<IReadOnlyDictionary<int, DirectConnection>> accepting =
            listener.AcceptAllAsync(TimeSpan.FromSeconds(1));
        using DirectConnection first = await ConnectAsync(listener, Identity(1));
        PeersMissingException exception = await Assert.ThrowsAsync<PeersMissingException>(() => accepting);
        Assert.Equal([2], exception.Peers);
        Assert.Equal("1 of 2 nodes did not connect within 1 s: node 2", exception.Message);
        AssertClosed(first.Socket);
        DirectConnectException refused =
            await Assert.ThrowsAsync<DirectConnectException>(() => ConnectAsync(listener, Identity(2)));
        Assert.Equal(DirectFailure.Refused, refused.Failure);
    }

    [Fact]
    public async Task Nodes_that_are_expected_no_more_are_not_waited_for()
    {
        using DirectListener listener = Listen();
        Task<IReadOnlyDictionary<int, DirectConnection>> accepting = listener.AcceptAllAsync(DirectPair.Limit);
        using DirectConnection first = await ConnectAsync(listener, Identity(1));
        listener.Expect([2, 7]);
        AssertClosed(first.Socket);
        await Refused(listener, Identity(1), HelloAnswer.UnknownPeer);
        using DirectConnection second = await ConnectAsync(listener, Identity(2));
        IReadOnlyDictionary<int, DirectConnection> connections = await accepting;
        Assert.Equal([2], connections.Keys);
        connections[2].Dispose();

        using DirectListener other = Listen();
        accepting = other.AcceptAllAsync(DirectPair.Limit);
        other.Expect([]);
        Assert.Empty(await accepting);
    }

    [Fact]
    public async Task A_node_that_has_not_confirmed_when_it_is_expected_no_more_does_not_come_in()
    {
        using DirectListener listener = Listen();
        Task<IReadOnlyDictionary<int, DirectConnection>> accepting = listener.AcceptAllAsync(DirectPair.Limit);
        using Socket first = Connect(listener);
        first.Send(DirectHello.Write(Identity(1)));
        var answer = new byte[1];
        Assert.Equal(1, first.Receive(answer));
        Assert.Equal((byte)HelloAnswer.Accepted, answer[0]);
        listener.Expect([2]);
        AssertClosed(first);
        Assert.Equal(HelloAnswer.UnknownPeer, NextRejection());
        using DirectConnection second = await ConnectAsync(listener, Identity(2));
        IReadOnlyDictionary<int, DirectConnection> connections = await accepting;
        Assert.Equal([2], connections.Keys);
        connections[2].Dispose();
    }

    [Fact]
    public async Task Waiting_can_be_cancelled_and_ends_with_the_listener()
    {
        using DirectListener listener = Listen();
        using var cancel = new CancellationTokenSource();
        Task<IReadOnlyDictionary<int, DirectConnection>> accepting = listener.AcceptAllAsync(DirectPair.Limit, cancel.Token);
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting);

        DirectListener other = Listen();
        accepting = other.AcceptAllAsync(DirectPair.Limit);
        other.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => accepting);
        Assert.Empty(_rejections);
    }

    [Fact]
    public async Task A_connector_says_what_it_met()
    {
        // A server of something else: it says a word of its own, or nothing, or goes.
        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        stranger.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        stranger.Listen();
        int port = ((System.Net.IPEndPoint)stranger.LocalEndPoint!).Port;
        Task<DirectConnection> connecting = DirectConnector.ConnectAsync(DirectPair.Host, port, 0, Identity(1), DirectPair.Limit);
        using (Socket accepted = stranger.Accept())
        {
            accepted.Send("220 mail"u8);
            Assert.Equal(DirectFailure.NoAnswer, (await Assert.ThrowsAsync<DirectConnectException>(() => connecting)).Failure);
        }

        connecting = DirectConnector.ConnectAsync(DirectPair.Host, port, 0, Identity(1), TimeSpan.FromMilliseconds(500));
        stranger.Accept().Dispose();
        Assert.Equal(DirectFailure.NoAnswer, (await Assert.ThrowsAsync<DirectConnectException>(() => connecting)).Failure);

        connecting = DirectConnector.ConnectAsync(DirectPair.Host, port, 0, Identity(1), TimeSpan.FromMilliseconds(50));
        DirectConnectException late = await Assert.ThrowsAsync<DirectConnectException>(() => connecting);
        Assert.Equal(DirectFailure.TimedOut, late.Failure);
        Assert.Contains($"{DirectPair.Host}:{port}", late.Message);

        Assert.Equal(
            DirectFailure.CannotListen,
            Assert.Throws<DirectConnectException>(() => new DirectListener("192.0.2.1", _run, _tokens)).Failure);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_refused()
    {
        using X509Certificate2 certificate = DirectPair.CreateCertificate();
        using X509Certificate2 foreign = DirectPair.CreateCertificate();
        using var listener = new DirectListener(
            DirectPair.Host,
            _run,
            _tokens,
            new SslServerAuthenticationOptions { ServerCertificate = certificate },
            rejected: _rejections.Add);
        Task<IReadOnlyDictionary<int, DirectConnection>> accepting = listener.AcceptAllAsync(DirectPair.Limit);
        DirectConnectException exception = await Assert.ThrowsAsync<DirectConnectException>(
            () => DirectConnector.ConnectAsync(
                DirectPair.Host, listener.EndPoint.Port, 0, Identity(1), DirectPair.Limit, DirectPair.Trusting(foreign)));
        Assert.Equal(DirectFailure.Encryption, exception.Failure);
        Assert.Equal(HelloAnswer.Broken, NextRejection());

        // A plain hello to a listener that wants TLS.
        Assert.Null(Say(listener, DirectHello.Write(Identity(1)), end: true));
        Assert.Equal(HelloAnswer.Broken, NextRejection());
        listener.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => accepting);
    }

    private static Socket Connect(DirectListener listener)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 30_000 };
        socket.Connect(listener.EndPoint);
        return socket;
    }

    private static void AssertClosed(Socket socket)
    {
        socket.ReceiveTimeout = (int)DirectPair.Limit.TotalMilliseconds;
        int count = socket.Receive(new byte[1], SocketFlags.None, out SocketError error);
        Assert.True(count == 0 && error is SocketError.Success or SocketError.ConnectionReset, $"{count} {error}");
    }

    /// <summary>Says something and returns the answer, null where there is none.</summary>
    private static HelloAnswer? Say(DirectListener listener, ReadOnlySpan<byte> bytes, bool end = false)
    {
        using Socket socket = Connect(listener);
        socket.Send(bytes);
        if (end)
        {
            socket.Shutdown(SocketShutdown.Send);
        }

        var answer = new byte[1];
        int count = socket.Receive(answer, SocketFlags.None, out SocketError error);
        return error == SocketError.Success && count == 1 && answer[0] < 20 ? (HelloAnswer)answer[0] : null;
    }

    private static Task<DirectConnection> ConnectAsync(DirectListener listener, DirectIdentity identity) =>
        DirectConnector.ConnectAsync(DirectPair.Host, listener.EndPoint.Port, 0, identity, DirectPair.Limit);

    private async Task Refused(DirectListener listener, DirectIdentity identity, HelloAnswer answer)
    {
        DirectConnectException exception =
            await Assert.ThrowsAsync<DirectConnectException>(() => ConnectAsync(listener, identity));
        Assert.Equal(DirectFailure.Rejected, exception.Failure);
        Assert.Equal(answer, exception.Answer);
        Assert.Equal(answer, NextRejection());
    }

    private HelloAnswer NextRejection()
    {
        Assert.True(_rejections.TryTake(out DirectRejection? rejection, DirectPair.Limit));
        return rejection.Answer;
    }

    private DirectListener Listen(TimeSpan? helloLimit = null) =>
        new(DirectPair.Host, _run, _tokens, helloLimit: helloLimit, rejected: _rejections.Add);

    private DirectIdentity Identity(int node) => new(_run, node, _tokens.GetValueOrDefault(node) ?? new byte[16]);
}
