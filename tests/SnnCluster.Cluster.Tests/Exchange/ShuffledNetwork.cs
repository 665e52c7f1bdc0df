using SnnCluster.Cluster.Exchange;

namespace SnnCluster.Cluster.Tests.Exchange;

/// <summary>
/// A network in memory that is as bad as one may be: each message is delivered after some polls, out of order, and
/// sometimes twice. Its randomness is seeded, so that what it does can be repeated.
/// </summary>
internal sealed class ShuffledNetwork(int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<(int From, int To, byte[] Bytes, int Delay)> _messages = [];
    private readonly Dictionary<int, IFrameSink> _sinks = [];

    public int Repeats { get; private set; }

    public int Overtakings { get; private set; }

    /// <summary>Connects a node, where there are others.</summary>
    public void Connect(FrameExchange exchange)
    {
        if (exchange.Peers.Count == 0)
        {
            return;
        }

        _sinks[exchange.Node] = exchange;
        exchange.Connect(new Link(this, exchange.Node));
    }

    private void Send(int from, int to, byte[] bytes)
    {
        _messages.Add((from, to, bytes, _random.Next(6)));
        if (_random.Next(4) == 0)
        {
            Repeats++;
            _messages.Add((from, to, bytes, _random.Next(30)));
        }
    }

    private bool Deliver(int to)
    {
        bool came = false;
        for (int i = 0; i < _messages.Count; i++)
        {
            (int from, int receiver, byte[] bytes, int delay) = _messages[i];
            if (receiver != to)
            {
                continue;
            }

            if (delay > 0)
            {
                _messages[i] = (from, receiver, bytes, delay - 1);
                continue;
            }

            Overtakings += _messages.Take(i).Any(other => other.From == from && other.To == to) ? 1 : 0;
            _messages.RemoveAt(i--);
            _sinks[to].Accept(from, bytes);
            came = true;
        }

        return came;
    }

    private sealed class Link(ShuffledNetwork network, int node) : ISpikeTransport
    {
        public string Name => "shuffled";

        public bool IsPolled => true;

        public void Send(int peer, ReadOnlySpan<byte> message) => network.Send(node, peer, message.ToArray());

        public bool Poll(TimeSpan wait) => network.Deliver(node);

        public void Dispose()
        {
        }
    }
}
