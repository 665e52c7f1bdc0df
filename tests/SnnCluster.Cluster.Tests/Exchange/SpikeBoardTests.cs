using CsCheck;
using SnnCluster.Cluster.Exchange;

namespace SnnCluster.Cluster.Tests.Exchange;

public sealed class SpikeBoardTests
{
    private const int Slots = ExchangeSchedule.FramesInFlight;

    [Fact]
    public void An_empty_board_takes_the_first_intervals()
    {
        var board = new SpikeBoard();
        Assert.Equal(0, board.Published);
        Assert.All(Enumerable.Range(0, Slots), interval => Assert.True(board.Takes(interval)));
        Assert.False(board.Takes(Slots));
        Assert.False(board.Takes(-1));
    }

    [Fact]
    public void What_comes_early_shows_when_the_gap_is_filled()
    {
        var board = new SpikeBoard();
        Write(board, 2, [7]);
        Write(board, 1, [5]);
        Assert.Equal(0, board.Published);
        Assert.False(board.Takes(1));
        Assert.True(board.Takes(0));
        Write(board, 0, []);
        Assert.Equal(3, board.Published);
        Assert.Equal([0], board.Frame(0).ToArray());
        Assert.Equal([1, 5], board.Frame(1).ToArray());
        Assert.Equal([1, 7], board.Frame(2).ToArray());
    }

    [Fact]
    public void Frames_in_any_order_within_the_window_show_in_order() => Gen.Int[0, Slots - 1].Array[300].Sample(picks =>
    {
        var board = new SpikeBoard();
        var there = new HashSet<long>();
        foreach (int pick in picks)
        {
            long interval = board.Published + pick;
            Assert.Equal(!there.Contains(interval), board.Takes(interval));
            if (board.Takes(interval))
            {
                Write(board, interval, [.. Enumerable.Range(0, (int)(interval % 5)).Select(k => (int)(interval + k))]);
                there.Add(interval);
            }

            // Without a gap, and never less than that.
            Assert.All(Enumerable.Range(0, (int)board.Published), past => Assert.Contains(past, there));
            Assert.DoesNotContain(board.Published, there);
            for (long shown = Math.Max(0, board.Published - Slots); shown < board.Published; shown++)
            {
                // Unless its slot has gone to one that came early.
                Assert.True(there.Contains(shown + Slots) || board.Frame(shown).Span[0] == shown % 5);
            }
        }
    });

    [Fact]
    public void A_frame_grows_as_far_as_it_must()
    {
        var board = new SpikeBoard();
        int[] ids = [.. Enumerable.Range(0, 10_000)];
        board.Begin(0);
        board.Append([1, 2, 3]);
        board.Append(ids);
        board.Append([]);
        ids.CopyTo(board.Reserve(20_000));
        board.Take(ids.Length);
        board.Publish(0);
        Assert.Equal([3, 1, 2, 3, ids.Length, .. ids, 0, ids.Length, .. ids], board.Frame(0).ToArray());
    }

    [Fact]
    public void An_offer_comes_before_a_frame_that_is_being_written()
    {
        var board = new SpikeBoard();
        board.Begin(0);
        board.Append([1, 2]);
        board.Defer(0);
        board.Begin(0, isOffer: true);
        board.Append([-7, 8]);
        board.Publish(0);
        board.Resume(1);
        board.Append([3]);
        Assert.Equal(1, board.Published);
        board.Publish(1);
        Assert.Equal([2, -7, 8], board.Frame(0, isOffer: true).ToArray());
        Assert.Equal([2, 1, 2, 1, 3], board.Frame(1, isOffer: false).ToArray());
        Assert.Throws<FrameFormatException>(() => board.Frame(0, isOffer: false));
        Assert.Throws<FrameFormatException>(() => board.Frame(1, isOffer: true));
    }

    [Fact]
    public void A_frame_whose_slot_a_deferred_one_has_taken_is_not_held()
    {
        var board = new SpikeBoard();
        for (long frame = 0; frame < Slots; frame++)
        {
            Write(board, frame, [(int)frame]);
        }

        board.Begin(Slots);
        board.Append([1]);
        Assert.True(board.Holds(1));
        board.Defer(Slots);
        Assert.False(board.Holds(1));
        Assert.True(board.Holds(2));
        Assert.Equal([1, 2], board.Frame(2).ToArray());
    }

    private static void Write(SpikeBoard board, long interval, int[] ids)
    {
        board.Begin(interval);
        board.Append(ids);
        board.Publish(interval);
    }
}
