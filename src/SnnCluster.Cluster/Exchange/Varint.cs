using System.Numerics;

namespace SnnCluster.Cluster.Exchange;

/// <summary>
/// Unsigned integers in 1 to 5 bytes: 7 bits per byte, least significant first, the top bit set on all bytes but the last.
/// </summary>
internal static class Varint
{
    /// <summary>The most bytes of a value.</summary>
    internal const int MaxLength = 5;

    /// <summary>Number of bytes of a value.</summary>
    internal static int Length(uint value) => (BitOperations.Log2(value | 1) / 7) + 1;

    /// <summary>Writes a value and returns its number of bytes.</summary>
    internal static int Write(Span<byte> destination, uint value)
    {
        int position = 0;
        while (value >= 0x80)
        {
            destination[position++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[position] = (byte)value;
        return position + 1;
    }

    /// <summary>Reads the value at a position and moves the position behind it.</summary>
    /// <exception cref="FrameFormatException">
    /// The bytes end within the value, or it has more bytes than it needs, or it does not fit into 32 bits.
    /// </exception>
    internal static uint Read(ReadOnlySpan<byte> source, ref int position)
    {
        int start = position;
        uint value = 0;
        for (int shift = 0; ; shift += 7)
        {
            if (position >= source.Length)
            {
                throw new FrameFormatException($"the bytes end at {source.Length}, within the number at byte {start}");
            }

            uint part = source[position++];
            if (shift == 28 && part > 0x0F)
            {
                throw new FrameFormatException($"the number at byte {start} does not fit into 32 bits");
            }

            value |= (part & 0x7F) << shift;
            if (part < 0x80)
            {
                // One value, one encoding: otherwise equal lists could differ in their bytes.
                if (part == 0 && shift != 0)
                {
                    throw new FrameFormatException($"the number at byte {start} has more bytes than it needs");
                }

                return value;
            }
        }
    }
}
