using System.Buffers.Binary;
using System.Globalization;
using SnnCluster.Engine.Partitions;

namespace SnnCluster.Cluster.Exchange;

/// <summary>
/// Encodes and decodes the message of one node to another with the frames of one number: a header of 16 bytes (format, run, number; little
/// endian). Where they are frames of an interval, a bit for each partition whose spikes the other node takes follows, as whole bytes from the least bit on: whether it spiked. For each that
/// did, there is a list of spikes of each step of the interval and each population, as <see cref="SpikeListCodec"/> writes it. Where they are offers, it is for each partition
/// the length and the numbers as <see cref="Varint"/> writes them, 2n for n at least 0 and -2n - 1 for others. Nothing is allocated once the buffers have grown.
/// </summary>
internal sealed class FrameMessageCodec
{
    private const int HeaderBytes = 16;
    private const uint Spikes = 0x324D_4E53; // "SNM2"
    private const uint Offers = 0x314F_4E53; // "SNO1"

    private readonly ExchangeLayout _layout;
    private readonly IReadOnlyList<SpikeBoard> _boards;
    private byte[] _buffer = new byte[4096];
    private byte[] _again = [];

    public FrameMessageCodec(ExchangeLayout layout, IReadOnlyList<SpikeBoard> boards)
    {
        _layout = layout;
        _boards = boards;
    }

    /// <summary>The message that goes a way, valid until the next call.</summary>
    public ReadOnlySpan<byte> Encode(FrameRoute route, long number) => Encode(ref _buffer, route, number);

    /// <summary>As <see cref="Encode(FrameRoute, long)"/>, for another thread.</summary>
    public ReadOnlySpan<byte> EncodeAgain(FrameRoute route, long number) => Encode(ref _again, route, number);

    /// <summary>
    /// Publishes the frames of a message on the boards of its partitions: all of them, or none where any is not as
    /// it must be. A message that was seen before changes nothing.
    /// </summary>
    /// <exception cref="FrameFormatException">It is no message of this run.</exception>
    public void Decode(FrameRoute route, ReadOnlySpan<byte> message)
    {
        (long number, bool isOffer) = ReadHeader(route.From, message);
        if (!Begin(route.Frames, number, isOffer) || !Begin(route.Signals, number, isOffer))
        {
            return;
        }

        int offset = isOffer ? DecodeOffers(message, route.Frames) : DecodeFrames(message, route.Frames);
        if (offset != message.Length)
        {
            throw new FrameFormatException(string.Create(
                CultureInfo.InvariantCulture, $"a frame message of {message.Length} bytes has only {offset} of content"));
        }

        Publish(route.Frames, number);
        Publish(route.Signals, number);
    }

    /// <summary>The number of the frames of a message that <see cref="Encode(FrameRoute, long)"/> made.</summary>
    public static long NumberOf(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadInt64LittleEndian(message[8..]);

    private ReadOnlySpan<byte> Encode(ref byte[] buffer, FrameRoute route, long number)
    {
        bool isOffer = _boards[route.Frames.Length > 0 ? route.Frames[0] : route.Signals[0]].IsOffer(number);
        Reserve(ref buffer, 0, HeaderBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(buffer, isOffer ? Offers : Spikes);
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(4), _layout.RunTag);
        BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(8), number);
        int length = HeaderBytes;
        if (isOffer)
        {
            foreach (int partition in route.Frames)
            {
                EncodeOffer(ref buffer, ref length, _boards[partition].Frame(number).Span);
            }
        }
        else
        {
            EncodeFrames(ref buffer, ref length, route.Frames, number);
        }

        return buffer.AsSpan(0, length);
    }

    private void EncodeFrames(ref byte[] buffer, ref int length, int[] partitions, long number)
    {
        int bits = length;
        int bytes = BytesOfBits(partitions.Length);
        Reserve(ref buffer, length, bytes);
        buffer.AsSpan(bits, bytes).Clear();
        length += bytes;
        for (int i = 0; i < partitions.Length; i++)
        {
            IReadOnlyList<Slice> slices = _layout.Slices[partitions[i]];
            ReadOnlySpan<int> frame = _boards[partitions[i]].Frame(number).Span;

            // One without spikes is the counts alone, which are 0.
            if (frame.Length > Lists(slices))
            {
                buffer[bits + (i >> 3)] |= (byte)(1 << (i & 7));
                EncodeFrame(ref buffer, ref length, frame, slices);
            }
        }
    }

    private void EncodeFrame(ref byte[] buffer, ref int length, ReadOnlySpan<int> frame, IReadOnlyList<Slice> slices)
    {
        for (int step = 0; step < _layout.Schedule.IntervalSteps; step++)
        {
            for (int population = 0; population < slices.Count; population++)
            {
                int count = frame[0];
                Slice slice = slices[population];
                Reserve(ref buffer, length, SpikeListCodec.MaxBytes(count, slice.Count));
                length += SpikeListCodec.Write(
                    buffer.AsSpan(length), frame.Slice(1, count), slice.Begin, slice.End);
                frame = frame[(1 + count)..];
            }
        }
    }

    private static void EncodeOffer(ref byte[] buffer, ref int length, ReadOnlySpan<int> frame)
    {
        Reserve(ref buffer, length, checked(Varint.MaxLength * frame.Length));
        length += Varint.Write(buffer.AsSpan(length), (uint)frame[0]);
        foreach (int value in frame[1..])
        {
            length += Varint.Write(buffer.AsSpan(length), (uint)((value << 1) ^ (value >> 31)));
        }
    }

    private bool Begin(int[] partitions, long number, bool isOffer)
    {
        foreach (int partition in partitions)
        {
            SpikeBoard board = _boards[partition];
            bool isNew = board.Takes(number);
            if (!isNew && number >= board.Published + ExchangeSchedule.FramesInFlight)
            {
                throw new FrameFormatException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"frame {number} of partition {partition} came where at most {board.Published + ExchangeSchedule.FramesInFlight - 1} can"));
            }

            if (!isNew)
            {
                return false;
            }

            board.Begin(number, isOffer);
        }

        return true;
    }

    private void Publish(int[] partitions, long number)
    {
        foreach (int partition in partitions)
        {
            _boards[partition].Publish(number);
        }
    }

    private int DecodeOffers(ReadOnlySpan<byte> message, int[] partitions)
    {
        int offset = HeaderBytes;
        foreach (int partition in partitions)
        {
            offset = DecodeOffer(message, offset, _boards[partition]);
        }

        return offset;
    }

    private int DecodeFrames(ReadOnlySpan<byte> message, int[] partitions)
    {
        int bytes = BytesOfBits(partitions.Length);
        int offset = HeaderBytes + bytes;
        if (message.Length < offset)
        {
            throw new FrameFormatException(string.Create(
                CultureInfo.InvariantCulture, $"a frame message of {message.Length} bytes ends before it says which of {partitions.Length} partitions spiked"));
        }

        ReadOnlySpan<byte> spiked = message.Slice(HeaderBytes, bytes);
        int padding = (8 * bytes) - partitions.Length;
        if (padding > 0 && spiked[^1] >> (8 - padding) != 0)
        {
            throw new FrameFormatException(string.Create(
                CultureInfo.InvariantCulture, $"a frame message says of more than {partitions.Length} partitions that they spiked"));
        }

        for (int i = 0; i < partitions.Length; i++)
        {
            SpikeBoard board = _boards[partitions[i]];
            IReadOnlyList<Slice> slices = _layout.Slices[partitions[i]];
            if ((spiked[i >> 3] & (1 << (i & 7))) == 0)
            {
                board.AppendEmpty(Lists(slices));
                continue;
            }

            offset = DecodeFrame(message, offset, board, slices);
            if (board.Written == Lists(slices))
            {
                throw new FrameFormatException(string.Create(
                    CultureInfo.InvariantCulture, $"a frame message says that partition {partitions[i]} spiked, and has no spike of it"));
            }
        }

        return offset;
    }

    private int Lists(IReadOnlyList<Slice> slices) => _layout.Schedule.IntervalSteps * slices.Count;

    private static int BytesOfBits(int bits) => (bits + 7) >> 3;

    private int DecodeFrame(ReadOnlySpan<byte> message, int offset, SpikeBoard board, IReadOnlyList<Slice> slices)
    {
        for (int step = 0; step < _layout.Schedule.IntervalSteps; step++)
        {
            for (int population = 0; population < slices.Count; population++)
            {
                Slice slice = slices[population];
                offset += SpikeListCodec.Read(
                    message[offset..], slice.Begin, slice.End, board.Reserve(slice.Count), out int count);
                board.Take(count);
            }
        }

        return offset;
    }

    private static int DecodeOffer(ReadOnlySpan<byte> message, int offset, SpikeBoard board)
    {
        // A number has at least a byte.
        uint count = Varint.Read(message, ref offset);
        if (count > message.Length - offset)
        {
            throw new FrameFormatException(string.Create(
                CultureInfo.InvariantCulture, $"an offer of {count} numbers has {message.Length - offset} bytes"));
        }

        Span<int> values = board.Reserve((int)count);
        for (int i = 0; i < values.Length; i++)
        {
            uint value = Varint.Read(message, ref offset);
            values[i] = (int)(value >> 1) ^ -(int)(value & 1);
        }

        board.Take(values.Length);
        return offset;
    }

    private (long Number, bool IsOffer) ReadHeader(int node, ReadOnlySpan<byte> message)
    {
        uint format = message.Length < HeaderBytes ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(message);
        if (format != Spikes && (format != Offers || _layout.Schedule.Wiring is null))
        {
            throw new FrameFormatException(string.Create(
                CultureInfo.InvariantCulture, $"{message.Length} bytes from node {node} are no frame message of this version"));
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(message[4..]) != _layout.RunTag)
        {
            throw new FrameFormatException(string.Create(
                CultureInfo.InvariantCulture, $"a frame message from node {node} belongs to another run"));
        }

        long number = NumberOf(message);
        return number >= 0
            ? (number, format == Offers)
            : throw new FrameFormatException(string.Create(
                CultureInfo.InvariantCulture, $"a frame message from node {node} is of frame {number}"));
    }

    private static void Reserve(ref byte[] buffer, int length, int more)
    {
        if (length + more > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(length + more, 2 * buffer.Length));
        }
    }
}
