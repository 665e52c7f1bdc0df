using SnnCluster.Cluster.Exchange;
using SnnCluster.Engine.Partitions;

namespace SnnCluster.Cluster.Tests.Exchange;

/// <summary>Frames that are sent again, by a thread that those who write frames do not wait for.</summary>
public sealed class SendAgainTests
{
    // Two partitions on the node that sends, one on the other; one population; intervals of one step.
    private static readonly ExchangeLayout Layout =
        TestFrames.Layout(ExchangeScheduleTests.ScheduleOf(1), [4000], [0, 0, 1], [0.4, 0.8], tag: 7);

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(long.MinValue, 0)]
    [InlineData(0, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 7)]
    [InlineData(9, 1)]
    [InlineData(10, 0)]
    [InlineData(long.MaxValue, 0)]
    public void Only_what_can_be_missing_is_sent_again(long from, int sent)
    {
        using var exchange = new FrameExchange(Layout, node: 0);
        var transport = new Transport();
        exchange.Connect(transport);
        for (long interval = 0; interval < 10; interval++)
        {
            Publish(exchange, interval);
        }

        transport.Sent.Clear();
        exchange.SendAgain(1, from);
        Assert.Equal(Enumerable.Range(10 - sent, sent).Select(interval => Expected(interval)), transport.Sent);
    }

    [Fact]
    public void Before_there_are_links_nothing_is_sent()
    {
        using var exchange = new FrameExchange(Layout, node: 0);
        exchange.SendAgain(1, 0);
    }

    /// <summary>
    /// A node that misses a frame goes on as far as it can, and so do the others with what it sends: none gets so far that the
    /// frame is not sent again.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(40)]
    public void The_oldest_frame_that_can_be_missing_is_sent_again(int delay)
    {
        ExchangeSchedule schedule = ExchangeScheduleTests.ScheduleOf(delay);
        ExchangeLayout layout = TestFrames.Layout(schedule, [10], [0, 1], [0.5], tag: 7);
        for (long missing = 0; missing < 20; missing++)
        {
            using var exchange = new FrameExchange(layout, node: 0);
            var transport = new Transport();
            exchange.Connect(transport);
            long most = PublishedWith(schedule, PublishedWith(schedule, missing));
            for (long interval = 0; interval < most; interval++)
            {
                exchange.Boards[0].Begin(interval);
                for (int step = 0; step < schedule.IntervalSteps; step++)
                {
                    exchange.Boards[0].Append([0]);
                }

                exchange.Publish(0, interval);
            }

            transport.Sent.Clear();
            exchange.SendAgain(1, missing);
            Assert.Equal(most - missing, transport.Sent.Count);
        }
    }

    /// <summary>Requests that are late come while partitions publish as fast as they can: what is sent was published so.</summary>
    [Fact]
    public void What_is_sent_while_others_write_is_a_whole_frame()
    {
        const int Intervals = 2_000;
        using var exchange = new FrameExchange(Layout, node: 0);
        var transport = new Transport { OnlyOf = Environment.CurrentManagedThreadId };
        exchange.Connect(transport);
        var writer = new Thread(() =>
        {
            var random = new Random(1);
            for (long interval = 0; interval < Intervals; interval++)
            {
                Publish(exchange, interval);
                Thread.SpinWait(random.Next(5000));
            }
        });
        writer.Start();
        for (long there = 0; there < Intervals; there = exchange.Boards[0].Published)
        {
            exchange.SendAgain(1, there - 4);
        }

        writer.Join();
        exchange.SendAgain(1, Intervals - 1);
        Assert.NotEmpty(transport.Sent);
        Assert.All(transport.Sent, message => Assert.Equal(Expected(FrameMessageCodec.NumberOf(message)), message));
    }

    // How many intervals a node can publish that has so many of each other node.
    private static long PublishedWith(ExchangeSchedule schedule, long intervals)
    {
        int step = 0;
        while (schedule.IntervalsBefore(step) <= intervals)
        {
            step++;
        }

        return schedule.IntervalsAfter(step);
    }

    private static byte[] Expected(long interval)
    {
        SpikeBoard[] boards = TestFrames.Boards(Layout);
        for (int partition = 0; partition < 2; partition++)
        {
            Write(boards[partition], partition, interval);
            boards[partition].Publish(interval);
        }

        return new FrameMessageCodec(Layout, boards).Encode(FrameRoute.OfAll(Layout, 0), interval).ToArray();
    }

    private static void Publish(FrameExchange exchange, long interval)
    {
        for (int partition = 0; partition < 2; partition++)
        {
            Write(exchange.Boards[partition], partition, interval);
            exchange.Publish(partition, interval);
        }
    }

    // Each interval has spikes of its own, and as many as no other near it.
    private static void Write(SpikeBoard board, int partition, long interval)
    {
        Slice slice = Layout.Slices[partition][0];
        board.Begin(interval);
        board.Append([.. Enumerable.Range(slice.Begin, (int)((interval * 7919) % slice.Count))]);
    }

    private sealed class Transport : ISpikeTransport
    {
        /// <summary>The thread whose messages are kept; null for all.</summary>
        public int? OnlyOf { get; init; }

        public List<byte[]> Sent { get; } = [];

        public string Name => "test";

        public bool IsPolled => false;

        public void Send(int peer, ReadOnlySpan<byte> message)
        {
            if (OnlyOf is null || OnlyOf == Environment.CurrentManagedThreadId)
            {
                Sent.Add(message.ToArray());
            }
        }

        public bool Poll(TimeSpan wait) => false;

        public void Dispose()
        {
        }
    }
}
