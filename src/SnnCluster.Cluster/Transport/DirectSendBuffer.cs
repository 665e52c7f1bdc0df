using System.Buffers.Binary;

namespace SnnCluster.Cluster.Transport;

/// <summary>
/// Puts a message's length before it. A short message is copied behind its header, so that both leave in one call; of a
/// long one only the start is, and the rest leaves from where it lies.
/// </summary>
internal sealed class DirectSendBuffer
{
    // Copying so much takes about a microsecond, a second call into the kernel takes longer.
    private const int CopiedBytes = 32 << 10;

    private readonly byte[] _bytes = new byte[DirectReceiveBuffer.HeaderBytes + CopiedBytes];

    /// <summary>The header and as much of the message as is copied; the rest is to be sent next.</summary>
    public ReadOnlySpan<byte> Begin(ReadOnlySpan<byte> message, out ReadOnlySpan<byte> rest)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes, message.Length);
        int copied = Math.Min(message.Length, CopiedBytes);
        message[..copied].CopyTo(_bytes.AsSpan(DirectReceiveBuffer.HeaderBytes));
        rest = message[copied..];
        return _bytes.AsSpan(0, DirectReceiveBuffer.HeaderBytes + copied);
    }
}
