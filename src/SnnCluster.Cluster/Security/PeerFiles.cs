using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Configuration;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Security;

/// <summary>
/// Reads the files that TLS needs. The password of the private key comes from a file or the environment, never from the
/// command line or the settings, so that neither is a secret; no message says what it is.
/// </summary>
internal static class PeerFiles
{
    public const string Tcp = "akka.remote.dot-netty.tcp";

    /// <summary>Environment variable with the password of the certificate's file.</summary>
    public const string PasswordVariable = "SNNCLUSTER_CERTIFICATE_PASSWORD";

    private const string CertificateKey = "snncluster.tls.certificate";
    private const string AuthorityKey = "snncluster.tls.authority";
    private const string PasswordKey = "snncluster.tls.password-file";

    /// <summary>What a configuration names.</summary>
    /// <exception cref="InvalidDescriptionException">Something is missing, or no such file; it says all that is wrong.</exception>
    public static PeerIdentity Load(Config config)
    {
        var errors = new ValidationErrors();
        foreach (string key in (string[])["certificate.path", "certificate.password"])
        {
            if (!string.IsNullOrEmpty(config.GetString($"{Tcp}.ssl.{key}", "")))
            {
                errors.Add($"{Tcp}.ssl.{key} is set: the certificate has to be named by {CertificateKey}, "
                    + $"its password by {PasswordKey} or {PasswordVariable} in the environment");
            }
        }

        string password = Password(config, errors);
        X509Certificate2? certificate = Certificate(config.GetString(CertificateKey, ""), password, errors);
        X509Certificate2Collection authorities = Authorities(config.GetString(AuthorityKey, ""), errors);
        bool suppresses = config.GetBoolean($"{Tcp}.ssl.suppress-validation");
        errors.ThrowIfAny();
        var identity = new PeerIdentity(
            certificate!,
            authorities,
            suppresses,
            config.GetBoolean($"{Tcp}.ssl.require-mutual-authentication", true),
            config.GetBoolean($"{Tcp}.ssl.validate-certificate-hostname", true));
        if (!suppresses && identity.ChainFault(certificate!, null) is string fault)
        {
            // Everybody would refuse it: better told here than found out over there.
            throw new InvalidDescriptionException(
                $"{CertificateKey} is '{config.GetString(CertificateKey)}': {AuthorityKey} does not vouch for it: {fault}");
        }

        return identity;
    }

    private static string Password(Config config, ValidationErrors errors)
    {
        string path = config.GetString(PasswordKey, "");
        if (path.Length == 0)
        {
            return Environment.GetEnvironmentVariable(PasswordVariable) ?? "";
        }

        return Read(PasswordKey, path, file => File.ReadLines(file).FirstOrDefault(""), errors) ?? "";
    }

    private static X509Certificate2? Certificate(string path, string password, ValidationErrors errors)
    {
        if (path.Length == 0)
        {
            errors.Add($"{CertificateKey} is missing: must be a PKCS #12 file with certificate and private key, since TLS is on");
            return null;
        }

        X509Certificate2? certificate =
            Read(CertificateKey, path, file => X509CertificateLoader.LoadPkcs12FromFile(file, password), errors);
        if (certificate is { HasPrivateKey: false })
        {
            errors.Add($"{CertificateKey} is '{path}': it has no private key");
        }

        return certificate;
    }

    private static X509Certificate2Collection Authorities(string path, ValidationErrors errors)
    {
        var found = new X509Certificate2Collection();
        if (path.Length == 0)
        {
            errors.Add($"{AuthorityKey} is missing: must be a PEM file with the certificate of the authority that all nodes' "
                + "certificates come from, since TLS is on");
            return found;
        }

        int before = errors.Messages.Count;
        Read(AuthorityKey, path, file => { found.ImportFromPemFile(file); return file; }, errors);
        if (found.Count == 0 && errors.Messages.Count == before)
        {
            errors.Add($"{AuthorityKey} is '{path}': it has no certificate in PEM");
        }

        return found;
    }

    private static T? Read<T>(string key, string path, Func<string, T> read, ValidationErrors errors)
        where T : class
    {
        try
        {
            return read(PlainFiles.Named(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException
            or ArgumentException)
        {
            errors.Add($"{key} is '{path}': it cannot be read: {exception.Message}");
            return null;
        }
    }
}
