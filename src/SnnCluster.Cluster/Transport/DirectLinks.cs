namespace SnnCluster.Cluster.Transport;

/// <summary>All connections of a transport; what plain and encrypted ones have in common.</summary>
internal abstract class DirectLinks : IDisposable
{
    private readonly DirectLink[] _all;
    private readonly Dictionary<int, DirectLink> _byPeer;

    protected DirectLinks(DirectLink[] links)
    {
        _all = links;
        _byPeer = links.ToDictionary(link => link.Peer);
    }

    public abstract bool IsPolled { get; }

    protected bool AnyLost
    {
        get
        {
            foreach (DirectLink link in _all)
            {
                if (link.Failure is not null)
                {
                    return true;
                }
            }

            return false;
        }
    }

    public abstract void Send(int peer, ReadOnlySpan<byte> message);

    public abstract bool Poll(TimeSpan wait);

    public virtual void Dispose()
    {
        foreach (DirectLink link in _all)
        {
            link.Dispose();
        }
    }

    protected DirectLink Find(int peer) => _byPeer.TryGetValue(peer, out DirectLink? link)
        ? link
        : throw new ArgumentOutOfRangeException(
            nameof(peer), peer, $"there are connections to the nodes {string.Join(", ", _byPeer.Keys.Order())} only");

    protected void ThrowIfAnyLost()
    {
        foreach (DirectLink link in _all)
        {
            link.ThrowIfLost();
        }
    }
}
