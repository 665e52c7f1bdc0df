using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace SnnCluster.Cluster.Exchange;

/// <summary>
/// The spike frames of one run as one node sees them: a board for each partition, its own and those of other nodes. Own
/// partitions publish and read without a lock or a message. The last of them to publish a frame sends a message to every node
/// that takes spikes of some of them, or whose spikes some of them take, with the frames that it takes (<see cref="SpikeSubscriptions"/>);
/// what comes from there is published on that partition's board.
/// </summary>
public sealed class FrameExchange : IFrameSink, IDisposable
{
    // So long a wait looks, giving the core away each time, before it sleeps [us]. Waking a thread on a core that has gone
    // idle takes far longer than a frame: with 50 us two partitions at scale 7 with a delay of 1 ms had a median
    // real-time factor of 0.333 (5 runs), with 1000 us of 0.285 (9 runs), beside 0.39 and 0.35 of one thread. Messages of
    // actors took 375 us for a round trip with 50 us, 350 us with 1000 us, and 430 us where waits slept at once.
    private const double LookMicroseconds = 1000;

    // Within a process, where both threads run, an answer is there within a tenth of a microsecond, and giving the core
    // away would cost more. A look at a transport is a call of the system: 32 of them before the first yield made a round
    // trip between busy processes 3.5 times as long.
    private const int LooksBeforeYield = 8;

    // The most frames that a node can have published and another can miss: 6 of intervals where the smallest delay is 3 steps, else 4, and one
    // of an offer.
    private const int MostMissing = 7;

    private static readonly long LookTicks = (long)(LookMicroseconds * 1e-6 * Stopwatch.Frequency);

    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(1);

    private readonly FrameMessageCodec _codec;
    private readonly SpikeBoard[] _all;
    private readonly SpikeBoard[] _ownBoards;
    private readonly int[] _own;
    private readonly int[] _pending;
    private readonly SpikeBoard[][] _neighbours;
    private SpikeSubscriptions _subscriptions;
    private SpikeBoard[] _foreign = [];
    private FrameRoute[] _routes = [];
    private long[] _bytesSent = [];
    private readonly object _sleep = new();
    private readonly Lock _polling = new();
    private ISpikeTransport? _transport;
    private int _sleepers;

    /// <summary>An exchange in which nothing has been published, and all partitions take the spikes of all.</summary>
    /// <param name="layout">Which partitions there are, and where.</param>
    /// <param name="node">Number of this node.</param>
    public FrameExchange(ExchangeLayout layout, int node)
    {
        Layout = layout;
        Node = node;
        _all = new SpikeBoard[layout.NodeOfPartition.Count];
        _codec = new FrameMessageCodec(layout, _all);
        _own = [.. layout.PartitionsOf(node)];
        _ownBoards = [.. _own.Select(partition => _all[partition] = new SpikeBoard())];
        _pending = [.. Enumerable.Repeat(_own.Length, ExchangeSchedule.FramesInFlight)];
        _neighbours = new SpikeBoard[_all.Length][];
        Subscribe(SpikeSubscriptions.Everyone(layout));
    }

    /// <summary>Which partitions there are, and where.</summary>
    public ExchangeLayout Layout { get; }

    /// <summary>Number of this node.</summary>
    public int Node { get; }

    /// <summary>The frames of each partition; null for those of other nodes that it has nothing to do with.</summary>
    public IReadOnlyList<SpikeBoard> Boards => _all;

    /// <summary>Bytes sent so far to the node that most were sent to.</summary>
    public long BytesSent => _bytesSent.Length == 0 ? 0 : _bytesSent.Max();

    /// <summary>Messages sent to each peer so far.</summary>
    public long MessagesSent { get; private set; }

    /// <summary>Numbers of the other nodes that it sends to and that send to it.</summary>
    public IReadOnlyList<int> Peers => _subscriptions.Peers;

    /// <summary>Says whose spikes the partitions take, before anything is published: at least those of this node, and those that take its spikes.</summary>
    [MemberNotNull(nameof(_subscriptions))]
    public void Subscribe(IEnumerable<SpikeTaker> takers)
    {
        _subscriptions = new SpikeSubscriptions(Layout, Node, takers);
        _routes = [.. Peers.Select(_subscriptions.To)];
        _bytesSent = new long[_routes.Length];
        var needed = _own.Concat(Peers.SelectMany(peer => _subscriptions.From(peer).Partitions)).ToHashSet();
        for (int partition = 0; partition < _all.Length; partition++)
        {
            _all[partition] = needed.Contains(partition) ? _all[partition] ?? new SpikeBoard() : null!;
        }

        _foreign = [.. Peers.SelectMany(peer => _subscriptions.From(peer).Partitions).Select(partition => _all[partition])];
        foreach (int partition in _own)
        {
            _neighbours[partition] = [.. _subscriptions.NeighboursOf(partition).Select(neighbour => _all[neighbour])];
        }
    }

    /// <summary>Whose spikes an own partition takes, ascending, itself not among them.</summary>
    public int[] TakenBy(int partition) => _subscriptions.TakenBy(partition);

    /// <summary>How many partitions an own one waits for, itself among them.</summary>
    public int WaitedForBy(int partition) => _neighbours[partition].Length;

    /// <summary>How many frames have come from a peer, of all partitions that it sends frames of.</summary>
    public long PublishedBy(int peer) => _subscriptions.From(peer).Partitions.Min(partition => _all[partition].Published);

    /// <summary>Gives the means to reach other nodes, before anything is published.</summary>
    public void Connect(ISpikeTransport transport) => _transport = transport;

    /// <summary>Makes a frame that an own partition has written visible to all others.</summary>
    /// <exception cref="PeerLostException">A node cannot be reached any more.</exception>
    public void Publish(int partition, long frame)
    {
        Boards[partition].Publish(frame);
        WakeSleepers();
        if (_routes.Length > 0 && Interlocked.Decrement(ref _pending[frame % _pending.Length]) == 0)
        {
            _pending[frame % _pending.Length] = _own.Length;
            Send(frame);
        }
    }

    /// <summary>
    /// Waits until all that an own partition waits for have published so many frames, or the time is over; with no time it looks once.
    /// </summary>
    /// <returns>Whether they have.</returns>
    /// <exception cref="PeerLostException">A node cannot be reached any more.</exception>
    public bool Wait(int partition, long frames, TimeSpan limit) => Wait(_neighbours[partition], frames, limit);

    /// <summary>How many frames all that an own partition waits for have published.</summary>
    public long PublishedFor(int partition) => LeastPublished(_neighbours[partition]);

    /// <summary>As <see cref="Wait(int, long, TimeSpan)"/>, for the partitions of other nodes alone.</summary>
    internal bool WaitForOthers(long frames, TimeSpan limit) => Wait(_foreign, frames, limit);

    /// <inheritdoc/>
    public void Accept(int peer, ReadOnlySpan<byte> message)
    {
        _codec.Decode(_subscriptions.From(peer), message);
        WakeSleepers();
    }

    /// <summary>
    /// Sends again what a node may have missed: the frames of all own partitions from a number on. A request that was
    /// answered meanwhile, or that comes before there are links, is passed over: whoever still misses something asks again.
    /// </summary>
    /// <param name="peer">The node.</param>
    /// <param name="from">The first frame that it misses.</param>
    public void SendAgain(int peer, long from)
    {
        // A node that still misses a frame keeps those whose frames it takes within seven of it: a request that is older was answered. The others of
        // this node may be further.
        long until = LeastPublished(_ownBoards);
        if (_transport is not ISpikeTransport transport || from < 0 || from < until - MostMissing)
        {
            return;
        }

        FrameRoute route = _subscriptions.To(peer);

        for (long frame = from; frame < until; frame++)
        {
            // Where the answer to an earlier request comes just now, partitions go on, and write over what is read here.
            if (!TryEncodeAgain(route, frame, out ReadOnlySpan<byte> message))
            {
                return;
            }

            transport.Send(peer, message);
        }
    }

    private bool TryEncodeAgain(FrameRoute route, long frame, out ReadOnlySpan<byte> message)
    {
        message = default;
        try
        {
            message = _codec.EncodeAgain(route, frame);
        }
        catch (Exception) when (!Holds(route, frame))
        {
            // What was read was no frame any more.
            return false;
        }

        return Holds(route, frame);
    }

    private bool Holds(FrameRoute route, long frame)
    {
        foreach (int partition in route.Frames)
        {
            if (!_all[partition].Holds(frame))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _transport?.Dispose();

    private static long LeastPublished(SpikeBoard[] boards)
    {
        long least = long.MaxValue;
        foreach (SpikeBoard board in boards)
        {
            least = Math.Min(least, board.Published);
        }

        return least;
    }

    private bool Wait(SpikeBoard[] boards, long frames, TimeSpan limit)
    {
        if (LeastPublished(boards) >= frames)
        {
            return true;
        }

        long began = Stopwatch.GetTimestamp();
        long end = began + (long)(limit.TotalSeconds * Stopwatch.Frequency);
        for (int round = 1; ; round++)
        {
            Fetch(TimeSpan.Zero);
            if (LeastPublished(boards) >= frames)
            {
                return true;
            }

            // Whoever has no time looks once, and the clock plays no part in what happens.
            if (limit <= TimeSpan.Zero)
            {
                return false;
            }

            if (_transport is null && round <= LooksBeforeYield)
            {
                Thread.SpinWait(1);
                continue;
            }

            if (Stopwatch.GetTimestamp() - began >= LookTicks)
            {
                break;
            }

            // Whoever is waited for may wait for this very core: two threads, or two processes, on one core took 2 us for
            // an interval by yielding at each look, and 9 us at each sixteenth.
            Thread.Yield();
        }

        while (Stopwatch.GetTimestamp() < end)
        {
            bool ownThere = boards == _foreign || LeastPublished(_ownBoards) >= frames;
            if (!ownThere || !Fetch(PollWait))
            {
                Sleep(boards, frames);
            }

            if (LeastPublished(boards) >= frames)
            {
                return true;
            }
        }

        return false;
    }

    private void Send(long frame)
    {
        for (int i = 0; i < _routes.Length; i++)
        {
            ReadOnlySpan<byte> message = _codec.Encode(_routes[i], frame);
            _transport!.Send(Peers[i], message);
            _bytesSent[i] += message.Length;
        }

        MessagesSent++;
    }

    // Whoever waits fetches for all: no thread of its own has to be woken first.
    private bool Fetch(TimeSpan wait)
    {
        if (_transport is not ISpikeTransport transport)
        {
            return false;
        }

        if (!transport.IsPolled)
        {
            transport.Poll(TimeSpan.Zero);
            return false;
        }

        if (!_polling.TryEnter())
        {
            return false;
        }

        try
        {
            transport.Poll(wait);
            return true;
        }
        finally
        {
            _polling.Exit();
        }
    }

    private void Sleep(SpikeBoard[] boards, long frames)
    {
        Interlocked.Increment(ref _sleepers);
        lock (_sleep)
        {
            if (LeastPublished(boards) < frames)
            {
                Monitor.Wait(_sleep, PollWait);
            }
        }

        Interlocked.Decrement(ref _sleepers);
    }

    // The fence stands between publishing and looking for sleepers, as the increment stands between announcing a sleeper
    // and its last look: one of the two sees the other.
    private void WakeSleepers()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _sleepers) > 0)
        {
            lock (_sleep)
            {
                Monitor.PulseAll(_sleep);
            }
        }
    }
}
