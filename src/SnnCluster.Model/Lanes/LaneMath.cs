using System.Runtime.CompilerServices;

namespace SnnCluster.Model.Lanes;

/// <summary>
/// Elementary functions on lanes, made of + - * / and bit moves alone, so that every lane width and every processor
/// gives the same bits (the platform's own differ between vector and scalar code in half of all inputs).
/// </summary>
public static class LaneMath
{
    /// <summary>The smallest normal single-precision number, 2^-126.</summary>
    public const float SmallestNormal = 1.17549435e-38f;

    private const float Log2E = 1.44269504f;

    // ln 2 in two parts (Cody and Waite 1980): n·Ln2High is exact for every n that occurs.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    // Adding and taking away 1.5·2^23 rounds to the nearest whole number, ties to even.
    private const float RoundingShift = 12582912f;

    /// <summary>The smaller of two; the second where they cannot be compared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Min<T>(T a, T b)
        where T : unmanaged, ILane<T> => T.Min(a, b);

    /// <summary>The larger of two; the second where they cannot be compared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Max<T>(T a, T b)
        where T : unmanaged, ILane<T> => T.Max(a, b);

    /// <summary>
    /// Zero for what is too small to be a normal number. Decaying state goes through this, since processors are slow
    /// on denormal numbers and GPUs may drop them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T FlushDenormal<T>(T a)
        where T : unmanaged, ILane<T> =>
        T.Clear(T.Abs(a) < T.Of(SmallestNormal), a);

    /// <summary>
    /// e to the power of <paramref name="x"/>, within 2 units in the last place. Arguments are clamped to
    /// [-87, 88]: the result is never zero, denormal or infinite. What is no number stays none.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T p = ReducedExpMinusOne(x, out T n);
        return T.ScaleByPowerOfTwo(p + T.Of(1f), n);
    }

    /// <summary>
    /// e to the power of <paramref name="x"/>, less 1, to 3e-7 of itself: unlike the difference it keeps its digits near 0. Arguments
    /// are clamped to [-87, 88]. What is no number stays none.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T ExpMinusOne<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T p = ReducedExpMinusOne(x, out T n);

        // e^x - 1 = 2^n·(e^r - 1) + (2^n - 1): nothing is lost where n is 0, and else |x| is above ln(2)/2.
        return T.ScaleByPowerOfTwo(p, n) + (T.ScaleByPowerOfTwo(T.Of(1f), n) - T.Of(1f));
    }

    /// <summary>x/(1 - exp(-x)), 1 at 0: how rates of channels depend on the potential where their formula is 0/0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T LinearOverExponential<T>(T x)
        where T : unmanaged, ILane<T>
    {
        Mask<T> apart = T.Abs(x) > T.Of(1e-6f);
        return T.Select(apart, x / -ExpMinusOne(-T.Select(apart, x, T.Of(1f))), T.Of(1f) + (T.Of(0.5f) * x));
    }

    /// <summary>(e^x - 1)/x, 1 at 0, to 4e-7 of itself. Within e^x, arguments are clamped to [-87, 88]. What is no number stays none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T RelativeExp<T>(T x)
        where T : unmanaged, ILane<T>
    {
        // What is too small to be divided by is as good as a number that is not.
        x = T.Select(T.Abs(x) < T.Of(1e-30f), T.Of(1e-30f), x);
        return ExpMinusOne(x) / x;
    }

    /// <summary>The hyperbolic tangent, to 6e-7 of itself. What is no number stays none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x)
        where T : unmanaged, ILane<T>
    {
        // (e^2x - 1)/(e^2x + 1), which keeps its digits near 0 and is clamped far away from it.
        T e = ExpMinusOne(x + x);
        return e / (e + T.Of(2f));
    }

    /// <summary>
    /// The natural logarithm of a positive normal number, within 2 units in the last place away from 1 and 1e-7
    /// absolute near it; -infinity at 0, infinity at infinity, not a number below 0 and of what is none. Positive denormal
    /// numbers give no meaningful result.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log<T>(T x)
        where T : unmanaged, ILane<T>
    {
        T e = T.Exponent(x);
        T m = T.Significand(x);

        // Bring the significand into [sqrt(1/2), sqrt(2)), then ln m = 2·artanh(s) with s = (m - 1)/(m + 1).
        Mask<T> large = m > T.Of(1.41421356f);
        m = T.Select(large, m * T.Of(0.5f), m);
        e = T.Select(large, e + T.Of(1f), e);
        T s = (m - T.Of(1f)) / (m + T.Of(1f));
        T z = s * s;

        // artanh(s)/s = 1 + z/3 + z²/5 + …: with |s| <= 0.1716 the first term left out is below 1e-8.
        T p = T.Of(1f / 9f);
        p = (p * z) + T.Of(1f / 7f);
        p = (p * z) + T.Of(1f / 5f);
        p = (p * z) + T.Of(1f / 3f);
        T series = (s + s) + ((s + s) * z * p);
        T log = (e * T.Of(Ln2High)) + ((e * T.Of(Ln2Low)) + series);

        // Bits of what is no positive number have no exponent and significand. Both comparisons are false for no number.
        log = T.Select(x <= T.Of(float.MaxValue), log, x);
        T limit = T.Select(x < T.Of(0f), T.Of(float.NaN), T.Of(float.NegativeInfinity));
        return T.Select(x <= T.Of(0f), limit, log);
    }

    // e^r - 1 for x = n·ln 2 + r, |r| <= ln(2)/2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ReducedExpMinusOne<T>(T x, out T n)
        where T : unmanaged, ILane<T>
    {
        // What cannot be compared comes second, so that it is kept.
        x = Max(T.Of(-87f), Min(T.Of(88f), x));
        n = ((x * T.Of(Log2E)) + T.Of(RoundingShift)) - T.Of(RoundingShift);
        T r = (x - (n * T.Of(Ln2High))) - (n * T.Of(Ln2Low));

        // Taylor's series to degree 7: remainder below 6e-9 of e^r.
        T p = T.Of(1f / 5040f);
        p = (p * r) + T.Of(1f / 720f);
        p = (p * r) + T.Of(1f / 120f);
        p = (p * r) + T.Of(1f / 24f);
        p = (p * r) + T.Of(1f / 6f);
        p = (p * r) + T.Of(0.5f);
        return (p * r * r) + r;
    }
}
