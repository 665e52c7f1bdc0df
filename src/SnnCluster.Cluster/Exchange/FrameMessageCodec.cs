using System.Buffers.Binary;
using System.Globalization;
using SnnCluster.Engine.Partitions;

namespace SnnCluster.Cluster.Exchange;

/// <summary>
/// Encodes and decodes the message of one node with the frames of one number: a header of 16 bytes (format, run, number; little
/// endian), then for each of the node's partitions, where they are those of an frame, each step of the frame and each population a list of spikes as
/// <see cref="SpikeListCodec"/> writes it, or where they are offers the length and the numbers as <see cref="Varint"/> writes them, 2n for n at least 0 and -2n - 1 for
/// others. Nothing is allocated once the buffers have grown.
/// </summary>
internal sealed class FrameMessageCodec
{
    private const int HeaderBytes = 16;
    private const uint Spikes = 0x314D_4E53; // "SNM1"
    private const uint Offers = 0x314F_4E53; // "SNO1"

    private readonly ExchangeLayout _layout;
    private readonly IReadOnlyList<SpikeBoard> _boards;
    private readonly int[][] _partitionsOf;
    private byte[] _buffer = new byte[4096];
    private byte[] _again = [];

    public FrameMessageCodec(ExchangeLayout layout, IReadOnlyList<SpikeBoard> boards)
    {
        _layout = layout;
        _boards = boards;
        _partitionsOf = [.. Enumerable.Range(0, layout.Nodes).Select(node => layout.PartitionsOf(node).ToArray())];
    }

    /// <summary>The message of a node, valid until the next call.</summary>
    public ReadOnlySpan<byte> Encode(int node, long number) => Encode(ref _buffer, node, number);

    /// <summary>As <see cref="Encode(int, long)"/>, for another thread.</summary>
    public ReadOnlySpan<byte> EncodeAgain(int node, long number) => Encode(ref _again, node, number);

    /// <summary>
    /// Publishes the frames of a message on the boards of its node's partitions: all of them, or none where any is not as
    /// it must be. A message that was seen before changes nothing.
    /// </summary>
    /// <exception cref="FrameFormatException">It is no message of this run.</exception>
    public void Decode(int node, ReadOnlySpan<byte> message)
    {
        (long number, bool isOffer) = ReadHeader(node, message);
        int offset = HeaderBytes;
        foreach (int partition in _partitionsOf[node])
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
                return;
            }

            board.Begin(number, isOffer);
            offset = isOffer ? DecodeOffer(message, offset, board) : DecodeFrame(message, offset, board, _layout.Slices[partition]);
        }

        if (offset != message.Length)
        {
            throw new FrameFormatException(string.Create(
                CultureInfo.InvariantCulture, $"a frame message of {message.Length} bytes has only {offset} of content"));
        }

        foreach (int partition in _partitionsOf[node])
        {
            _boards[partition].Publish(number);
        }
    }

    /// <summary>The number of the frames of a message that <see cref="Encode(int, long)"/> made.</summary>
    public static long NumberOf(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadInt64LittleEndian(message[8..]);

    private ReadOnlySpan<byte> Encode(ref byte[] buffer, int node, long number)
    {
        bool isOffer = _boards[_partitionsOf[node][0]].IsOffer(number);
        Reserve(ref buffer, 0, HeaderBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(buffer, isOffer ? Offers : Spikes);
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(4), _layout.RunTag);
        BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(8), number);
        int length = HeaderBytes;
        foreach (int partition in _partitionsOf[node])
        {
            ReadOnlySpan<int> frame = _boards[partition].Frame(number).Span;
            if (isOffer)
            {
                EncodeOffer(ref buffer, ref length, frame);
            }
            else
            {
                EncodeFrame(ref buffer, ref length, frame, _layout.Slices[partition]);
            }
        }

        return buffer.AsSpan(0, length);
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
