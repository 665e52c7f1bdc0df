using SnnCluster.Cluster.Exchange;

namespace SnnCluster.Cluster.Transport;

/// <summary>
/// One TCP connection to each other node of a run. Plain connections are polled; encrypted ones are read by a thread each.
/// A lost node does not disturb the traffic with the others: <see cref="Poll"/> hands over what they sent before it throws
/// for the lost one, each time it is called.
/// </summary>
/// <remarks>
/// Whatever a sink throws makes the node that sent the message lost, since the next one would be read out of order. A sink
/// must not call the transport that calls it, and with encryption it is called by several threads at once.
/// </remarks>
public sealed class DirectTransport : ISpikeTransport
{
    private readonly DirectLinks _links;
    private readonly int _maxMessageBytes;

    /// <summary>Takes connections over.</summary>
    /// <param name="connections">One to each node; disposed of with the transport. All plain or all encrypted.</param>
    /// <param name="sink">Where messages go.</param>
    /// <param name="options">Limits; the defaults where nothing is given.</param>
    /// <param name="lost">Hears of each lost node once, on the thread that saw it; it must not throw.</param>
    /// <exception cref="ArgumentException">There are no connections, two to one node, or plain and encrypted ones.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public DirectTransport(
        IReadOnlyCollection<DirectConnection> connections,
        IFrameSink sink,
        DirectTransportOptions? options = null,
        Action<PeerLostException>? lost = null)
    {
        ArgumentNullException.ThrowIfNull(connections);
        ArgumentNullException.ThrowIfNull(sink);
        options ??= new DirectTransportOptions();
        options.Validate();
        _maxMessageBytes = options.MaxMessageBytes;
        bool encrypted = connections.Any(connection => connection.IsEncrypted);
        if (connections.Count == 0 || connections.Any(connection => connection.IsEncrypted != encrypted))
        {
            throw new ArgumentException("there must be connections, all plain or all encrypted", nameof(connections));
        }

        if (connections.DistinctBy(connection => connection.Peer).Count() != connections.Count)
        {
            throw new ArgumentException("there must be one connection to a node", nameof(connections));
        }

        _links = encrypted
            ? new DirectEncryptedLinks([.. connections.Select(each => new DirectEncryptedLink(each, sink, options, lost))])
            : new DirectPolledLinks(
                [.. connections.Select(each => new DirectPolledLink(each, options.MaxMessageBytes, lost))], sink, options);
    }

    /// <inheritdoc/>
    public string Name => "direct";

    /// <inheritdoc/>
    public bool IsPolled => _links.IsPolled;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The message is over the limit, or there is no such node.</exception>
    /// <exception cref="ObjectDisposedException">The transport is closed, perhaps just now.</exception>
    public void Send(int peer, ReadOnlySpan<byte> message)
    {
        if (message.Length > _maxMessageBytes)
        {
            throw new ArgumentOutOfRangeException(
                nameof(message), message.Length, $"a message to node {peer} may have no more than {_maxMessageBytes} bytes");
        }

        _links.Send(peer, message);
    }

    /// <summary>
    /// Hands over what has come; with encryption it throws what the reading threads met, and never waits.
    /// </summary>
    /// <param name="wait">How long to wait where nothing has come; zero and infinite are fine.</param>
    /// <returns>Whether anything was handed over since the last call, be it by a send that had to wait.</returns>
    /// <exception cref="PeerLostException">A node is lost. Messages of others have been handed over before.</exception>
    /// <exception cref="ObjectDisposedException">The transport is closed, perhaps just now.</exception>
    public bool Poll(TimeSpan wait) => _links.Poll(wait);

    /// <summary>Closes all connections. A call under way on another thread ends with an exception.</summary>
    public void Dispose() => _links.Dispose();
}
