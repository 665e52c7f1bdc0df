using System.Net;
using System.Net.Sockets;
using Akka.Configuration;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Security;

/// <summary>
/// The rule about addresses: without TLS that keeps strangers out, a node listens, and is known, on this machine alone.
/// </summary>
internal static class Exposure
{
    private const string Tcp = "akka.remote.dot-netty.tcp";

    /// <summary>Settings that say where remoting and direct connections listen, or under which name others come.</summary>
    private static readonly string[] Settings = ["hostname", "public-hostname", "bind-hostname"];

    /// <summary>What is open to others without protection; null where nothing is.</summary>
    /// <param name="config">The configuration of an actor system, complete.</param>
    /// <returns>The option, its value, and what is missing.</returns>
    public static string? Of(Config config)
    {
        if (Protection(config) is not string missing)
        {
            return null;
        }

        foreach (string setting in Settings)
        {
            string value = config.GetString($"{Tcp}.{setting}", "") ?? "";

            // Akka listens everywhere where there is no hostname; no other name is no name.
            bool isOpen = value.Length == 0 ? setting == "hostname" : !IsLoopback(value);
            if (isOpen)
            {
                string option = setting == "hostname" ? "--hostname" : $"{Tcp}.{setting} (beside --hostname)";
                return $"{option} is '{value}', which other machines may reach, and {missing}";
            }
        }

        return null;
    }

    /// <summary>Refuses what is open to others.</summary>
    /// <exception cref="InvalidDescriptionException">Something is.</exception>
    public static void Refuse(Config config)
    {
        if (Of(config) is string exposure)
        {
            throw new InvalidDescriptionException($"{exposure}: must be a loopback address (127.0.0.1, ::1, localhost) unless "
                + "TLS with mutual authentication is on (docs/cluster.md, Security) or --insecure is given");
        }
    }

    /// <summary>Refuses a name that others cannot call: one that stands for every address of whichever machine.</summary>
    /// <param name="config">The configuration of a node, complete.</param>
    /// <exception cref="InvalidDescriptionException">The node would be known by such a name.</exception>
    public static void RefuseWildcard(Config config)
    {
        string name = config.GetString($"{Tcp}.public-hostname", "") is { Length: > 0 } shown
            ? shown
            : config.GetString($"{Tcp}.hostname", "") ?? "";
        if (name.Length == 0 || (IPAddress.TryParse(name, out IPAddress? address)
            && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))))
        {
            string option = config.GetString($"{Tcp}.public-hostname", "") is { Length: > 0 } ? $"{Tcp}.public-hostname" : "--hostname";
            throw new InvalidDescriptionException(
                $"{option} is '{name}', by which no other can call this node: must be the name or address of this machine that the "
                + $"others use; a node that listens on all addresses needs that name as {Tcp}.public-hostname in --config");
        }
    }

    /// <summary>Whether a name or address stands for this machine alone, whoever asks.</summary>
    public static bool IsLoopback(string host)
    {
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            return IPAddress.IsLoopback(address);
        }

        try
        {
            IPAddress[] addresses = Dns.GetHostAddresses(host);
            return addresses.Length > 0 && addresses.All(IPAddress.IsLoopback);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>What is missing for TLS to keep strangers out; null where it does.</summary>
    private static string? Protection(Config config) => config switch
    {
        _ when !config.GetBoolean($"{Tcp}.enable-ssl") => "there is no TLS",
        _ when config.GetBoolean($"{Tcp}.ssl.suppress-validation") => "TLS accepts any certificate (suppress-validation)",
        _ when !config.GetBoolean($"{Tcp}.ssl.require-mutual-authentication", true) =>
            "TLS asks nobody for a certificate (require-mutual-authentication)",
        _ => null,
    };
}
