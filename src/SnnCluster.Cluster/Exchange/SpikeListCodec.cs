using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace SnnCluster.Cluster.Exchange;

/// <summary>
/// Encodes the spikes of one population in one step of one partition: strictly ascending global neuron ids within the
/// partition's slice [begin, end).
/// </summary>
/// <remarks>
/// <para>
/// Layout: a varint (7 bits per byte, least significant first) of count * 2 + isBitmap; then either one varint per
/// spike (first id - begin, then id - previous - 1), or a bitmap of one bit per neuron of the slice, bit k of byte b being
/// id begin + 8 b + k. The writer takes the bitmap where it is strictly smaller.
/// </para>
/// <para>
/// The reader trusts nothing: every byte string gives a valid list or a <see cref="FrameFormatException"/>. Neither side
/// allocates.
/// </para>
/// </remarks>
public static class SpikeListCodec
{
    /// <summary>The number of bytes that a list needs at most.</summary>
    /// <param name="count">Number of spikes, at most <paramref name="sliceLength"/>.</param>
    /// <param name="sliceLength">Number of neurons of the slice.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or above the slice's length.</exception>
    public static int MaxBytes(int count, int sliceLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, sliceLength);
        if (count == 0)
        {
            return 1;
        }

        long deltas = (long)count * Varint.Length((uint)(sliceLength - 1));
        return Varint.Length(((uint)count << 1) | 1) + (int)Math.Min(deltas, BitmapBytes(sliceLength));
    }

    /// <summary>Writes a list.</summary>
    /// <param name="destination">Where to; at least <see cref="MaxBytes"/> long.</param>
    /// <param name="ids">Ids of the neurons that spiked, strictly ascending.</param>
    /// <param name="begin">First id of the slice.</param>
    /// <param name="end">First id behind the slice.</param>
    /// <returns>Number of bytes written.</returns>
    /// <exception cref="ArgumentException">
    /// The ids are not strictly ascending ids of the slice, the slice is none, or the destination is too short.
    /// </exception>
    public static int Write(Span<byte> destination, ReadOnlySpan<int> ids, int begin, int end)
    {
        int sliceLength = SliceLength(begin, end);
        if (ids.Length > sliceLength)
        {
            throw new ArgumentException($"{ids.Length} ids do not fit into the slice [{begin}, {end})", nameof(ids));
        }

        if (destination.Length < MaxBytes(ids.Length, sliceLength))
        {
            throw new ArgumentException(
                $"{ids.Length} ids need up to {MaxBytes(ids.Length, sliceLength)} bytes, there are {destination.Length}",
                nameof(destination));
        }

        int header = Varint.Write(destination, (uint)ids.Length << 1);
        Span<byte> body = destination[header..];
        int bitmapBytes = BitmapBytes(sliceLength);

        // A delta takes a byte or more, so many spikes are a bitmap without a try. Else the deltas are written until they
        // outgrow the bitmap: where spikes are sparse, which is the rule, that is one pass over the ids.
        int written = ids.Length <= bitmapBytes
            ? WriteDeltas(body[..Math.Min(body.Length, bitmapBytes)], ids, begin, end)
            : -1;
        if (written < 0)
        {
            destination[0] |= 1;
            written = bitmapBytes;
            WriteBitmap(body[..bitmapBytes], ids, begin, end);
        }

        return header + written;
    }

    /// <summary>Reads a list.</summary>
    /// <param name="source">Bytes that start with a list; more may follow.</param>
    /// <param name="begin">First id of the slice.</param>
    /// <param name="end">First id behind the slice.</param>
    /// <param name="ids">Takes the ids; at least as long as the slice.</param>
    /// <param name="count">Number of ids read.</param>
    /// <returns>Number of bytes read.</returns>
    /// <exception cref="FrameFormatException">The bytes are no list of this slice.</exception>
    /// <exception cref="ArgumentException">The slice is none, or <paramref name="ids"/> is shorter than it.</exception>
    public static int Read(ReadOnlySpan<byte> source, int begin, int end, Span<int> ids, out int count)
    {
        int sliceLength = SliceLength(begin, end);
        if (ids.Length < sliceLength)
        {
            throw new ArgumentException($"there is room for {ids.Length} ids of a slice of {sliceLength}", nameof(ids));
        }

        int position = 0;
        uint header = Varint.Read(source, ref position);
        uint announced = header >> 1;
        if (announced > (uint)sliceLength)
        {
            throw new FrameFormatException($"{announced} spikes in a slice of {sliceLength} neurons, at byte 0 of a spike list");
        }

        count = (int)announced;
        return (header & 1) == 0
            ? ReadDeltas(source, position, begin, end, ids[..count])
            : ReadBitmap(source, position, begin, sliceLength, ids, count);
    }

    private static int WriteDeltas(Span<byte> body, ReadOnlySpan<int> ids, int begin, int end)
    {
        int position = 0;
        int next = begin;
        foreach (int id in ids)
        {
            uint delta = (uint)(id - next);
            if (delta >= (uint)(end - next))
            {
                ThrowIds(id, begin, end);
            }

            if (delta < 0x80 && position < body.Length)
            {
                body[position++] = (byte)delta;
            }
            else if (Varint.Length(delta) <= body.Length - position)
            {
                position += Varint.Write(body[position..], delta);
            }
            else
            {
                return -1;
            }

            next = id + 1;
        }

        return position;
    }

    private static void WriteBitmap(Span<byte> bitmap, ReadOnlySpan<int> ids, int begin, int end)
    {
        bitmap.Clear();
        int next = begin;
        foreach (int id in ids)
        {
            if (id < next || id >= end)
            {
                ThrowIds(id, begin, end);
            }

            int bit = id - begin;
            bitmap[bit >> 3] |= (byte)(1 << (bit & 7));
            next = id + 1;
        }
    }

    private static int ReadDeltas(ReadOnlySpan<byte> source, int position, int begin, int end, Span<int> ids)
    {
        int next = begin;
        for (int i = 0; i < ids.Length; i++)
        {
            int start = position;
            uint delta = position < source.Length && source[position] < 0x80
                ? source[position++]
                : Varint.Read(source, ref position);
            if (delta >= (uint)(end - next))
            {
                throw new FrameFormatException(
                    $"spike {i} of {ids.Length} is neuron {(long)next + delta}, outside [{begin}, {end}), "
                    + $"at byte {start} of a spike list");
            }

            int id = next + (int)delta;
            ids[i] = id;
            next = id + 1;
        }

        return position;
    }

    private static int ReadBitmap(ReadOnlySpan<byte> source, int start, int begin, int sliceLength, Span<int> ids, int count)
    {
        int bitmapBytes = BitmapBytes(sliceLength);
        if (source.Length - start < bitmapBytes)
        {
            throw new FrameFormatException(
                $"a bitmap of {bitmapBytes} bytes starts at byte {start} of a spike list that ends at byte {source.Length}");
        }

        ReadOnlySpan<byte> bitmap = source.Slice(start, bitmapBytes);
        int padding = (8 - (sliceLength & 7)) & 7;
        if (padding != 0 && bitmap[^1] >> (8 - padding) != 0)
        {
            throw new FrameFormatException(
                $"bits behind the {sliceLength} of the slice are set at byte {start + bitmapBytes - 1} of a spike list");
        }

        // Without padding bits there are never more bits than the slice has neurons, so ids has room for all of them.
        int found = 0;
        int offset = 0;
        for (; offset + sizeof(ulong) <= bitmap.Length; offset += sizeof(ulong))
        {
            ulong bits = BinaryPrimitives.ReadUInt64LittleEndian(bitmap[offset..]);
            int first = begin + (offset << 3);
            for (; bits != 0; bits &= bits - 1)
            {
                ids[found++] = first + BitOperations.TrailingZeroCount(bits);
            }
        }

        for (; offset < bitmap.Length; offset++)
        {
            int first = begin + (offset << 3);
            for (uint bits = bitmap[offset]; bits != 0; bits &= bits - 1)
            {
                ids[found++] = first + BitOperations.TrailingZeroCount(bits);
            }
        }

        if (found != count)
        {
            throw new FrameFormatException(
                $"the bitmap at byte {start} of a spike list has {found} bits set where {count} spikes are announced");
        }

        return start + bitmapBytes;
    }

    private static int BitmapBytes(int sliceLength) => (int)(((uint)sliceLength + 7) >> 3);

    private static int SliceLength(int begin, int end)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(begin);
        ArgumentOutOfRangeException.ThrowIfLessThan(end, begin);
        return end - begin;
    }

    [DoesNotReturn]
    private static void ThrowIds(int id, int begin, int end) =>
        throw new ArgumentException($"id {id} is outside the slice [{begin}, {end}) or not above the id before it", "ids");
}
