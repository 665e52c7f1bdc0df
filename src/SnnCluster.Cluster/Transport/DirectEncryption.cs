using System.Net.Security;
using Akka.Configuration;
using SnnCluster.Cluster.Security;

namespace SnnCluster.Cluster.Transport;

/// <summary>
/// TLS of direct connections, with the certificate and the rules that remoting has: where the cluster is encrypted, so
/// are its spikes.
/// </summary>
internal sealed class DirectEncryption(PeerIdentity identity)
{
    /// <summary>The encryption that an actor system's configuration asks for; null where remoting is plain.</summary>
    public static DirectEncryption? Of(Config config) =>
        PeerIdentity.Of(config) is PeerIdentity identity ? new DirectEncryption(identity) : null;

    /// <summary>For the side that listens. A client's certificate has no name that it could know.</summary>
    public SslServerAuthenticationOptions Server() => new()
    {
        ServerCertificate = identity.Certificate,
        ClientCertificateRequired = identity.RequiresMutual,
        RemoteCertificateValidationCallback = (_, shown, chain, errors) => identity.RefusalOf(
            shown, chain, errors & ~SslPolicyErrors.RemoteCertificateNameMismatch, isInbound: true) is null,
    };

    /// <summary>For the side that connects.</summary>
    public SslClientAuthenticationOptions Client(string host) => new()
    {
        TargetHost = host,
        ClientCertificates = [identity.Certificate],
        RemoteCertificateValidationCallback = (_, shown, chain, errors) => identity.RefusalOf(
            shown, chain, errors, isInbound: false) is null,
    };
}
