using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Model.Random;

/// <summary>Turns random words into numbers of a distribution.</summary>
public static class Draw
{
    /// <summary>
    /// Uniform in the open interval (0, 1): the midpoint of one of 2^23 equal cells, so that neither end occurs and
    /// every value is exact in single precision.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Uniform(uint word) => ((int)(word >> 9) + 0.5f) * (1f / 8388608f);

    /// <summary>Uniform in the open interval (0, 1): the midpoint of one of 2^52 equal cells.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Uniform(uint low, uint high) =>
        (((((ulong)high << 32) | low) >> 12) + 0.5) * (1.0 / 4503599627370496.0);

    /// <summary>
    /// Exponential with mean 1, from 6e-8 to 16.6. Single precision, so that a GPU thread and a vector lane can do it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Exponential(uint word) => -LaneMath.Log(new ScalarLane(Uniform(word))).Value;

    /// <summary>Standard normal.</summary>
    public static double Normal(uint low, uint high) => PortableMath.NormalQuantile(Uniform(low, high));

    /// <summary>
    /// Uniform in 0..<paramref name="bound"/> - 1 by multiplication of a 32-bit word (Lemire 2019, without the
    /// rejection step): probabilities differ from equal by at most bound/2^32.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Below(uint word, int bound) => (int)(((ulong)word * (uint)bound) >> 32);
}
