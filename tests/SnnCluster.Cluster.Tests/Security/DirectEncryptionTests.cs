using System.Security.Authentication;
using SnnCluster.Cluster.Security;
using SnnCluster.Cluster.Tests.Transport;
using SnnCluster.Cluster.Transport;

namespace SnnCluster.Cluster.Tests.Security;

/// <summary>Who gets a direct connection, and whom a node connects to.</summary>
public sealed class DirectEncryptionTests : IDisposable
{
    private const string Host = DirectPair.Host;

    /// <summary>The listener would have none of it. Who connects cannot tell this from a connection that breaks.</summary>
    private const string Refused = "refused by the listener";

    private readonly TestAuthority _ours = new();
    private readonly TestAuthority _foreign = new();

    public void Dispose()
    {
        _ours.Dispose();
        _foreign.Dispose();
    }

    [Fact]
    public async Task A_certificate_of_the_authority_is_let_in() =>
        Assert.Null(await Connect(_ours.Identity(_ours.Issue(Host)), _ours.Identity(_ours.Issue("anyone"))));

    // Who connects trusts all there is, so it is the listener that refuses.
    [Fact]
    public async Task No_certificate_is_refused() =>
        Assert.Equal(Refused, await Connect(_ours.Identity(_ours.Issue(Host)), null));

    [Fact]
    public async Task A_certificate_of_a_foreign_authority_is_refused() => Assert.Equal(Refused, await Connect(
        _ours.Identity(_ours.Issue(Host)), _foreign.Identity(_foreign.Issue(Host), trustsAll: true)));

    [Fact]
    public async Task A_certificate_that_has_expired_is_refused() => Assert.Equal(Refused, await Connect(
        _ours.Identity(_ours.Issue(Host)), _ours.Identity(_ours.Issue(Host, isExpired: true), trustsAll: true)));

    // Who listens trusts all there is, so it is the connecting node that refuses.
    [Fact]
    public async Task A_listener_of_a_foreign_authority_is_refused() => Assert.Equal(nameof(DirectFailure.Encryption), await Connect(
        _foreign.Identity(_foreign.Issue(Host), trustsAll: true), _ours.Identity(_ours.Issue(Host))));

    [Fact]
    public async Task A_listener_whose_certificate_has_expired_is_refused() => Assert.Equal(nameof(DirectFailure.Encryption), await Connect(
        _ours.Identity(_ours.Issue(Host, isExpired: true), trustsAll: true), _ours.Identity(_ours.Issue(Host))));

    [Theory]
    [InlineData("127.0.0.2")]
    [InlineData("elsewhere")]
    public async Task A_listener_of_another_name_is_refused(string name) => Assert.Equal(nameof(DirectFailure.Encryption), await Connect(
        _ours.Identity(_ours.Issue(name)), _ours.Identity(_ours.Issue(Host))));

    /// <summary>Connects, and says what became of it; null: it worked.</summary>
    private static async Task<string?> Connect(PeerIdentity listens, PeerIdentity? connects)
    {
        var identity = new DirectIdentity(Guid.NewGuid(), 1, DirectIdentity.CreateToken());
        using var refused = new CancellationTokenSource();
        using var listener = new DirectListener(
            Host,
            identity.RunId,
            new Dictionary<int, byte[]> { [1] = identity.Token },
            new DirectEncryption(listens).Server(),
            rejected: rejection =>
            {
                if (rejection.Cause is AuthenticationException)
                {
                    refused.Cancel();
                }
            });
        Task<IReadOnlyDictionary<int, DirectConnection>> accepting = listener.AcceptAllAsync(DirectPair.Limit);
        string failure;
        try
        {
            using DirectConnection connection = await DirectConnector.ConnectAsync(
                Host,
                listener.EndPoint.Port,
                0,
                identity,
                DirectPair.Limit,
                connects is null
                    ? new() { TargetHost = Host, RemoteCertificateValidationCallback = (_, _, _, _) => true }
                    : new DirectEncryption(connects).Client(Host),
                refused.Token);
            using DirectConnection accepted = (await accepting)[1];
            Assert.True(connection.IsEncrypted && accepted.IsEncrypted);
            return null;
        }
        catch (DirectConnectException exception)
        {
            failure = exception.Failure.ToString();
        }
        catch (OperationCanceledException)
        {
            failure = Refused;
        }

        listener.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => accepting);
        return failure;
    }
}
