using System.Text;
using System.Threading.Channels;

namespace SnnCluster.Dashboard.Feeds;

/// <summary>
/// One page that looks. What is told to it waits in a queue of bounded length; where the page reads slowly, the oldest goes, so that nobody waits for it
/// and nothing grows.
/// </summary>
internal sealed class Subscriber
{
    private const int MostWaiting = 16;

    private readonly Channel<byte[]> _events;
    private int _hasLost;

    /// <param name="runId">The run that it watches; null for none.</param>
    public Subscriber(string? runId)
    {
        RunId = runId;
        _events = Channel.CreateBounded<byte[]>(
            new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Volatile.Write(ref _hasLost, 1));
    }

    /// <summary>The run that it watches; null for none.</summary>
    public string? RunId { get; }

    /// <summary>What is to be written next.</summary>
    public ChannelReader<byte[]> Events => _events.Reader;

    /// <summary>Tells it something, and waits for nothing.</summary>
    public void Tell(byte[] text) => _events.Writer.TryWrite(text);

    /// <summary>Ends it.</summary>
    public void End() => _events.Writer.TryComplete();

    /// <summary>Whether something was lost since this was asked before: what was told of changes has to be told as a whole.</summary>
    public bool TakeLost() => Interlocked.Exchange(ref _hasLost, 0) == 1;

    /// <summary>An event as it is written: JSON has no line breaks.</summary>
    public static byte[] EventOf(string name, string json) => Encoding.UTF8.GetBytes($"event: {name}\ndata: {json}\n\n");
}
