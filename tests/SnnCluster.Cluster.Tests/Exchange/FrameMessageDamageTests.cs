using CsCheck;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Engine.Rewiring;

namespace SnnCluster.Cluster.Tests.Exchange;

/// <summary>Bytes that are no message of the run are refused with a typed exception, and nothing of them is shown.</summary>
public sealed class FrameMessageDamageTests
{
    [Fact]
    public void Arbitrary_bytes_are_refused() =>
        Gen.Select(TestFrames.Layouts, Gen.Byte.Array[0, 200]).Sample((layout, bytes) =>
        {
            SpikeBoard[] boards = TestFrames.Boards(layout);
            Assert.Throws<FrameFormatException>(() => new FrameMessageCodec(layout, boards).Decode(FrameRoute.OfAll(layout, 0), bytes));
            Assert.All(boards, board => Assert.Equal(0, board.Published));
        });

    [Fact]
    public void Truncated_and_prolonged_messages_show_nothing_and_the_right_one_is_taken_after_them() =>
        Gen.Select(TestFrames.Layouts, Gen.Int, Gen.Double[0, 1]).Sample((layout, seed, part) =>
        {
            byte[] message = MessageOf(layout, seed, out SpikeBoard[] sent);
            SpikeBoard[] received = TestFrames.Boards(layout);
            var decoder = new FrameMessageCodec(layout, received);
            byte[] truncated = message[..(int)(part * (message.Length - 1))];
            Assert.Throws<FrameFormatException>(() => decoder.Decode(FrameRoute.OfAll(layout, 0), truncated));
            Assert.Throws<FrameFormatException>(() => decoder.Decode(FrameRoute.OfAll(layout, 0), [.. message, 0]));
            Assert.All(received, board => Assert.Equal(0, board.Published));
            decoder.Decode(FrameRoute.OfAll(layout, 0), message);
            foreach (int partition in layout.PartitionsOf(0))
            {
                Assert.Equal(1, received[partition].Published);
                Assert.Equal(sent[partition].Frame(0), received[partition].Frame(0));
            }
        });

    [Fact]
    public void Mutated_messages_are_refused_or_give_frames_of_the_layout() =>
        Gen.Select(TestFrames.Layouts, Gen.Int, Gen.Select(Gen.Double[0, 1], Gen.Byte).Array[1, 5]).Sample(
            (layout, seed, changes) =>
            {
                byte[] message = MessageOf(layout, seed, out _);
                foreach ((double where, byte value) in changes)
                {
                    message[(int)(where * (message.Length - 1))] = value;
                }

                SpikeBoard[] received = TestFrames.Boards(layout);
                try
                {
                    new FrameMessageCodec(layout, received).Decode(FrameRoute.OfAll(layout, 0), message);
                }
                catch (FrameFormatException)
                {
                    Assert.All(received, board => Assert.Equal(0, board.Published));
                    return;
                }

                Assert.All(layout.PartitionsOf(0), partition => AssertInLayout(layout, received[partition], partition));
            });

    [Fact]
    public void Messages_of_another_run_or_version_are_refused() =>
        Gen.Select(TestFrames.Layouts, Gen.Int).Sample((layout, seed) =>
        {
            byte[] message = MessageOf(layout, seed, out _);
            ExchangeLayout other = layout with { RunTag = layout.RunTag + 1 };
            AssertRefused(other, message, "another run");
            byte[] newer = [.. message];
            newer[3]++;
            byte[] offer = [.. message[..16], 0, 0, 0];
            "SNO1"u8.CopyTo(offer);
            AssertRefused(layout with { Schedule = layout.Schedule with { Wiring = null } }, offer, "no frame message of this version");
            AssertRefused(layout, newer, "no frame message of this version");
        });

    [Theory]
    [InlineData(-1L, "of frame -1")]
    [InlineData(long.MinValue, "of frame")]
    [InlineData(ExchangeSchedule.FramesInFlight, "frame 8 of partition 0 came where at most 7 can")]
    [InlineData(long.MaxValue, "came where at most 7 can")]
    public void Intervals_that_cannot_come_are_refused(long interval, string reason)
    {
        ExchangeLayout layout = TestFrames.Layout(ExchangeScheduleTests.ScheduleOf(10), [100, 200], [0, 0, 1], [0.3, 0.6], 7);
        byte[] message = MessageOf(layout, 1, out _);
        BitConverter.TryWriteBytes(message.AsSpan(8), interval);
        AssertRefused(layout, message, reason);
    }

    [Fact]
    public void Bits_of_partitions_that_there_are_not_and_of_partitions_without_spikes_are_refused()
    {
        ExchangeLayout layout = TestFrames.Layout(ExchangeScheduleTests.ScheduleOf(1), [100], [0, 0, 1], [0.3, 0.6], 7);
        byte[] header = [.. "SNM2"u8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        AssertRefused(layout, header, "a frame message of 16 bytes ends before it says which of 2 partitions spiked");
        AssertRefused(layout, [.. header, 4], "a frame message says of more than 2 partitions that they spiked");
        AssertRefused(layout, [.. header, 2, 0], "a frame message says that partition 1 spiked, and has no spike of it");
        AssertRefused(layout, [.. header, 2], "the bytes end at 0, within the number at byte 0");
        AssertRefused(layout, [.. header, 0, 0], "a frame message of 18 bytes has only 17 of content");
    }

    [Fact]
    public void An_offer_that_claims_more_numbers_than_it_has_bytes_is_refused()
    {
        ExchangeLayout layout = TestFrames.Layout(
            ExchangeScheduleTests.ScheduleOf(10) with { Wiring = WiringSchedule.Every(1) }, [100, 200], [0, 1], [0.3], 7);
        byte[] message = [.. "SNO1"u8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 1, 2];
        AssertRefused(layout, message, "an offer of 4294967295 numbers has 2 bytes");
    }

    private static byte[] MessageOf(ExchangeLayout layout, int seed, out SpikeBoard[] boards)
    {
        boards = TestFrames.Boards(layout);
        TestFrames.Publish(layout, boards, 0, new Random(seed));
        return new FrameMessageCodec(layout, boards).Encode(FrameRoute.OfAll(layout, 0), 0).ToArray();
    }

    private static void AssertRefused(ExchangeLayout layout, byte[] message, string reason)
    {
        SpikeBoard[] boards = TestFrames.Boards(layout);
        var codec = new FrameMessageCodec(layout, boards);
        Assert.Contains(
            reason, Assert.Throws<FrameFormatException>(() => codec.Decode(FrameRoute.OfAll(layout, 0), message)).Message, StringComparison.Ordinal);
        Assert.All(boards, board => Assert.Equal(0, board.Published));
    }

    // Whatever interval it claims to be, a frame holds ascending ids of the partition's slices.
    private static void AssertInLayout(ExchangeLayout layout, SpikeBoard board, int partition)
    {
        for (long interval = 0; interval < board.Published; interval++)
        {
            ReadOnlySpan<int> frame = board.Frame(interval).Span;
            if (board.IsOffer(interval))
            {
                Assert.NotNull(layout.Schedule.Wiring);
                Assert.Equal(frame.Length - 1, frame[0]);
                continue;
            }

            for (int list = 0; list < layout.Schedule.IntervalSteps * layout.Slices[partition].Count; list++)
            {
                int[] ids = frame.Slice(1, frame[0]).ToArray();
                Assert.All(ids, id => Assert.True(layout.Slices[partition][list % layout.Slices[partition].Count].Contains(id)));
                Assert.Equal(ids.Distinct().Order(), ids);
                frame = frame[(1 + ids.Length)..];
            }

            Assert.True(frame.IsEmpty);
        }
    }
}
