using SnnCluster.Cluster.Exchange;

namespace SnnCluster.Faults.World;

/// <summary>
/// A connection of its own to each other node: messages come in order and each once, or the other node is lost. A process
/// that is killed may close its connections, or vanish with its machine.
/// </summary>
internal sealed class DirectLinks : ISpikeTransport
{
    private readonly SimNodeRun _run;
    private readonly IFrameSink _sink;
    private readonly Dictionary<int, Queue<(long Time, byte[] Bytes)>> _came = [];
    private readonly HashSet<int> _closed = [];
    private bool _isDisposed;

    public DirectLinks(SimNodeRun run, FrameExchange exchange)
    {
        _run = run;
        _sink = exchange;
        foreach (int peer in exchange.Peers)
        {
            _came[peer] = new Queue<(long, byte[])>();
        }

        run.World.Direct.Add(run, this);
        run.Process!.Killed += () => CloseTo(run.World.Scheduler.Chance(0.5) ? run.World.Scheduler.Even(100, 20_000) : null);
    }

    public string Name => "direct";

    public bool IsPolled => true;

    public void Send(int peer, ReadOnlySpan<byte> message)
    {
        if (_closed.Contains(peer))
        {
            throw new PeerLostException(peer, "the connection was closed");
        }

        byte[] bytes = message.ToArray();
        long time = _run.World.Scheduler.Now + _run.World.Scheduler.Even(30, _run.World.Schedule.LatencyMost);
        SimNodeRun? other = _run.PeerOf(peer);

        // Messages to one that has not opened its end yet wait there.
        if (other is not null)
        {
            _run.World.Direct.Deliver(other, _run.Number, time, bytes);
        }
    }

    public bool Poll(TimeSpan wait)
    {
        bool came = false;
        foreach ((int peer, Queue<(long Time, byte[] Bytes)> queue) in _came)
        {
            while (queue.TryPeek(out (long Time, byte[] Bytes) next) && next.Time <= _run.World.Scheduler.Now
                && Reaches(peer))
            {
                queue.Dequeue();
                _sink.Accept(peer, next.Bytes);
                came = true;
            }

            if (_closed.Contains(peer) && queue.Count == 0)
            {
                throw new PeerLostException(peer, "the connection was closed");
            }
        }

        return came;
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            CloseTo(_run.World.Scheduler.Even(100, 5000));
        }
    }

    public void Take(int peer, long time, byte[] bytes) => _came[peer].Enqueue((time, bytes));

    public void Close(int peer) => _closed.Add(peer);

    private bool Reaches(int peer) =>
        _run.PeerOf(peer)?.Process is not Process other || _run.World.Network.Connects(_run.Process!, other);

    private void CloseTo(long? delay)
    {
        if (delay is not long time)
        {
            return;
        }

        foreach (int peer in _came.Keys)
        {
            if (_run.PeerOf(peer) is SimNodeRun other)
            {
                _run.World.Scheduler.After(time, () => _run.World.Direct.Close(other, _run.Number));
            }
        }
    }
}

/// <summary>Both ends of all direct connections.</summary>
internal sealed class DirectEnds
{
    private readonly Dictionary<SimNodeRun, DirectLinks> _links = [];
    private readonly Dictionary<SimNodeRun, List<(int Peer, long Time, byte[]? Bytes)>> _early = [];

    public void Add(SimNodeRun run, DirectLinks links)
    {
        _links[run] = links;
        if (_early.Remove(run, out List<(int Peer, long Time, byte[]? Bytes)>? early))
        {
            foreach ((int peer, long time, byte[]? bytes) in early)
            {
                if (bytes is null)
                {
                    links.Close(peer);
                }
                else
                {
                    links.Take(peer, time, bytes);
                }
            }
        }
    }

    public void Deliver(SimNodeRun to, int peer, long time, byte[] bytes) => Pass(to, peer, time, bytes);

    public void Close(SimNodeRun to, int peer) => Pass(to, peer, 0, null);

    /// <summary>A connection breaks.</summary>
    public void Break(SimNodeRun a, SimNodeRun b)
    {
        if (_links.ContainsKey(a) && _links.ContainsKey(b))
        {
            Close(a, b.Number);
            Close(b, a.Number);
        }
    }

    private void Pass(SimNodeRun to, int peer, long time, byte[]? bytes)
    {
        if (!_links.TryGetValue(to, out DirectLinks? links))
        {
            if (!_early.TryGetValue(to, out List<(int, long, byte[]?)>? early))
            {
                _early[to] = early = [];
            }

            early.Add((peer, time, bytes));
        }
        else if (bytes is null)
        {
            links.Close(peer);
        }
        else
        {
            links.Take(peer, time, bytes);
        }
    }
}
