using System.Numerics;

namespace SnnCluster.Fuzz.Running;

/// <summary>
/// Random numbers of one input: a function of seed, target and index, on every machine and version of .NET, so that an
/// input can be made again alone. SplitMix64 (Steele, Lea and Flood 2014).
/// </summary>
internal sealed class FuzzRandom
{
    private ulong _state;

    public FuzzRandom(ulong seed, string target, long index)
    {
        _state = seed;
        foreach (char c in target)
        {
            _state = Mix(_state + c);
        }

        _state = Mix(_state ^ (ulong)index);
    }

    public ulong Next()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        return Mix(_state);
    }

    /// <summary>A number from 0 to <paramref name="limit"/> - 1; 0 where the limit is 0.</summary>
    public int Below(int limit) => (int)(((UInt128)Next() * (uint)limit) >> 64);

    /// <summary>True in one of so many cases.</summary>
    public bool OneIn(int cases) => Below(cases) == 0;

    /// <summary>A number from 0 to the limit, the smaller the likelier: each number of binary digits is as likely as another.</summary>
    public int Small(int limit)
    {
        int digits = Below(BitOperations.Log2((uint)limit | 1) + 2);
        return Math.Min(limit, Below(1 << Math.Min(digits, 30)));
    }

    public T Of<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    public byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        for (int i = 0; i < length; i += 8)
        {
            ulong word = Next();
            for (int j = i; j < Math.Min(i + 8, length); j++, word >>= 8)
            {
                bytes[j] = (byte)word;
            }
        }

        return bytes;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
