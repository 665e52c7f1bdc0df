using System.Runtime.InteropServices;

namespace SnnCluster.Cluster.Exchange;

/// <summary>
/// The frames of one partition that others may still read: a ring of slots in shared memory, written by one thread and
/// read by any number without a lock. Frames are numbered from 0. That of an interval holds, for each step of the interval and each population, the number of
/// spikes and their global ids; that of an offer its length and its numbers.
/// </summary>
public sealed class SpikeBoard
{
    // Numbers that a slot has room for once anything is written to it.
    private const int Room = 256;

    private readonly int[][] _slots;
    private readonly int[] _lengths;
    private readonly bool[] _areOffers;
    private readonly long[] _present;
    private Padded _published;
    private int _writing;
    private long _deferred = -1;

    /// <summary>An empty board.</summary>
    public SpikeBoard()
    {
        _slots = [.. Enumerable.Repeat(Array.Empty<int>(), ExchangeSchedule.FramesInFlight)];
        _lengths = new int[_slots.Length];
        _areOffers = new bool[_slots.Length];
        _present = [.. Enumerable.Repeat(-1L, _slots.Length)];
    }

    /// <summary>How many frames are there, from the first on without a gap.</summary>
    public long Published => Volatile.Read(ref _published.Value);

    /// <summary>Whether a frame would be new and has a slot.</summary>
    public bool Takes(long frame) =>
        frame >= Published && frame < Published + _slots.Length && _present[SlotOf(frame)] != frame;

    /// <summary>A frame; see <see cref="SpikeBoard"/>.</summary>
    public ReadOnlyMemory<int> Frame(long frame) => _slots[SlotOf(frame)].AsMemory(0, _lengths[SlotOf(frame)]);

    /// <summary>A frame of a kind.</summary>
    /// <exception cref="FrameFormatException">It is of the other kind: another node is not where this one is.</exception>
    public ReadOnlyMemory<int> Frame(long frame, bool isOffer) => IsOffer(frame) == isOffer
        ? Frame(frame)
        : throw new FrameFormatException($"frame {frame} is {(isOffer ? "no offer" : "an offer")}");

    /// <summary>Whether a frame is an offer.</summary>
    public bool IsOffer(long frame) => _areOffers[SlotOf(frame)];

    /// <summary>
    /// Whether a frame is there and its slot is not yet that of a later one. What was read of a frame by a
    /// thread that nobody waits for is that frame only if this is so when it has been read.
    /// </summary>
    public bool Holds(long frame)
    {
        // The slot is written anew once all frames before the next one of it are published.
        Interlocked.MemoryBarrier();
        long published = Published;
        return frame >= 0 && frame < published && published < frame + _slots.Length && frame > Volatile.Read(ref _deferred);
    }

    /// <summary>Starts writing a frame.</summary>
    public void Begin(long frame, bool isOffer = false)
    {
        _writing = SlotOf(frame);
        _lengths[_writing] = 0;
        _areOffers[_writing] = isOffer;
    }

    /// <summary>Gives the frame that is being written the next number, since an offer comes before it, and goes on with it there after <see cref="Resume"/>.</summary>
    public void Defer(long frame)
    {
        // The slot of the next number is taken before that number is published.
        Volatile.Write(ref _deferred, frame + 1 - _slots.Length);
        Interlocked.MemoryBarrier();
        (int from, int to) = (SlotOf(frame), SlotOf(frame + 1));
        (_slots[to], _slots[from]) = (_slots[from], _slots[to]);
        _lengths[to] = _lengths[from];
        _areOffers[to] = false;
    }

    /// <summary>Goes on writing a frame that was begun.</summary>
    public void Resume(long frame) => _writing = SlotOf(frame);

    /// <summary>Adds the spikes of the next population, or of the next step's first; or the numbers of an offer.</summary>
    public void Append(ReadOnlySpan<int> ids)
    {
        Span<int> free = Reserve(ids.Length);
        ids.CopyTo(free);
        Take(ids.Length);
    }

    /// <summary>Adds so many lists without a spike.</summary>
    public void AppendEmpty(int lists)
    {
        for (int list = 0; list < lists; list++)
        {
            Append([]);
        }
    }

    /// <summary>Numbers of the frame that is being written so far, those that say how many others follow included.</summary>
    public int Written => _lengths[_writing];

    /// <summary>Room for at most so many numbers of the next list; <see cref="Take"/> says how many there are.</summary>
    public Span<int> Reserve(int room)
    {
        int length = _lengths[_writing];
        int needed = length + 1 + room;
        if (needed > _slots[_writing].Length)
        {
            Array.Resize(ref _slots[_writing], Math.Max(Math.Max(needed, Room), 2 * _slots[_writing].Length));
        }

        return _slots[_writing].AsSpan(length + 1, room);
    }

    /// <summary>Says how many numbers were written since <see cref="Reserve"/>.</summary>
    public void Take(int count)
    {
        ref int length = ref _lengths[_writing];
        _slots[_writing][length] = count;
        length += 1 + count;
    }

    /// <summary>Makes a frame that was written visible, and with it those after it that came before it.</summary>
    public void Publish(long frame)
    {
        _present[SlotOf(frame)] = frame;
        long published = Published;
        while (_present[SlotOf(published)] == published)
        {
            published++;
        }

        Volatile.Write(ref _published.Value, published);
    }

    private int SlotOf(long frame) => (int)(frame % _slots.Length);

    // Readers spin on the counter: it has cache lines of its own.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Padded
    {
        [FieldOffset(128)]
        public long Value;
    }
}
