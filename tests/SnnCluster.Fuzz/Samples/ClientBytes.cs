using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using SnnCluster.Cluster.Hosting;

namespace SnnCluster.Fuzz.Samples;

/// <summary>What clients say first to a port.</summary>
internal static class ClientBytes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>All that a client sends to a node that it asks for its status, taken down on the way.</summary>
    public static IReadOnlyList<byte[]> Record(IPEndPoint node)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var sent = new MemoryStream();
        _ = Task.Run(() => Relay(listener, node, sent));
        AskOnce(((IPEndPoint)listener.LocalEndpoint).ToString());
        lock (sent)
        {
            byte[] all = sent.ToArray();
            return all.Length == 0 ? throw new InvalidOperationException("a client has said nothing") : [all, FirstFrame(all)];
        }
    }

    /// <summary>The first message of TLS.</summary>
    public static byte[] TlsHello()
    {
        using var stream = new MemoryStream();
        using var client = new SslStream(stream, leaveInnerStreamOpen: true);
        try
        {
            client.AuthenticateAsClient("node");
        }
        catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
        {
            // Nobody answers.
        }

        return stream.ToArray();
    }

    // The node does not answer to the relay's address; what the client says until it gives up is enough.
    private static void AskOnce(string address)
    {
        try
        {
            RunClient client = RunClients.OfClusterAsync(address, "akka.loglevel = OFF", [], Patience).GetAwaiter().GetResult();
            client.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
        catch (ClusterException)
        {
            // As expected.
        }
    }

    // A message has its length before it, in four bytes.
    private static byte[] FirstFrame(byte[] all) => all[..Math.Min(all.Length, 4 + BitConverter.ToInt32(all))];

    private static async Task Relay(TcpListener listener, IPEndPoint node, MemoryStream sent)
    {
        while (true)
        {
            using TcpClient client = await listener.AcceptTcpClientAsync().ConfigureAwait(false);
            using var there = new TcpClient();
            await there.ConnectAsync(node).ConfigureAwait(false);
            Task back = there.GetStream().CopyToAsync(client.GetStream());
            var buffer = new byte[64 * 1024];
            for (int count; (count = await client.GetStream().ReadAsync(buffer).ConfigureAwait(false)) > 0;)
            {
                lock (sent)
                {
                    sent.Write(buffer, 0, count);
                }

                await there.GetStream().WriteAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
            }

            there.Close();
            await Task.WhenAny(back).ConfigureAwait(false);
        }
    }
}
