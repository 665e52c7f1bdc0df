using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Transport;

namespace SnnCluster.Cluster.Tests.Transport;

/// <summary>Once the buffers have grown, a message costs no garbage.</summary>
public class DirectAllocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_message_allocates_nothing(int peers)
    {
        var inner = new List<DirectConnection>();
        var outer = new List<DirectTransport>();
        var outerSink = new Counter();
        for (int peer = 0; peer < peers; peer++)
        {
            (DirectConnection zero, DirectConnection one) = await DirectPair.ConnectAsync();
            inner.Add(new DirectConnection(peer, zero.Socket, null));
            outer.Add(new DirectTransport([one], outerSink));
        }

        var sink = new Counter();
        using var transport = new DirectTransport(inner, sink);
        byte[] message = new byte[200_000];

        // There and back on one thread: its allocations are all there are. A wait of a moment reaches the system's waiting.
        void Round()
        {
            foreach (DirectTransport other in outer)
            {
                transport.Poll(TimeSpan.FromMicroseconds(100));
                Pass(other, 0, message, transport, sink);
                Pass(other, 0, [], transport, sink);
            }

            for (int peer = 0; peer < peers; peer++)
            {
                Pass(transport, peer, message.AsSpan(0, 64), outer[peer], outerSink);
                Pass(transport, peer, message, outer[peer], outerSink);
            }
        }

        for (int i = 0; i < 20; i++)
        {
            Round();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
        {
            Round();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        outer.ForEach(other => other.Dispose());
    }

    private static void Pass(DirectTransport from, int peer, ReadOnlySpan<byte> message, DirectTransport to, Counter sink)
    {
        int awaited = sink.Messages + 1;
        from.Send(peer, message);
        while (sink.Messages < awaited)
        {
            to.Poll(Timeout.InfiniteTimeSpan);
        }
    }

    private sealed class Counter : IFrameSink
    {
        public int Messages { get; private set; }

        public void Accept(int peer, ReadOnlySpan<byte> message) => Messages++;
    }
}
