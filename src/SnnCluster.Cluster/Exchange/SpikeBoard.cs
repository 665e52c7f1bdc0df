using System.Runtime.InteropServices;

namespace SnnCluster.Cluster.Exchange;

/// <summary>
/// The frames of one partition that others may still read: a ring of slots in shared memory, written by one thread and
/// read by any number without a lock. A slot holds, for each step of the interval and each population, the number of
/// spikes and their global ids.
/// </summary>
public sealed class SpikeBoard
{
    private readonly int[][] _slots;
    private readonly int[] _lengths;
    private readonly long[] _present;
    private Padded _published;
    private int _writing;
    private int _length;

    /// <summary>An empty board.</summary>
    public SpikeBoard()
    {
        _slots = [.. Enumerable.Range(0, ExchangeSchedule.FramesInFlight).Select(_ => new int[256])];
        _lengths = new int[_slots.Length];
        _present = [.. Enumerable.Repeat(-1L, _slots.Length)];
    }

    /// <summary>How many intervals' frames are there, from the first on without a gap.</summary>
    public long Published => Volatile.Read(ref _published.Value);

    /// <summary>Whether the frame of an interval would be new and has a slot.</summary>
    public bool Takes(long interval) =>
        interval >= Published && interval < Published + _slots.Length && _present[interval % _slots.Length] != interval;

    /// <summary>The frame of an interval; see <see cref="SpikeBoard"/>.</summary>
    public ReadOnlySpan<int> Frame(long interval)
    {
        int slot = (int)(interval % _slots.Length);
        return _slots[slot].AsSpan(0, _lengths[slot]);
    }

    /// <summary>
    /// Whether the frame of an interval is there and its slot is not yet that of a later one. What was read of a frame by a
    /// thread that nobody waits for is that frame only if this is so when it has been read.
    /// </summary>
    public bool Holds(long interval)
    {
        // The slot is written anew once all intervals before the next one of it are published.
        Interlocked.MemoryBarrier();
        long published = Published;
        return interval >= 0 && interval < published && published < interval + _slots.Length;
    }

    /// <summary>Starts writing the frame of an interval.</summary>
    public void Begin(long interval)
    {
        _writing = (int)(interval % _slots.Length);
        _length = 0;
    }

    /// <summary>Adds the spikes of the next population, or of the next step's first.</summary>
    public void Append(ReadOnlySpan<int> ids)
    {
        Span<int> free = Reserve(ids.Length);
        ids.CopyTo(free);
        Take(ids.Length);
    }

    /// <summary>Room for at most so many ids of the next population; <see cref="Take"/> says how many there are.</summary>
    public Span<int> Reserve(int room)
    {
        int needed = _length + 1 + room;
        if (needed > _slots[_writing].Length)
        {
            Array.Resize(ref _slots[_writing], Math.Max(needed, 2 * _slots[_writing].Length));
        }

        return _slots[_writing].AsSpan(_length + 1, room);
    }

    /// <summary>Says how many ids were written since <see cref="Reserve"/>.</summary>
    public void Take(int count)
    {
        _slots[_writing][_length] = count;
        _length += 1 + count;
    }

    /// <summary>
    /// Makes the frame that was written visible, and with it those after it that came before it.
    /// </summary>
    public void Publish(long interval)
    {
        _lengths[_writing] = _length;
        _present[_writing] = interval;
        long published = Published;
        while (_present[published % _slots.Length] == published)
        {
            published++;
        }

        Volatile.Write(ref _published.Value, published);
    }

    // Readers spin on the counter: it has cache lines of its own.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Padded
    {
        [FieldOffset(128)]
        public long Value;
    }
}
