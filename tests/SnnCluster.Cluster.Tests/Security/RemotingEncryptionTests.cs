using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Remote;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire;

namespace SnnCluster.Cluster.Tests.Security;

/// <summary>Whom remoting lets in, and whom it speaks to.</summary>
public sealed class RemotingEncryptionTests : IDisposable
{
    private const string Host = "127.0.0.1";

    // How long an answer may take that comes, and how long it is waited for one that must not. A refusal takes a handshake.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    private readonly TestAuthority _ours = new();
    private readonly TestAuthority _foreign = new();
    private readonly List<ActorSystem> _systems = [];

    public enum Shown
    {
        Right,
        Nothing,
        Foreign,
        Expired,
        OtherName,
        ForServers,
        ForClients,
    }

    public void Dispose()
    {
        Task.WaitAll([.. _systems.Select(system => system.Terminate())]);
        _ours.Dispose();
        _foreign.Dispose();
    }

    [Theory]
    [InlineData(Shown.Right, true)]
    [InlineData(Shown.Nothing, false)]
    [InlineData(Shown.Foreign, false)]
    [InlineData(Shown.Expired, false)]
    [InlineData(Shown.OtherName, false)]
    [InlineData(Shown.ForServers, false)]
    [InlineData(Shown.ForClients, true)]
    public async Task Only_a_certificate_of_the_authority_is_let_in(Shown shown, bool isLetIn)
    {
        ActorSystem node = Start(_ours, Shown.Right);
        int port = ((ExtendedActorSystem)node).Provider.DefaultAddress.Port!.Value;
        using var socket = new TcpClient();
        await socket.ConnectAsync(Host, port);
        await using var stream = new SslStream(socket.GetStream());
        bool isOpen = true;
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = Host,
                ClientCertificates = shown == Shown.Nothing ? null : [Certificate(shown)],
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            });

            // With TLS 1.3 who connects is through before the other side has looked at its certificate.
            using var limit = new CancellationTokenSource(isLetIn ? Silence : Patience);
            isOpen = await stream.ReadAsync(new byte[1], limit.Token) > 0;
        }
        catch (OperationCanceledException)
        {
            // Nobody has closed it.
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            isOpen = false;
        }

        Assert.Equal(isLetIn, isOpen);
    }

    // The node trusts all there is, so it is the asking side that refuses.
    [Theory]
    [InlineData(Shown.Right, true)]
    [InlineData(Shown.Foreign, false)]
    [InlineData(Shown.Expired, false)]
    [InlineData(Shown.OtherName, false)]
    [InlineData(Shown.ForClients, false)]
    public async Task Only_a_node_of_the_authority_and_the_name_is_spoken_to(Shown shown, bool isAnswered) =>
        Assert.Equal(isAnswered, await Answers(Start(_ours, shown, trustsAll: true), Start(_ours, Shown.Right), isAnswered));

    // The asking side trusts all there is. Its certificate is good, but not for the address that it connects from.
    [Theory]
    [InlineData(Shown.Right, true)]
    [InlineData(Shown.OtherName, false)]
    public async Task Only_who_connects_from_an_address_of_its_name_is_answered(Shown shown, bool isAnswered) =>
        Assert.Equal(isAnswered, await Answers(Start(_ours, Shown.Right), Start(_ours, shown, trustsAll: true), isAnswered));

    // Who asks is mostly told at once that no connection came about; where it is not, silence says so.
    private static async Task<bool> Answers(ActorSystem node, ActorSystem asking, bool isExpected)
    {
        IActorRef echo = node.ActorOf(Props.Create<Echo>());
        Address address = ((ExtendedActorSystem)node).Provider.DefaultAddress;
        Assert.Equal("akka.ssl.tcp", address.Protocol);
        var refused = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef listener = asking.ActorOf(Props.Create(() => new RefusalListener(refused)));
        Assert.True(asking.EventStream.Subscribe(listener, typeof(AssociationErrorEvent)));
        Task<string> answer = asking.ActorSelection(echo.Path.ToStringWithAddress(address))
            .Ask<string>("there?", isExpected ? Patience : Silence);
        try
        {
            return await await Task.WhenAny(answer, refused.Task) == "there?";
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }

    private X509Certificate2 Certificate(Shown shown) => shown switch
    {
        Shown.Foreign => _foreign.Issue(Host),
        Shown.Expired => _ours.Issue(Host, isExpired: true),
        Shown.OtherName => _ours.Issue("elsewhere"),
        Shown.ForServers => _ours.Issue(Host, usage: TestAuthority.ForServers),
        Shown.ForClients => _ours.Issue(Host, usage: TestAuthority.ForClients),
        _ => _ours.Issue(Host),
    };

    private ActorSystem Start(TestAuthority trusted, Shown shown, bool trustsAll = false)
    {
        string settings = trusted.Settings(Certificate(shown), trustsAll);
        ActorSystem system = WireSystems.Create(NodeConfiguration.OfClient(Host, settings), []);
        _systems.Add(system);
        return system;
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }

    private sealed class RefusalListener : ReceiveActor
    {
        public RefusalListener(TaskCompletionSource<string> refused) =>
            Receive<AssociationErrorEvent>(error => refused.TrySetResult($"refused: {error.Cause.Message}"));
    }
}
