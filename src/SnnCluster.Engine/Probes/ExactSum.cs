using System.Numerics;
using System.Runtime.CompilerServices;

namespace SnnCluster.Engine.Probes;

/// <summary>
/// Sums of floating-point numbers without rounding (a superaccumulator; Kulisch 1971, Neal 2015): a sum is a whole number of
/// 2^-320, held in limbs of 32 bits. Limbs of several sums are added one by one, in any order and grouping, and the result has
/// the same bits: so means over partitions do not depend on the cut. Exact for numbers of single precision and their squares; of
/// other numbers what lies below 2^-320 is dropped.
/// </summary>
public static class ExactSum
{
    /// <summary>Limbs of a sum.</summary>
    public const int Limbs = 21;

    private const int LeastExponent = -320;
    private const int LimbBits = 32;
    private const int MantissaBits = 52;
    private const int ExponentBias = 1075;

    // Above this a number does not fit beside 2^40 others.
    private const double Largest = 1e80;

    /// <summary>Adds a number; limbs must be carried before 2^30 additions, which <see cref="Carry"/> does.</summary>
    /// <param name="limbs">The sum.</param>
    /// <param name="value">The number, at most 1e80 in size.</param>
    /// <exception cref="SimulationException">It is larger, or not a number.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(Span<long> limbs, double value)
    {
        if (!(Math.Abs(value) <= Largest))
        {
            throw new SimulationException($"a value of {value} is to be averaged: must be a number of at most {Largest} in size");
        }

        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        int exponent = (int)(bits >> MantissaBits) & 0x7FF;
        ulong mantissa = (bits & ((1UL << MantissaBits) - 1)) | (exponent == 0 ? 0 : 1UL << MantissaBits);
        int place = Math.Max(exponent, 1) - ExponentBias - LeastExponent;
        if (place < 0)
        {
            mantissa = place <= -64 ? 0 : mantissa >> -place;
            place = 0;
        }

        int limb = place / LimbBits;
        int shift = place % LimbBits;
        ulong low = mantissa << shift;
        ulong high = shift == 0 ? 0 : mantissa >> (64 - shift);
        long sign = value < 0 ? -1 : 1;
        limbs[limb] += sign * (long)(low & uint.MaxValue);
        limbs[limb + 1] += sign * (long)(low >> LimbBits);
        limbs[limb + 2] += sign * (long)high;
    }

    /// <summary>Carries, so that a limb has 32 bits and the last the sign.</summary>
    public static void Carry(Span<long> limbs)
    {
        for (int i = 0; i + 1 < Limbs; i++)
        {
            limbs[i + 1] += limbs[i] >> LimbBits;
            limbs[i] &= uint.MaxValue;
        }
    }

    /// <summary>The sum, rounded to double precision.</summary>
    public static double Value(ReadOnlySpan<long> limbs) => Scaled(ToInteger(limbs), LeastExponent);

    /// <summary>Mean and standard deviation (of a population, not of a sample); not a number where there is none.</summary>
    /// <param name="count">How many numbers.</param>
    /// <param name="sum">Their sum.</param>
    /// <param name="squares">The sum of their squares.</param>
    public static (double Mean, double StandardDeviation) Moments(long count, ReadOnlySpan<long> sum, ReadOnlySpan<long> squares)
    {
        if (count <= 0)
        {
            return (double.NaN, double.NaN);
        }

        BigInteger total = ToInteger(sum);
        BigInteger variance = (((BigInteger)count * ToInteger(squares)) << -LeastExponent) - (total * total);
        return (
            Scaled(total, LeastExponent) / count,
            Math.Sqrt(Math.Max(0, Scaled(variance, 2 * LeastExponent))) / count);
    }

    private static BigInteger ToInteger(ReadOnlySpan<long> limbs)
    {
        BigInteger sum = BigInteger.Zero;
        for (int i = Limbs - 1; i >= 0; i--)
        {
            sum = (sum << LimbBits) + limbs[i];
        }

        return sum;
    }

    // Its leading bits are enough, and more of them than a double holds.
    private static double Scaled(BigInteger value, int exponent)
    {
        int drop = (int)Math.Max(0, BigInteger.Abs(value).GetBitLength() - 62);
        return Math.ScaleB((double)(long)(value >> drop), drop + exponent);
    }
}
