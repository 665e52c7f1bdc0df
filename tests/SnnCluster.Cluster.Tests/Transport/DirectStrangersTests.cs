using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using SnnCluster.Cluster.Transport;

namespace SnnCluster.Cluster.Tests.Transport;

/// <summary>Nodes that have a token get their connections, whoever else connects and whatever became of an earlier try.</summary>
public sealed class DirectStrangersTests
{
    private readonly Guid _run = Guid.NewGuid();

    [Theory]
    [InlineData(200, false)]
    [InlineData(50, true)]
    public async Task Nodes_get_in_beside_a_thousand_strangers_that_say_nothing(int nodes, bool encrypted)
    {
        const int Strangers = 1000;
        using X509Certificate2? certificate = encrypted ? DirectPair.CreateCertificate() : null;
        Dictionary<int, byte[]> tokens = TokensOf(nodes);
        using var listener = new DirectListener(
            DirectPair.Host,
            _run,
            tokens,
            certificate is null ? null : new SslServerAuthenticationOptions { ServerCertificate = certificate });
        Task<IReadOnlyDictionary<int, DirectConnection>> accepting = listener.AcceptAllAsync(DirectPair.Limit);
        var strangers = new List<Socket>();
        using var stop = new CancellationTokenSource();
        Task again = Task.CompletedTask;
        try
        {
            for (int i = 0; i < Strangers; i++)
            {
                strangers.Add(Connect(listener));
            }

            // Those that are closed come again, as long as the nodes connect.
            again = DirectPair.OnThread(() => ComeAgain(listener, strangers, stop.Token));
            DirectConnection[] connections = await Task.WhenAll(tokens.Keys.Select(node => DirectConnector.ConnectAsync(
                DirectPair.Host,
                listener.EndPoint.Port,
                peer: 0,
                new DirectIdentity(_run, node, tokens[node]),
                DirectPair.Limit,
                certificate is null ? null : DirectPair.Trusting(certificate))));
            IReadOnlyDictionary<int, DirectConnection> accepted = await accepting;
            Assert.Equal(tokens.Keys.Order(), accepted.Keys.Order());
            Assert.All(connections.Concat(accepted.Values), connection => connection.Dispose());
        }
        finally
        {
            stop.Cancel();
            await again;
            strangers.ForEach(socket => socket.Dispose());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_node_whose_answer_was_lost_connects_again(bool isClosed)
    {
        Dictionary<int, byte[]> tokens = TokensOf(1);
        var identity = new DirectIdentity(_run, 1, tokens[1]);
        using var listener = new DirectListener(DirectPair.Host, _run, tokens);
        Task<IReadOnlyDictionary<int, DirectConnection>> accepting = listener.AcceptAllAsync(DirectPair.Limit);
        using Socket first = Connect(listener);
        first.Send(DirectHello.Write(identity));
        if (isClosed)
        {
            first.Close();
        }
        else
        {
            Assert.Equal(1, first.Receive(new byte[1]));
        }

        using DirectConnection second = await DirectConnector.ConnectAsync(
            DirectPair.Host, listener.EndPoint.Port, peer: 0, identity, DirectPair.Limit);
        using DirectConnection accepted = (await accepting)[1];
        second.Socket.Send([7]);
        var received = new byte[1];
        Assert.Equal(1, accepted.Socket.Receive(received));
        Assert.Equal(7, received[0]);
        if (!isClosed)
        {
            Assert.Equal(0, first.Receive(received));
        }
    }

    [Fact]
    public async Task A_connection_that_is_closed_before_an_answer_is_tried_again()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        other.Listen();
        int port = ((System.Net.IPEndPoint)other.LocalEndPoint!).Port;
        var identity = new DirectIdentity(_run, 1, DirectIdentity.CreateToken());
        Task<DirectConnection> connecting = DirectConnector.ConnectAsync(DirectPair.Host, port, 0, identity, DirectPair.Limit);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(other.Poll(DirectPair.Limit, SelectMode.SelectRead));
            other.Accept().Dispose();
        }

        using Socket last = other.Accept();
        last.Send([(byte)HelloAnswer.Accepted]);
        using DirectConnection connection = await connecting;
        Assert.Equal(0, connection.Peer);
    }

    [Fact]
    public async Task Where_one_connection_fails_none_of_the_others_stays_open()
    {
        Dictionary<int, byte[]> tokens = TokensOf(1);
        var listener = new DirectListener(DirectPair.Host, _run, tokens);
        using DirectListener other = new(DirectPair.Host, _run, new Dictionary<int, byte[]> { [2] = DirectIdentity.CreateToken() });
        Task<IReadOnlyDictionary<int, DirectConnection>> accepting = other.AcceptAllAsync(DirectPair.Limit);

        // The other node knows no such token; the one that comes in is there before it says so.
        using Socket came = Connect(listener);
        came.Send(DirectHello.Write(new DirectIdentity(_run, 1, tokens[1])));
        came.Send([DirectHello.Confirmation]);
        DirectConnectException exception = await Assert.ThrowsAsync<DirectConnectException>(() => DirectPeers.ConnectAllAsync(
            listener,
            [new() { Listener = 3, Connector = 2, Host = DirectPair.Host, Port = other.EndPoint.Port, Token = tokens[1] }],
            _run,
            node: 2,
            encryption: null,
            DirectPair.Limit,
            CancellationToken.None));
        Assert.Equal(HelloAnswer.WrongToken, exception.Answer);

        // The answer, if it had come so far, and then the end.
        var bytes = new byte[2];
        while (came.Receive(bytes, SocketFlags.None, out SocketError error) > 0)
        {
            Assert.Equal(SocketError.Success, error);
        }

        Assert.True(came.Poll(0, SelectMode.SelectRead));
        other.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => accepting);
    }

    private static Dictionary<int, byte[]> TokensOf(int nodes) =>
        Enumerable.Range(1, nodes).ToDictionary(node => node, _ => DirectIdentity.CreateToken());

    private static Socket Connect(DirectListener listener)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 30_000 };
        socket.Connect(listener.EndPoint);
        return socket;
    }

    private static void ComeAgain(DirectListener listener, List<Socket> strangers, CancellationToken stop)
    {
        for (int i = 0; !stop.IsCancellationRequested; i = (i + 1) % strangers.Count)
        {
            if (strangers[i].Poll(0, SelectMode.SelectRead))
            {
                strangers[i].Dispose();
                try
                {
                    strangers[i] = Connect(listener);
                }
                catch (SocketException)
                {
                    // The last node is in, and nobody listens any more.
                    return;
                }
            }
        }
    }
}
