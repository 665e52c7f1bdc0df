using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote.Transport.DotNetty;

namespace SnnCluster.Cluster.Security;

/// <summary>
/// Who this node or client is, and whom it lets in: its certificate, and the authority whose certificates it trusts. It
/// trusts that authority alone and none of the machine's: those vouch for anyone who owns a name.
/// </summary>
internal sealed class PeerIdentity
{
    // Extended key usages: id-kp-clientAuth and id-kp-serverAuth of RFC 5280.
    private static readonly Oid ForClients = new("1.3.6.1.5.5.7.3.2");
    private static readonly Oid ForServers = new("1.3.6.1.5.5.7.3.1");

    private readonly X509Certificate2Collection _authorities;
    private readonly bool _suppressesValidation;

    internal PeerIdentity(
        X509Certificate2 certificate,
        X509Certificate2Collection authorities,
        bool suppressesValidation = false,
        bool requiresMutual = true,
        bool validatesHostname = true)
    {
        Certificate = certificate;
        _authorities = authorities;
        _suppressesValidation = suppressesValidation;
        RequiresMutual = requiresMutual;
        ValidatesHostname = validatesHostname;
    }

    /// <summary>The certificate that it shows, with its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Whether who connects has to show a certificate.</summary>
    public bool RequiresMutual { get; }

    /// <summary>Whether who is connected to has to be called so in its certificate.</summary>
    public bool ValidatesHostname { get; }

    /// <summary>The identity that a configuration names; null where there is no TLS.</summary>
    /// <exception cref="Model.Networks.InvalidDescriptionException">Files cannot be used; it says all that is wrong.</exception>
    public static PeerIdentity? Of(Config config) =>
        config.GetBoolean($"{PeerFiles.Tcp}.enable-ssl") ? PeerFiles.Load(config) : null;

    /// <summary>The same for Akka's remoting.</summary>
    public DotNettySslSetup ForRemoting() => new(
        Certificate, _suppressesValidation, RequiresMutual, ValidatesHostname, (shown, chain, peer, errors, log) =>
        {
            // Akka gives an address where this side connects, and an end point where the other one does.
            bool isInbound = !peer.Contains("://", StringComparison.Ordinal);
            string? refusal = RefusalOf(shown, chain, errors, isInbound)
                ?? (isInbound && !_suppressesValidation ? OriginFault(shown, peer) : null);
            if (refusal is not null)
            {
                log.Warning("a connection with {0} is refused: {1}", peer, refusal);
            }

            return refusal is null;
        });

    /// <summary>Why a peer is refused; null where it is let in.</summary>
    /// <param name="shown">The certificate that it shows, if any.</param>
    /// <param name="chain">The certificates that came with it, and that the machine knows.</param>
    /// <param name="errors">What the system found; for names, that of the peer when this side connects.</param>
    /// <param name="isInbound">Whether the peer connects, or is connected to: a certificate may be for one of them alone.</param>
    public string? RefusalOf(X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors, bool isInbound)
    {
        if (_suppressesValidation)
        {
            return null;
        }

        if (shown is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            // The side that listens gets no certificate where it asks for none.
            return RequiresMutual ? "it shows no certificate" : null;
        }

        if (ValidatesHostname && errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return $"its certificate, {shown.Subject}, is for another host name";
        }

        return ChainFault((X509Certificate2)shown, chain, isInbound ? ForClients : ForServers) is string fault ? $"its certificate, {shown.Subject}: {fault}" : null;
    }

    // Akka answers over the connection that came in, whoever it says that it is: so who connects has to do it from an
    // address that its certificate is for. (Akka could answer over a connection of its own, but ends the node where a
    // handshake fails there.)
    private string? OriginFault(X509Certificate2? shown, string peer)
    {
        if (shown is null || !ValidatesHostname)
        {
            return null;
        }

        return IPEndPoint.TryParse(peer, out IPEndPoint? from) && IsFor(shown, from.Address)
            ? null
            : $"its certificate, {shown.Subject}, is for no address that it could connect from";
    }

    private static bool IsFor(X509Certificate2 certificate, IPAddress address)
    {
        IPAddress from = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return certificate.MatchesHostname(from.ToString(), allowCommonName: false)
            || certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
                .SelectMany(names => names.EnumerateDnsNames()).Any(name => StandsFor(name, from));
    }

    private static bool StandsFor(string name, IPAddress from)
    {
        try
        {
            return Dns.GetHostAddresses(name).Any(
                found => found.Equals(from) || (IPAddress.IsLoopback(found) && IPAddress.IsLoopback(from)));
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Why the authority does not vouch for a certificate now; null where it does.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="presented">The certificates that came with it, if any.</param>
    /// <param name="usage">What it has to be for, where it says what it is for; null for anything.</param>
    internal string? ChainFault(X509Certificate2 certificate, X509Chain? presented, Oid? usage = null)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);

        // A private authority publishes no lists: a lost key means a new authority (see SECURITY.md).
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        if (usage is not null)
        {
            chain.ChainPolicy.ApplicationPolicy.Add(usage);
        }

        foreach (X509ChainElement element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(certificate)
            ? null
            : string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation.TrimEnd('.', ' ', '\n')).Distinct());
    }
}
