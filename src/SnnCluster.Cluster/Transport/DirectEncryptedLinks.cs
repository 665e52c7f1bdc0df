namespace SnnCluster.Cluster.Transport;

/// <summary>Encrypted connections, which read by themselves.</summary>
internal sealed class DirectEncryptedLinks : DirectLinks
{
    private volatile bool _disposed;

    public DirectEncryptedLinks(DirectEncryptedLink[] links)
        : base(links)
    {
        // Not before all is set up: a sink may be called at once.
        foreach (DirectEncryptedLink link in links)
        {
            link.Start();
        }
    }

    public override bool IsPolled => false;

    public override void Send(int peer, ReadOnlySpan<byte> message) => ((DirectEncryptedLink)Find(peer)).Send(message);

    public override bool Poll(TimeSpan wait)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(DirectTransport));
        ThrowIfAnyLost();
        return false;
    }

    public override void Dispose()
    {
        _disposed = true;
        base.Dispose();
    }
}
