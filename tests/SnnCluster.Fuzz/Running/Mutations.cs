using System.Buffers.Binary;

namespace SnnCluster.Fuzz.Running;

/// <summary>Makes inputs of valid ones: what damage, mistakes and malice do to bytes.</summary>
internal static class Mutations
{
    private const int MaxLength = 1 << 16;

    private static readonly byte[] Bytes = [0, 1, 2, 0x1F, 0x20, 0x7F, 0x80, 0x81, 0xC0, 0xC1, 0xFE, 0xFF];

    private static readonly ulong[] Words =
    [
        0, 1, 2, 4, 8, 16, 64, 255, 256, 1024, 65_535, 65_536, 1 << 20, 1 << 24, 1 << 28, int.MaxValue - 4, int.MaxValue,
        0x8000_0000, 0xFFFF_FFF0, 0xFFFF_FFFF, 0x1_0000_0000, long.MaxValue, 0x8000_0000_0000_0000, ulong.MaxValue,
    ];

    /// <summary>An input: seldom bytes at will, mostly a valid input with one to eight changes.</summary>
    public static byte[] Make(FuzzRandom random, IReadOnlyList<byte[]> valid)
    {
        if (valid.Count == 0 || random.OneIn(16))
        {
            return random.Bytes(random.Small(2000));
        }

        byte[] bytes = random.Of(valid);
        for (int changes = 1 + random.Small(7); changes > 0; changes--)
        {
            bytes = Change(random, bytes, valid);
        }

        return bytes.Length <= MaxLength ? bytes : bytes[..MaxLength];
    }

    private static byte[] Change(FuzzRandom random, byte[] bytes, IReadOnlyList<byte[]> valid)
    {
        if (bytes.Length == 0)
        {
            return random.Bytes(1 + random.Small(40));
        }

        int at = random.OneIn(3) ? Math.Min(random.Small(64), bytes.Length - 1) : random.Below(bytes.Length);
        switch (random.Below(10))
        {
            case 0 or 1:
                byte[] flipped = [.. bytes];
                flipped[at] ^= (byte)(1 << random.Below(8));
                return flipped;
            case 2:
                byte[] set = [.. bytes];
                set[at] = random.OneIn(2) ? random.Of(Bytes) : (byte)random.Next();
                return set;
            case 3 or 4:
                return SetWord(random, [.. bytes], at);
            case 5:
                return bytes[..at];
            case 6:
                return [.. bytes, .. random.Bytes(random.Small(100))];
            case 7:
                byte[] other = random.Of(valid);
                return [.. bytes[..at], .. other[random.Below(other.Length)..]];
            case 8:
                int length = random.Small(bytes.Length - at);
                byte[] block = bytes[at..(at + length)];
                int times = 1 + random.Small(Math.Min(40, MaxLength / Math.Max(1, length)));
                return [.. bytes[..at], .. Enumerable.Repeat(block, times).SelectMany(each => each), .. bytes[at..]];
            default:
                return [.. bytes[..at], .. bytes[(at + random.Small(bytes.Length - at))..]];
        }
    }

    // Where a length stands, so much more or so much less than there is.
    private static byte[] SetWord(FuzzRandom random, byte[] bytes, int at)
    {
        int size = 1 << (1 + random.Below(3));
        at = Math.Min(at, bytes.Length - size);
        if (at < 0)
        {
            return bytes;
        }

        Span<byte> word = bytes.AsSpan(at, size);
        ulong value = random.OneIn(4) ? (ulong)(bytes.Length + random.Below(33) - 16) : random.Of(Words);
        bool isBig = random.OneIn(2);
        switch (size)
        {
            case 2 when isBig:
                BinaryPrimitives.WriteUInt16BigEndian(word, (ushort)value);
                break;
            case 2:
                BinaryPrimitives.WriteUInt16LittleEndian(word, (ushort)value);
                break;
            case 4 when isBig:
                BinaryPrimitives.WriteUInt32BigEndian(word, (uint)value);
                break;
            case 4:
                BinaryPrimitives.WriteUInt32LittleEndian(word, (uint)value);
                break;
            case 8 when isBig:
                BinaryPrimitives.WriteUInt64BigEndian(word, value);
                break;
            default:
                BinaryPrimitives.WriteUInt64LittleEndian(word, value);
                break;
        }

        return bytes;
    }
}
