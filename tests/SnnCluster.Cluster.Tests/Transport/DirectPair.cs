using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SnnCluster.Cluster.Transport;

namespace SnnCluster.Cluster.Tests.Transport;

/// <summary>Connections over loopback, made as nodes make them.</summary>
internal static class DirectPair
{
    public const string Host = "127.0.0.1";

    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>A connection from node 1 to node 0, which listens.</summary>
    /// <returns>Node 0's side and node 1's.</returns>
    public static async Task<(DirectConnection Zero, DirectConnection One)> ConnectAsync(bool encrypted = false)
    {
        using X509Certificate2? certificate = encrypted ? CreateCertificate() : null;
        var identity = new DirectIdentity(Guid.NewGuid(), 1, DirectIdentity.CreateToken());
        using var listener = new DirectListener(
            Host,
            identity.RunId,
            new Dictionary<int, byte[]> { [1] = identity.Token },
            certificate is null ? null : new SslServerAuthenticationOptions { ServerCertificate = certificate });
        Task<IReadOnlyDictionary<int, DirectConnection>> accepting = listener.AcceptAllAsync(Limit);
        DirectConnection one = await DirectConnector.ConnectAsync(
            Host, listener.EndPoint.Port, 0, identity, Limit, certificate is null ? null : Trusting(certificate));
        return ((await accepting)[1], one);
    }

    public static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    /// <summary>Trusts this certificate and no other.</summary>
    public static SslClientAuthenticationOptions Trusting(X509Certificate2 certificate)
    {
        byte[] hash = certificate.GetCertHash(HashAlgorithmName.SHA256);
        return new SslClientAuthenticationOptions
        {
            TargetHost = "node",
            RemoteCertificateValidationCallback = (_, shown, _, _) =>
                shown is not null && shown.GetCertHash(HashAlgorithmName.SHA256).SequenceEqual(hash),
        };
    }

    /// <summary>Runs both sides at once, each on a thread of its own; a side that throws fails the test.</summary>
    public static Task Both(Action one, Action other) => Task.WhenAll(OnThread(one), OnThread(other)).WaitAsync(Limit);

    public static Task OnThread(Action action) => Task.Factory.StartNew(
        action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
