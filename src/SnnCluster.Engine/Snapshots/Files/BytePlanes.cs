using System.Runtime.InteropServices;

namespace SnnCluster.Engine.Snapshots.Files;

/// <summary>
/// Numbers as planes of bytes: first the least significant byte of all, then the next, and so on. Bytes of one plane are
/// alike, which is what compression lives on. Integers go as differences to the one before (the sign in the lowest bit).
/// </summary>
internal static class BytePlanes
{
    /// <summary>Appends 32-bit integers.</summary>
    public static void Write(ref Span<byte> to, ReadOnlySpan<int> values)
    {
        int n = values.Length;
        Span<byte> a = to[..n], b = to[n..(2 * n)], c = to[(2 * n)..(3 * n)], d = to[(3 * n)..(4 * n)];
        int before = 0;
        for (int i = 0; i < n; i++)
        {
            int difference = values[i] - before;
            before = values[i];
            uint bits = (uint)((difference << 1) ^ (difference >> 31));
            a[i] = (byte)bits;
            b[i] = (byte)(bits >> 8);
            c[i] = (byte)(bits >> 16);
            d[i] = (byte)(bits >> 24);
        }

        to = to[(4 * n)..];
    }

    /// <summary>Takes 32-bit integers off.</summary>
    public static void Read(ref ReadOnlySpan<byte> from, Span<int> values)
    {
        int n = values.Length;
        ReadOnlySpan<byte> a = from[..n], b = from[n..(2 * n)], c = from[(2 * n)..(3 * n)], d = from[(3 * n)..(4 * n)];
        int before = 0;
        for (int i = 0; i < n; i++)
        {
            uint bits = a[i] | ((uint)b[i] << 8) | ((uint)c[i] << 16) | ((uint)d[i] << 24);
            before += (int)(bits >> 1) ^ -(int)(bits & 1);
            values[i] = before;
        }

        from = from[(4 * n)..];
    }

    /// <summary>Appends single-precision numbers.</summary>
    public static void Write(ref Span<byte> to, ReadOnlySpan<float> values)
    {
        int n = values.Length;
        Span<byte> a = to[..n], b = to[n..(2 * n)], c = to[(2 * n)..(3 * n)], d = to[(3 * n)..(4 * n)];
        for (int i = 0; i < n; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(values[i]);
            a[i] = (byte)bits;
            b[i] = (byte)(bits >> 8);
            c[i] = (byte)(bits >> 16);
            d[i] = (byte)(bits >> 24);
        }

        to = to[(4 * n)..];
    }

    /// <summary>Takes single-precision numbers off.</summary>
    public static void Read(ref ReadOnlySpan<byte> from, Span<float> values)
    {
        int n = values.Length;
        ReadOnlySpan<byte> a = from[..n], b = from[n..(2 * n)], c = from[(2 * n)..(3 * n)], d = from[(3 * n)..(4 * n)];
        Span<uint> bits = MemoryMarshal.Cast<float, uint>(values);
        for (int i = 0; i < n; i++)
        {
            bits[i] = a[i] | ((uint)b[i] << 8) | ((uint)c[i] << 16) | ((uint)d[i] << 24);
        }

        from = from[(4 * n)..];
    }

    /// <summary>Appends 64-bit integers as they are.</summary>
    public static void Write(ref Span<byte> to, ReadOnlySpan<long> values)
    {
        int n = values.Length;
        for (int plane = 0; plane < sizeof(long); plane++)
        {
            for (int i = 0; i < n; i++)
            {
                to[(plane * n) + i] = (byte)(values[i] >> (8 * plane));
            }
        }

        to = to[(sizeof(long) * n)..];
    }

    /// <summary>Takes 64-bit integers off.</summary>
    public static void Read(ref ReadOnlySpan<byte> from, Span<long> values)
    {
        int n = values.Length;
        values.Clear();
        for (int plane = 0; plane < sizeof(long); plane++)
        {
            for (int i = 0; i < n; i++)
            {
                values[i] |= (long)from[(plane * n) + i] << (8 * plane);
            }
        }

        from = from[(sizeof(long) * n)..];
    }

    /// <summary>Appends 16-bit integers as they are.</summary>
    public static void Write(ref Span<byte> to, ReadOnlySpan<ushort> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            to[i] = (byte)values[i];
            to[values.Length + i] = (byte)(values[i] >> 8);
        }

        to = to[(2 * values.Length)..];
    }

    /// <summary>Takes 16-bit integers off.</summary>
    public static void Read(ref ReadOnlySpan<byte> from, Span<ushort> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (ushort)(from[i] | (from[values.Length + i] << 8));
        }

        from = from[(2 * values.Length)..];
    }
}
