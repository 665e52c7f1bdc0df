using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Akka.Configuration;

namespace SnnCluster.Cluster.Transport;

/// <summary>
/// TLS of direct connections, with the certificate and the rules that remoting has: where the cluster is encrypted, so
/// are its spikes.
/// </summary>
internal sealed class DirectEncryption
{
    private readonly X509Certificate2 _certificate;
    private readonly bool _suppressesValidation;
    private readonly bool _requiresMutual;
    private readonly bool _validatesHostname;

    private DirectEncryption(Config ssl)
    {
        _certificate = X509CertificateLoader.LoadPkcs12FromFile(
            ssl.GetString("certificate.path"), ssl.GetString("certificate.password", ""));
        _suppressesValidation = ssl.GetBoolean("suppress-validation");
        _requiresMutual = ssl.GetBoolean("require-mutual-authentication", true);
        _validatesHostname = ssl.GetBoolean("validate-certificate-hostname");
    }

    /// <summary>The encryption that an actor system's configuration asks for; null where remoting is plain.</summary>
    public static DirectEncryption? Of(Config config) => config.GetBoolean("akka.remote.dot-netty.tcp.enable-ssl")
        ? new DirectEncryption(config.GetConfig("akka.remote.dot-netty.tcp.ssl"))
        : null;

    /// <summary>For the side that listens.</summary>
    public SslServerAuthenticationOptions Server() => new()
    {
        ServerCertificate = _certificate,
        ClientCertificateRequired = _requiresMutual,
        RemoteCertificateValidationCallback = (_, _, _, errors) => Accepts(errors, isServer: true),
    };

    /// <summary>For the side that connects.</summary>
    public SslClientAuthenticationOptions Client(string host) => new()
    {
        TargetHost = host,
        ClientCertificates = [_certificate],
        RemoteCertificateValidationCallback = (_, _, _, errors) => Accepts(errors, isServer: false),
    };

    private bool Accepts(SslPolicyErrors errors, bool isServer)
    {
        if (_suppressesValidation)
        {
            return true;
        }

        if (isServer && !_requiresMutual)
        {
            errors &= ~SslPolicyErrors.RemoteCertificateNotAvailable;
        }

        // A client's certificate has no name that the server could know.
        if (isServer || !_validatesHostname)
        {
            errors &= ~SslPolicyErrors.RemoteCertificateNameMismatch;
        }

        return errors == SslPolicyErrors.None;
    }
}
