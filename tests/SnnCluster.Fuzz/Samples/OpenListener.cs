using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SnnCluster.Cluster.Transport;

namespace SnnCluster.Fuzz.Samples;

/// <summary>A listener of direct connections that waits for one node, which comes at the end.</summary>
internal sealed class OpenListener : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromHours(24);

    private readonly X509Certificate2? _certificate;
    private readonly DirectListener _listener;
    private readonly Task<IReadOnlyDictionary<int, DirectConnection>> _accepting;

    public OpenListener(bool isEncrypted)
    {
        _certificate = isEncrypted ? CreateCertificate() : null;
        _listener = new DirectListener(
            "127.0.0.1",
            Identity.RunId,
            new Dictionary<int, byte[]> { [Identity.Node] = Identity.Token },
            _certificate is null ? null : new SslServerAuthenticationOptions { ServerCertificate = _certificate },
            helloLimit: TimeSpan.FromMilliseconds(300));
        _accepting = _listener.AcceptAllAsync(Limit);
    }

    public DirectIdentity Identity { get; } = new(Guid.NewGuid(), 1, DirectIdentity.CreateToken());

    public IPEndPoint EndPoint => _listener.EndPoint;

    /// <summary>The node that is expected comes and gets in.</summary>
    public void LetIn()
    {
        SslClientAuthenticationOptions? encryption = _certificate is null ? null : new()
        {
            TargetHost = "node",
            RemoteCertificateValidationCallback = (_, shown, _, _) =>
                shown is not null && shown.GetCertHashString() == _certificate.GetCertHashString(),
        };
        TimeSpan limit = TimeSpan.FromSeconds(20);
        using DirectConnection mine = DirectConnector.ConnectAsync(
            "127.0.0.1", EndPoint.Port, 0, Identity, limit, encryption).GetAwaiter().GetResult();
        foreach (DirectConnection connection in _accepting.WaitAsync(limit).GetAwaiter().GetResult().Values)
        {
            connection.Dispose();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _certificate?.Dispose();
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
