using CsCheck;
using SnnCluster.Cluster.Exchange;

namespace SnnCluster.Cluster.Tests.Exchange;

public sealed class FrameMessageCodecTests
{
    [Fact]
    public void Decoding_is_the_inverse_of_encoding() =>
        Gen.Select(TestFrames.Layouts, Gen.Int, Gen.Int[1, 20]).Sample((layout, seed, intervals) =>
        {
            var random = new Random(seed);
            SpikeBoard[] sent = TestFrames.Boards(layout);
            SpikeBoard[] received = TestFrames.Boards(layout);
            var encoder = new FrameMessageCodec(layout, sent);
            var decoder = new FrameMessageCodec(layout, received);
            for (long interval = 0; interval < intervals; interval++)
            {
                TestFrames.Publish(layout, sent, interval, random);
                for (int node = 0; node < layout.Nodes; node++)
                {
                    ReadOnlySpan<byte> message = encoder.Encode(FrameRoute.OfAll(layout, node), interval);
                    Assert.Equal(interval, FrameMessageCodec.NumberOf(message));
                    decoder.Decode(FrameRoute.OfAll(layout, node), message);
                }

                AssertSame(sent, received, interval);
            }
        });

    [Fact]
    public void Messages_in_any_order_and_with_repeats_give_the_same_frames() =>
        Gen.Select(TestFrames.Layouts, Gen.Int).Sample((layout, seed) =>
        {
            // As many as can be in flight, each three times.
            const int Intervals = ExchangeSchedule.FramesInFlight;
            var random = new Random(seed);
            SpikeBoard[] sent = TestFrames.Boards(layout);
            SpikeBoard[] received = TestFrames.Boards(layout);
            var encoder = new FrameMessageCodec(layout, sent);
            var decoder = new FrameMessageCodec(layout, received);
            var messages = new List<(int Node, byte[] Bytes)>();
            for (long interval = 0; interval < Intervals; interval++)
            {
                TestFrames.Publish(layout, sent, interval, random);
                for (int node = 0; node < layout.Nodes; node++)
                {
                    byte[] bytes = encoder.Encode(FrameRoute.OfAll(layout, node), interval).ToArray();
                    messages.AddRange([(node, bytes), (node, bytes), (node, bytes)]);
                    Assert.Equal(bytes, encoder.EncodeAgain(FrameRoute.OfAll(layout, node), interval));
                }
            }

            (int Node, byte[] Bytes)[] order = [.. messages];
            random.Shuffle(order);
            foreach ((int node, byte[] bytes) in order)
            {
                decoder.Decode(FrameRoute.OfAll(layout, node), bytes);
            }

            for (long interval = 0; interval < Intervals; interval++)
            {
                AssertSame(sent, received, interval);
            }
        });

    [Fact]
    public void A_repeat_changes_nothing_after_its_slot_has_gone_to_another_interval() =>
        Gen.Select(TestFrames.Layouts, Gen.Int).Sample((layout, seed) =>
        {
            var random = new Random(seed);
            SpikeBoard[] sent = TestFrames.Boards(layout);
            SpikeBoard[] received = TestFrames.Boards(layout);
            var encoder = new FrameMessageCodec(layout, sent);
            var decoder = new FrameMessageCodec(layout, received);
            var early = new List<byte[]>();
            for (long interval = 0; interval < 2 * ExchangeSchedule.FramesInFlight; interval++)
            {
                TestFrames.Publish(layout, sent, interval, random);
                byte[] message = encoder.Encode(FrameRoute.OfAll(layout, 0), interval).ToArray();
                early.Add(message);
                decoder.Decode(FrameRoute.OfAll(layout, 0), message);
            }

            early.ForEach(message => decoder.Decode(FrameRoute.OfAll(layout, 0), message));
            foreach (int partition in layout.PartitionsOf(0))
            {
                Assert.Equal(early.Count, received[partition].Published);
                Assert.Equal(sent[partition].Frame(early.Count - 1), received[partition].Frame(early.Count - 1));
                Assert.Equal(sent[partition].Frame(early.Count - 8), received[partition].Frame(early.Count - 8));
            }
        });

    [Fact]
    public void Nothing_is_allocated_once_buffers_have_grown()
    {
        ExchangeLayout layout = TestFrames.Layout(ExchangeScheduleTests.ScheduleOf(10), [100, 200], [0, 0, 1], [0.3, 0.6], 7);
        SpikeBoard[] sent = TestFrames.Boards(layout);
        SpikeBoard[] received = TestFrames.Boards(layout);
        var encoder = new FrameMessageCodec(layout, sent);
        var decoder = new FrameMessageCodec(layout, received);
        FrameRoute route = FrameRoute.OfAll(layout, 0);
        long before = 0;
        for (long interval = 0; interval < 200; interval++)
        {
            // The same spikes in each interval: buffers have grown when each slot has had them.
            TestFrames.Publish(layout, sent, interval, new Random(1));
            long began = GC.GetAllocatedBytesForCurrentThread();
            decoder.Decode(route, encoder.Encode(route, interval));
            before += interval < 100 ? 0 : GC.GetAllocatedBytesForCurrentThread() - began;
        }

        Assert.Equal(0, before);
    }

    [Fact]
    public void A_partition_without_spikes_is_a_bit()
    {
        ExchangeLayout layout = TestFrames.Layout(ExchangeScheduleTests.ScheduleOf(10), [100, 200], [.. Enumerable.Repeat(0, 9)], [.. Enumerable.Range(1, 8).Select(i => i / 9.0)], 7);
        SpikeBoard[] sent = TestFrames.Boards(layout);
        SpikeBoard[] received = TestFrames.Boards(layout);
        foreach (SpikeBoard board in sent)
        {
            board.Begin(0);
            board.AppendEmpty(2 * layout.Schedule.IntervalSteps);
            board.Publish(0);
        }

        FrameRoute route = FrameRoute.OfAll(layout, 0);
        byte[] message = new FrameMessageCodec(layout, sent).Encode(route, 0).ToArray();
        Assert.Equal(16 + 2, message.Length);
        new FrameMessageCodec(layout, received).Decode(route, message);
        AssertSame(sent, received, 0);

        // What is only waited for has not even that.
        Assert.Equal(16, new FrameMessageCodec(layout, sent).Encode(new FrameRoute(0, [], [2, 5]), 0).Length);
    }

    private static void AssertSame(SpikeBoard[] sent, SpikeBoard[] received, long interval) =>
        Assert.All(sent.Zip(received), pair =>
        {
            Assert.True(pair.Second.Published > interval);
            Assert.Equal(pair.First.Frame(interval), pair.Second.Frame(interval));
        });
}
