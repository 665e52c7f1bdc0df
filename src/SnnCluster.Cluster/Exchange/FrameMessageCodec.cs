using System.Buffers.Binary;
using System.Globalization;
using SnnCluster.Engine.Partitions;

namespace SnnCluster.Cluster.Exchange;

/// <summary>
/// Encodes and decodes the message of one node for one interval: a header of 16 bytes (format, run, interval; little
/// endian), then for each of the node's partitions, each step of the interval and each population a list of spikes as
/// <see cref="SpikeListCodec"/> writes it. Nothing is allocated once the buffers have grown.
/// </summary>
internal sealed class FrameMessageCodec
{
    private const int HeaderBytes = 16;
    private const uint Format = 0x314D_4E53; // "SNM1"

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
    public ReadOnlySpan<byte> Encode(int node, long interval) => Encode(ref _buffer, node, interval);

    /// <summary>As <see cref="Encode(int, long)"/>, for another thread.</summary>
    public ReadOnlySpan<byte> EncodeAgain(int node, long interval) => Encode(ref _again, node, interval);

    /// <summary>
    /// Publishes the frames of a message on the boards of its node's partitions: all of them, or none where any is not as
    /// it must be. A message that was seen before changes nothing.
    /// </summary>
    /// <exception cref="FrameFormatException">It is no message of this run.</exception>
    public void Decode(int node, ReadOnlySpan<byte> message)
    {
        long interval = ReadHeader(node, message);
        int offset = HeaderBytes;
        foreach (int partition in _partitionsOf[node])
        {
            SpikeBoard board = _boards[partition];
            bool isNew = board.Takes(interval);
            if (!isNew && interval >= board.Published + ExchangeSchedule.FramesInFlight)
            {
                throw new FrameFormatException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"interval {interval} of partition {partition} came where at most {board.Published + ExchangeSchedule.FramesInFlight - 1} can"));
            }

            if (!isNew)
            {
                return;
            }

            board.Begin(interval);
            offset = DecodeFrame(message, offset, board, _layout.Slices[partition]);
        }

        if (offset != message.Length)
        {
            throw new FrameFormatException(string.Create(
                CultureInfo.InvariantCulture, $"a frame message of {message.Length} bytes has only {offset} of content"));
        }

        foreach (int partition in _partitionsOf[node])
        {
            _boards[partition].Publish(interval);
        }
    }

    /// <summary>The interval of a message that <see cref="Encode(int, long)"/> made.</summary>
    public static long IntervalOf(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadInt64LittleEndian(message[8..]);

    private ReadOnlySpan<byte> Encode(ref byte[] buffer, int node, long interval)
    {
        Reserve(ref buffer, 0, HeaderBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(buffer, Format);
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(4), _layout.RunTag);
        BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(8), interval);
        int length = HeaderBytes;
        foreach (int partition in _partitionsOf[node])
        {
            ReadOnlySpan<int> frame = _boards[partition].Frame(interval);
            IReadOnlyList<Slice> slices = _layout.Slices[partition];
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

        return buffer.AsSpan(0, length);
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

    private long ReadHeader(int node, ReadOnlySpan<byte> message)
    {
        if (message.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(message) != Format)
        {
            throw new FrameFormatException(string.Create(
                CultureInfo.InvariantCulture, $"{message.Length} bytes from node {node} are no frame message of this version"));
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(message[4..]) != _layout.RunTag)
        {
            throw new FrameFormatException(string.Create(
                CultureInfo.InvariantCulture, $"a frame message from node {node} belongs to another run"));
        }

        long interval = BinaryPrimitives.ReadInt64LittleEndian(message[8..]);
        return interval >= 0
            ? interval
            : throw new FrameFormatException(string.Create(
                CultureInfo.InvariantCulture, $"a frame message from node {node} is of interval {interval}"));
    }

    private static void Reserve(ref byte[] buffer, int length, int more)
    {
        if (length + more > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(length + more, 2 * buffer.Length));
        }
    }
}
