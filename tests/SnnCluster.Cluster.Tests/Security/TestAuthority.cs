using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SnnCluster.Cluster.Security;

namespace SnnCluster.Cluster.Tests.Security;

/// <summary>A private authority with certificates of its own, and files of them for the time of a test.</summary>
internal sealed class TestAuthority : IDisposable
{
    /// <summary>Extended key usages.</summary>
    public const string ForClients = "1.3.6.1.5.5.7.3.2";
    public const string ForServers = "1.3.6.1.5.5.7.3.1";

    public const string Password = "hush-4711";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("snncluster-tls-");
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestAuthority()
    {
        var request = new CertificateRequest("CN=authority of the tests", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        Certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-2), DateTimeOffset.UtcNow.AddYears(1));
        AuthorityFile = Write("ca.crt", Certificate.ExportCertificatePem());
        PasswordFile = Write("password", $"{Password}\n");
    }

    public X509Certificate2 Certificate { get; }

    public string AuthorityFile { get; }

    public string PasswordFile { get; }

    /// <param name="host">Name or address that it is for.</param>
    /// <param name="isExpired">Whether its time is over.</param>
    /// <param name="usage">The only extended key usage that it has; null: it says nothing of usages.</param>
    public X509Certificate2 Issue(string host, bool isExpired = false, string? usage = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=peer", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        if (usage is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        }

        DateTimeOffset end = DateTimeOffset.UtcNow.AddDays(isExpired ? -1 : 1);
        using X509Certificate2 issued =
            request.Create(Certificate, end.AddDays(-300), end, RandomNumberGenerator.GetBytes(16));
        return issued.CopyWithPrivateKey(key);
    }

    /// <summary>An identity that trusts this authority.</summary>
    public PeerIdentity Identity(X509Certificate2 certificate, bool trustsAll = false) =>
        new(certificate, [Certificate], trustsAll);

    /// <summary>Settings of a node or client with a certificate.</summary>
    public string Settings(X509Certificate2 certificate, bool trustsAll = false)
    {
        string file = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.p12");
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pkcs12, Password));
        return $"""
            akka.remote.dot-netty.tcp.enable-ssl = on
            akka.remote.dot-netty.tcp.ssl.suppress-validation = {(trustsAll ? "on" : "off")}
            snncluster.tls.certificate = "{file}"
            snncluster.tls.password-file = "{PasswordFile}"
            snncluster.tls.authority = "{AuthorityFile}"
            """;
    }

    public string Write(string name, string text)
    {
        string file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        Certificate.Dispose();
        _key.Dispose();
    }
}
