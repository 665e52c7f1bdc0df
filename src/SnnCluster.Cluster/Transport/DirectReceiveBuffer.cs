using System.Buffers.Binary;
using System.Numerics;
using SnnCluster.Cluster.Exchange;

namespace SnnCluster.Cluster.Transport;

/// <summary>
/// Turns the bytes of a connection into messages: each has four bytes before it that say its length, little-endian.
/// Messages are handed over where they lie. The buffer grows to the longest message and stays.
/// </summary>
internal sealed class DirectReceiveBuffer(int maxMessageBytes)
{
    public const int HeaderBytes = sizeof(int);

    private const int InitialBytes = 64 << 10;

    // So few bytes are moved to the front for the sake of longer reads; more only where the message would not fit.
    private const int CheapToMove = 1 << 10;

    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(Math.Min(InitialBytes, maxMessageBytes + HeaderBytes));
    private int _start;
    private int _end;

    /// <summary>Bytes of an unfinished message that have come.</summary>
    public int Unfinished => _end - _start;

    /// <summary>Room for bytes to come; never empty.</summary>
    public Span<byte> Free => _bytes.AsSpan(_end);

    /// <summary>Takes note that bytes have been written to <see cref="Free"/> and hands over what is complete.</summary>
    /// <returns>How many messages were complete.</returns>
    /// <exception cref="FrameFormatException">A length is over the limit.</exception>
    public int Advance(int count, int peer, IFrameSink sink)
    {
        _end += count;
        int messages = 0;
        int needed = HeaderBytes;
        while (_end - _start >= HeaderBytes)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(_start));
            if (length > (uint)maxMessageBytes)
            {
                throw new FrameFormatException(
                    $"node {peer} announced a message of {length} bytes; no more than {maxMessageBytes} are allowed");
            }

            needed = HeaderBytes + (int)length;
            if (_end - _start < needed)
            {
                break;
            }

            ReadOnlySpan<byte> message = _bytes.AsSpan(_start + HeaderBytes, (int)length);
            _start += needed;
            needed = HeaderBytes;
            messages++;
            sink.Accept(peer, message);
        }

        MakeRoom(needed);
        return messages;
    }

    private void MakeRoom(int needed)
    {
        int unfinished = _end - _start;
        if (needed > _bytes.Length)
        {
            // Powers of two, so that messages which grow slowly do not make it grow each time.
            long size = Math.Min((long)BitOperations.RoundUpToPowerOf2((uint)needed), (long)maxMessageBytes + HeaderBytes);
            byte[] larger = GC.AllocateUninitializedArray<byte>((int)size);
            _bytes.AsSpan(_start, unfinished).CopyTo(larger);
            _bytes = larger;
        }
        else if (_start > 0 && (unfinished <= CheapToMove || needed > _bytes.Length - _start))
        {
            _bytes.AsSpan(_start, unfinished).CopyTo(_bytes);
        }
        else
        {
            return;
        }

        _start = 0;
        _end = unfinished;
    }
}
