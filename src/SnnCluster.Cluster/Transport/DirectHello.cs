using System.Buffers.Binary;

namespace SnnCluster.Cluster.Transport;

/// <summary>
/// The first bytes on a direct connection, from the side that connects. All numbers are little-endian.
/// <code>
///  0  magic     8 bytes, "SNNDIRCT"
///  8  version   int32
/// 12  run       16 bytes
/// 28  node      int32
/// 32  token     16 bytes
/// </code>
/// The listener answers with one byte (<see cref="HelloAnswer"/>), and where it accepts, the other side confirms that it has
/// heard so with one byte (<see cref="Confirmation"/>): the token is spent by that, and not before.
/// Later versions must not be shorter, or a listener of this version waits for the rest in place of refusing it.
/// </summary>
internal readonly ref struct DirectHello
{
    public const int Version = 2;
    public const byte Confirmation = 1;
    public const int Size = 32 + DirectIdentity.TokenBytes;

    private readonly ReadOnlySpan<byte> _bytes;

    public DirectHello(ReadOnlySpan<byte> bytes) => _bytes = bytes[..Size];

    private static ReadOnlySpan<byte> Magic => "SNNDIRCT"u8;

    public bool HasMagic => _bytes[..8].SequenceEqual(Magic);

    public int ProtocolVersion => BinaryPrimitives.ReadInt32LittleEndian(_bytes[8..]);

    public Guid RunId => new(_bytes.Slice(12, 16));

    public int Node => BinaryPrimitives.ReadInt32LittleEndian(_bytes[28..]);

    public ReadOnlySpan<byte> Token => _bytes[32..];

    public static byte[] Write(DirectIdentity identity, int version = Version)
    {
        var bytes = new byte[Size];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), version);
        identity.RunId.TryWriteBytes(bytes.AsSpan(12));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), identity.Node);
        identity.Token.CopyTo(bytes.AsSpan(32));
        return bytes;
    }
}
