using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Transport;

namespace SnnCluster.Cluster.Tests.Transport;

/// <summary>A connection that ends, breaks or brings nonsense costs its own node and no other.</summary>
public class DirectFailureTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_closed_connection_is_reported_by_Poll_and_Send_again_and_again(bool encrypted)
    {
        (DirectConnection zero, DirectConnection one) = await DirectPair.ConnectAsync(encrypted);
        var lost = new List<PeerLostException>();
        using var transport = new DirectTransport([zero], new Inbox(), null, lost.Add);
        one.Dispose();
        for (int i = 0; i < 2; i++)
        {
            PeerLostException exception = Assert.Throws<PeerLostException>(() => PollUntilItThrows(transport));
            Assert.Equal(1, exception.Peer);
            Assert.Contains("node 1", exception.Message);
            Assert.Contains("the connection was closed", exception.Reason);
            Assert.Equal(exception.Reason, Assert.Throws<PeerLostException>(() => transport.Send(1, [1])).Reason);
        }

        Assert.Single(lost);
    }

    [Fact]
    public async Task A_reset_connection_is_reported_by_Send_alone()
    {
        (DirectConnection zero, DirectConnection one) = await DirectPair.ConnectAsync();
        using var transport = new DirectTransport([zero], new Inbox());
        Reset(one);
        PeerLostException exception = Assert.Throws<PeerLostException>(() => SendUntilItThrows(transport));
        Assert.Equal(1, exception.Peer);
        Assert.IsType<SocketException>(exception.InnerException);
        Assert.Throws<PeerLostException>(() => transport.Poll(TimeSpan.Zero));
    }

    [Fact]
    public async Task A_reset_ends_a_poll_that_waits()
    {
        (DirectConnection zero, DirectConnection one) = await DirectPair.ConnectAsync();
        using var transport = new DirectTransport([zero], new Inbox());
        Task polling = DirectPair.OnThread(() => transport.Poll(Timeout.InfiniteTimeSpan));
        Reset(one);
        await Assert.ThrowsAsync<PeerLostException>(() => polling.WaitAsync(DirectPair.Limit));
    }

    [Fact]
    public async Task The_end_of_the_bytes_within_a_message_is_told_from_a_closed_connection()
    {
        (DirectConnection zero, DirectConnection one) = await DirectPair.ConnectAsync();
        using var transport = new DirectTransport([zero], new Inbox());
        one.Socket.Send([100, 0, 0, 0, 1, 2, 3]);
        one.Dispose();
        PeerLostException exception = Assert.Throws<PeerLostException>(() => PollUntilItThrows(transport));
        Assert.Contains("in the middle of a message, of which 7 bytes had come", exception.Reason);
    }

    [Fact]
    public async Task A_lost_node_does_not_disturb_the_others_and_what_it_sent_before_is_handed_over()
    {
        (DirectConnection zero, DirectConnection one) = await DirectPair.ConnectAsync();
        (DirectConnection zeroToo, DirectConnection two) = await DirectPair.ConnectAsync();
        var inbox = new Inbox();
        var other = new Inbox();
        using var transport = new DirectTransport([zero, new DirectConnection(2, zeroToo.Socket, null)], inbox);
        using var transportTwo = new DirectTransport([two], other);
        one.Socket.Send([1, 0, 0, 0, 42]);
        one.Dispose();
        Assert.Equal(1, Assert.Throws<PeerLostException>(() => PollUntilItThrows(transport)).Peer);
        Assert.Equal([Inbox.Hash([42])], inbox.From(1));

        transport.Send(2, [5]);
        other.Await(transportTwo, 1);
        transportTwo.Send(0, [6, 7]);
        long start = Stopwatch.GetTimestamp();
        while (inbox.From(2).Length == 0 && Stopwatch.GetElapsedTime(start) < DirectPair.Limit)
        {
            Assert.Equal(1, Assert.Throws<PeerLostException>(() => transport.Poll(TimeSpan.FromMilliseconds(1))).Peer);
        }

        Assert.Equal([Inbox.Hash([6, 7])], inbox.From(2));
    }

    [Theory]
    [InlineData(1001)]
    [InlineData(-1)]
    public async Task An_announced_length_over_the_limit_is_refused_before_anything_is_allocated(int length)
    {
        (DirectConnection zero, DirectConnection one) = await DirectPair.ConnectAsync();
        using var transport = new DirectTransport([zero], new Inbox(), new DirectTransportOptions { MaxMessageBytes = 1000 });
        var header = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(header, length);
        one.Socket.Send(header);
        PeerLostException exception = Assert.Throws<PeerLostException>(() => PollUntilItThrows(transport));
        Assert.IsType<FrameFormatException>(exception.InnerException);
        Assert.Contains($"announced a message of {(uint)length} bytes; no more than 1000 are allowed", exception.Reason);

        // The other side is told by the end of its connection.
        Assert.Equal(0, one.Socket.Receive(new byte[1]));
        one.Dispose();
    }

    [Fact]
    public async Task The_limit_holds_for_sending_and_a_message_of_just_that_length_arrives()
    {
        (DirectConnection zero, DirectConnection one) = await DirectPair.ConnectAsync();
        var options = new DirectTransportOptions { MaxMessageBytes = 100_000 };
        var inbox = new Inbox();
        using var transport = new DirectTransport([zero], new Inbox(), options);
        using var receiver = new DirectTransport([one], inbox, options);
        var message = new byte[100_001];
        Assert.Throws<ArgumentOutOfRangeException>(() => transport.Send(1, message));
        Assert.Throws<ArgumentOutOfRangeException>(() => transport.Send(7, []));
        transport.Send(1, message.AsSpan(1));
        inbox.Await(receiver, 1);
        Assert.Equal([Inbox.Hash(message.AsSpan(1))], inbox.From(0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_sink_throws_costs_the_node_that_sent_it(bool encrypted)
    {
        (DirectConnection zero, DirectConnection one) = await DirectPair.ConnectAsync(encrypted);
        using var transport = new DirectTransport([zero], new Fussy());
        using var sender = new DirectTransport([one], new Inbox());
        sender.Send(0, [1]);
        PeerLostException exception = Assert.Throws<PeerLostException>(() => PollUntilItThrows(transport));
        Assert.Contains("no frame", exception.Reason);
        Assert.IsType<FrameFormatException>(exception.InnerException);
    }

    [Fact]
    public async Task A_node_that_takes_nothing_is_lost_after_the_limit()
    {
        (DirectConnection zero, DirectConnection one) = await DirectPair.ConnectAsync();
        using (one)
        {
            var options = new DirectTransportOptions { StallLimit = TimeSpan.FromMilliseconds(20) };
            using var transport = new DirectTransport([zero], new Inbox(), options);
            PeerLostException exception =
                Assert.Throws<PeerLostException>(() => transport.Send(1, new byte[32 << 20]));
            Assert.Contains("has taken nothing for 0.02 s", exception.Reason);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Closing_the_transport_ends_a_send_that_waits_and_loses_nobody(bool encrypted)
    {
        (DirectConnection zero, DirectConnection one) = await DirectPair.ConnectAsync(encrypted);
        using (one)
        {
            var lost = new List<PeerLostException>();
            var transport = new DirectTransport([zero], new Inbox(), null, lost.Add);
            Task sending = DirectPair.OnThread(() =>
            {
                while (true)
                {
                    transport.Send(1, new byte[1 << 20]);
                }
            });
            transport.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => sending.WaitAsync(DirectPair.Limit));
            Assert.Throws<ObjectDisposedException>(() => transport.Poll(TimeSpan.Zero));
            Assert.Empty(lost);
        }
    }

    private static void PollUntilItThrows(DirectTransport transport)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < DirectPair.Limit)
        {
            transport.Poll(TimeSpan.FromMilliseconds(1));
            Thread.Yield();
        }
    }

    private static void SendUntilItThrows(DirectTransport transport)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < DirectPair.Limit)
        {
            transport.Send(1, new byte[1000]);
        }
    }

    private static void Reset(DirectConnection connection)
    {
        connection.Socket.LingerState = new LingerOption(true, 0);
        connection.Socket.Dispose();
    }

    private sealed class Fussy : IFrameSink
    {
        public void Accept(int peer, ReadOnlySpan<byte> message) => throw new FrameFormatException("this is no frame");
    }
}
