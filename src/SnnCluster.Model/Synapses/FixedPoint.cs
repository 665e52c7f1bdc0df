using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Model.Synapses;

/// <summary>
/// The 64-bit fixed-point form in which weights are summed, so that the order of the sum cannot matter. The scale is
/// a power of two such that no sum that the declared bounds of weight and in-degree allow leaves 52 bits: it can
/// neither overflow nor lose bits on its way back through double precision.
/// </summary>
public static class FixedPoint
{
    /// <summary>Bits that the largest initial weight of a projection must have: as many as it has in single precision.</summary>
    public const int LeastBits = 24;

    private const int Bits = 51;
    private const double Middle = 6755399441055744; // 1.5·2^52

    // Adding and taking away 1.5·2^23 rounds to the nearest whole number, ties to even, below 2^22.
    private const float RoundingShift = 12582912f;
    private const float LastThatRounds = 4194304f;

    /// <summary>The scale for sums up to a bound.</summary>
    /// <param name="bound">Largest absolute value of a sum, at least 0 and below 2^100.</param>
    public static float Scale(double bound)
    {
        int exponent = Bits;
        double power = 1;
        while (power < bound && exponent > -100)
        {
            power *= 2;
            exponent--;
        }

        return (float)Math.ScaleB(1.0, exponent);
    }

    /// <summary>A weight in fixed point, rounded to nearest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long FromWeight(float weight, float scale) => (long)Rounded(weight * scale);

    /// <summary>The same of a weight within the bounds that the scale was made for: without looking whether 64 bits hold it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long FromBoundedWeight(float weight, float scale) => FromScaled(Rounded(weight * scale));

    /// <summary>A weight in units of the fixed point, rounded to nearest: a whole number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Scaled<T>(T weight, T scale)
        where T : unmanaged, ILane<T>
    {
        T scaled = weight * scale;
        T rounded = (scaled + T.Of(RoundingShift)) - T.Of(RoundingShift);
        return T.Select(T.Abs(scaled) < T.Of(LastThatRounds), rounded, scaled);
    }

    /// <summary>The same of one weight.</summary>
    public static float Scaled(float weight, float scale) => Scaled(new ScalarLane(weight), new ScalarLane(scale)).Value;

    /// <summary>
    /// What <see cref="Scaled{T}"/> gave, in fixed point: with it, what <see cref="FromWeight"/> gives. Of weights within the bounds that the scale was made
    /// for.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long FromScaled(float scaled) => float.ConvertToIntegerNative<long>(scaled);

    /// <summary>A sum as a number again; <paramref name="inverseScale"/> is 1/scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ToSum(long sum, float inverseScale) => (float)sum * inverseScale;

    /// <summary>Sums as numbers again, and zeros in their place.</summary>
    /// <param name="sums">The sums.</param>
    /// <param name="numbers">As many numbers.</param>
    /// <param name="inverseScale">1/scale.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TakeSums(Span<long> sums, Span<float> numbers, float inverseScale)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(numbers.Length, sums.Length);
        int i = 0;
        if (Avx.IsSupported)
        {
            ref long sum = ref MemoryMarshal.GetReference(sums);
            ref float number = ref MemoryMarshal.GetReference(numbers);
            for (; i <= sums.Length - Vector256<long>.Count; i += Vector256<long>.Count)
            {
                // Numbers from 2^52 to 2^53 have their whole part in their lower bits, 2^51 on either side of the middle.
                Vector256<long> whole = Vector256.LoadUnsafe(ref sum, (nuint)i) + Vector256.Create(Middle).AsInt64();
                Vector256<double> exact = whole.AsDouble() - Vector256.Create(Middle);
                (Avx.ConvertToVector128Single(exact) * Vector128.Create(inverseScale)).StoreUnsafe(ref number, (nuint)i);
                Vector256<long>.Zero.StoreUnsafe(ref sum, (nuint)i);
            }
        }

        for (; i < sums.Length; i++)
        {
            numbers[i] = ToSum(sums[i], inverseScale);
            sums[i] = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Rounded(float scaled)
    {
        // Larger ones have at most half a unit behind the point, which the conversion drops: nearest, ties toward zero.
        // Few weights are so small that they get here.
        if (MathF.Abs(scaled) < LastThatRounds)
        {
            scaled = (scaled + RoundingShift) - RoundingShift;
        }

        return scaled;
    }
}
