using System.Diagnostics;
using System.Net.Sockets;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Engine.Partitions;

namespace SnnCluster.Cluster.Costs;

/// <summary>
/// One of two nodes that exchange frames by turns, on the thread that calls it: as a partition's thread does in a run.
/// </summary>
internal sealed class FramePlayer : IFrameSink, IDisposable
{
    /// <summary>Bytes of a message without a spike: its header and one list.</summary>
    public const int EmptyBytes = 17;

    private static readonly TimeSpan AliveInterval = TimeSpan.FromSeconds(1);

    private readonly FrameExchange _exchange;
    private readonly Socket _alive;
    private readonly int _node;
    private PaddedTransport? _transport;
    private long _interval;

    /// <param name="node">0 for the node that begins, 1 for the one that answers.</param>
    /// <param name="alive">The bare connection, which ends with the other process.</param>
    public FramePlayer(int node, Socket alive)
    {
        _alive = alive;
        _node = node;
        _exchange = new FrameExchange(
            new ExchangeLayout(0, new ExchangeSchedule(1, 1), [0, 1], [[new Slice(0, 8)], [new Slice(8, 16)]]), node);
    }

    /// <summary>Gives the means to reach the other node, before the first round.</summary>
    public void Connect(ISpikeTransport transport) => _exchange.Connect(_transport = new PaddedTransport(transport));

    /// <summary>Times of round trips [us] of the node that begins.</summary>
    public double[] Lead(int bytes, int repetitions)
    {
        var times = new double[repetitions];
        _transport!.Padding = bytes - EmptyBytes;
        for (int i = -CostLimits.LeadIn; i < repetitions; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Publish();
            Await(_interval);
            if (i >= 0)
            {
                times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }
        }

        return times;
    }

    /// <summary>Answers as many round trips.</summary>
    public void Follow(int bytes, int repetitions)
    {
        _transport!.Padding = bytes - EmptyBytes;
        for (int i = -CostLimits.LeadIn; i < repetitions; i++)
        {
            Await(_interval + 1);
            Publish();
        }
    }

    /// <inheritdoc/>
    public void Accept(int peer, ReadOnlySpan<byte> message) => _exchange.Accept(peer, message[..EmptyBytes]);

    /// <inheritdoc/>
    public void Dispose() => _exchange.Dispose();

    private void Publish()
    {
        SpikeBoard board = _exchange.Boards[_node];
        board.Begin(_interval);
        board.Append([]);
        _exchange.Publish(_node, _interval);
        _interval++;
    }

    private void Await(long intervals)
    {
        for (int i = 0; i < CostLimits.Answer / AliveInterval; i++)
        {
            if (_exchange.WaitForOthers(intervals, AliveInterval))
            {
                return;
            }

            // Nothing is due on this connection: what can be read is its end.
            if (_alive.Poll(0, SelectMode.SelectRead) && _alive.Available == 0)
            {
                throw new EndOfStreamException("the other process went away");
            }
        }

        throw new TimeoutException($"no answer came within {CostLimits.Answer.TotalSeconds:0} s");
    }
}
