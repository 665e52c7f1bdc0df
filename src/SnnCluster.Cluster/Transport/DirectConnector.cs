using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace SnnCluster.Cluster.Transport;

/// <summary>The side of a direct connection that connects.</summary>
/// <remarks>
/// A listener that has too many connections closes those that have not said hello yet, and so may be this one. Where a
/// connection ends before an answer came, it is tried again until the limit.
/// </remarks>
public static class DirectConnector
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Connects to the listener of another node.</summary>
    /// <param name="host">Name or address of the machine.</param>
    /// <param name="port">The listener's port.</param>
    /// <param name="peer">Number of the listening node in the run's plan.</param>
    /// <param name="identity">What to say about this node.</param>
    /// <param name="limit">How long it may take in all.</param>
    /// <param name="encryption">How to encrypt; null for a plain connection, which only a trusted network should carry.</param>
    /// <param name="cancel">Gives up earlier.</param>
    /// <exception cref="DirectConnectException">It did not work out; the exception says why.</exception>
    /// <exception cref="ArgumentException">The token has not the length of one.</exception>
    public static async Task<DirectConnection> ConnectAsync(
        string host,
        int port,
        int peer,
        DirectIdentity identity,
        TimeSpan limit,
        SslClientAuthenticationOptions? encryption = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(identity);
        if (identity.Token.Length != DirectIdentity.TokenBytes)
        {
            throw new ArgumentException($"a token has {DirectIdentity.TokenBytes} bytes, not {identity.Token.Length}");
        }

        string address = $"{host}:{port}";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        stop.CancelAfter(limit);
        DirectConnectException? last = null;
        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(host, stop.Token).ConfigureAwait(false);
            byte[] hello = DirectHello.Write(identity);
            while (true)
            {
                try
                {
                    // Blocking calls, hence a thread of its own: see DirectConnection.
                    return await Task.Factory.StartNew(
                        () => Connect(addresses, port, peer, hello, encryption, stop.Token, address, identity),
                        CancellationToken.None,
                        TaskCreationOptions.LongRunning,
                        TaskScheduler.Default).ConfigureAwait(false);
                }
                catch (IOException exception) when (IsClosed(exception) && !stop.IsCancellationRequested)
                {
                    last = new DirectConnectException(
                        DirectFailure.NoAnswer, address, "the connection was closed before an answer came", exception);
                }

                await Task.Delay(Pause, stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (stop.IsCancellationRequested && exception is not DirectConnectException)
        {
            cancel.ThrowIfCancellationRequested();
            throw last ?? new DirectConnectException(
                DirectFailure.TimedOut, address, $"it took longer than {limit.TotalSeconds:0.###} s", exception);
        }
        catch (SocketException exception)
        {
            throw DirectConnectException.From(address, exception);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            // An alert of TLS may come as late as with the answer: which certificates it takes a listener says after ours.
            throw new DirectConnectException(
                DirectFailure.Encryption, address, exception.InnerException?.Message ?? exception.Message, exception);
        }
    }

    /// <summary>Whether the connection was closed or reset, rather than refused by a word of TLS.</summary>
    private static bool IsClosed(IOException exception) => exception.InnerException is null or SocketException;

    private static DirectConnection Connect(
        IPAddress[] addresses,
        int port,
        int peer,
        byte[] hello,
        SslClientAuthenticationOptions? encryption,
        CancellationToken stop,
        string address,
        DirectIdentity identity)
    {
        Socket socket = ConnectFirst(addresses, port, stop);
        SslStream? encrypted = null;
        try
        {
            using (stop.UnsafeRegister(static state => DirectConnection.Close((Socket)state!), socket))
            {
                Stream stream = new NetworkStream(socket, ownsSocket: false);
                if (encryption is not null)
                {
                    stream = encrypted = new SslStream(stream);
                    encrypted.AuthenticateAsClient(encryption);
                }

                stream.Write(hello);
                int answer = stream.ReadByte();
                if (answer != (int)HelloAnswer.Accepted)
                {
                    throw answer < 0
                        ? new EndOfStreamException()
                        : DirectConnectException.From(address, (HelloAnswer)answer, identity);
                }

                stream.WriteByte(DirectHello.Confirmation);
            }

            stop.ThrowIfCancellationRequested();
            return new DirectConnection(peer, socket, encrypted);
        }
        catch
        {
            encrypted?.Dispose();
            DirectConnection.Close(socket);
            throw;
        }
    }

    /// <summary>A name may stand for several addresses, some of which do not answer: the first that does is it.</summary>
    private static Socket ConnectFirst(IPAddress[] addresses, int port, CancellationToken stop)
    {
        Exception failure = new SocketException((int)SocketError.HostNotFound);
        foreach (IPAddress candidate in addresses)
        {
            Socket socket = DirectConnection.CreateSocket(candidate.AddressFamily);
            try
            {
                using (stop.UnsafeRegister(static state => ((Socket)state!).Dispose(), socket))
                {
                    socket.Connect(candidate, port);
                }

                stop.ThrowIfCancellationRequested();
                return socket;
            }
            catch (Exception exception)
                when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                socket.Dispose();
                stop.ThrowIfCancellationRequested();
                failure = exception;
            }
        }

        throw failure;
    }
}
