using System.Runtime.CompilerServices;

namespace SnnCluster.Model.Random;

/// <summary>
/// Four 32-bit words, the counter or the output of <see cref="Philox"/>.
/// </summary>
/// <param name="A">Word 0.</param>
/// <param name="B">Word 1.</param>
/// <param name="C">Word 2.</param>
/// <param name="D">Word 3.</param>
public readonly record struct Words(uint A, uint B, uint C, uint D);

/// <summary>
/// The counter-based generator Philox 4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
/// 1, 2, 3", SC 2011): a bijection of a 128-bit counter under a 64-bit key. It has no state, so the number for any
/// (neuron, step) is had without those before it.
/// </summary>
public static class Philox
{
    internal const uint Multiplier0 = 0xD2511F53;
    internal const uint Multiplier1 = 0xCD9E8D57;
    internal const uint Weyl0 = 0x9E3779B9;
    internal const uint Weyl1 = 0xBB67AE85;

    /// <summary>The four random words of one counter under one key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words Generate(Words counter, uint key0, uint key1)
    {
        uint a = counter.A;
        uint b = counter.B;
        uint c = counter.C;
        uint d = counter.D;
        for (int round = 0; round < 10; round++)
        {
            ulong p0 = (ulong)Multiplier0 * a;
            ulong p1 = (ulong)Multiplier1 * c;
            a = (uint)(p1 >> 32) ^ b ^ key0;
            b = (uint)p1;
            c = (uint)(p0 >> 32) ^ d ^ key1;
            d = (uint)p0;
            key0 += Weyl0;
            key1 += Weyl1;
        }

        return new Words(a, b, c, d);
    }
}
