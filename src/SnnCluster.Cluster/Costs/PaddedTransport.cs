using SnnCluster.Cluster.Exchange;

namespace SnnCluster.Cluster.Costs;

/// <summary>
/// Makes frame messages of any size of empty frames: behind each message come as many bytes as it is to have, and the
/// other side leaves them out. So the path is that of a run, and the size is exact; what it costs to encode spikes is
/// no matter of what carries them.
/// </summary>
internal sealed class PaddedTransport(ISpikeTransport inner) : ISpikeTransport
{
    private byte[] _buffer = [];

    /// <summary>Bytes behind each message.</summary>
    public int Padding { get; set; }

    public string Name => inner.Name;

    public bool IsPolled => inner.IsPolled;

    public void Send(int peer, ReadOnlySpan<byte> message)
    {
        if (_buffer.Length != message.Length + Padding)
        {
            _buffer = new byte[message.Length + Padding];
        }

        message.CopyTo(_buffer);
        inner.Send(peer, _buffer);
    }

    public bool Poll(TimeSpan wait) => inner.Poll(wait);

    public void Dispose() => inner.Dispose();
}
