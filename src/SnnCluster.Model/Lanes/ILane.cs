using SnnCluster.Model.Random;

namespace SnnCluster.Model.Lanes;

/// <summary>
/// A bundle of single-precision numbers that are computed together: one (<see cref="ScalarLane"/>, which a GPU thread
/// runs) or as many as a vector register holds (<see cref="Lane4"/>, <see cref="Lane8"/>, <see cref="Lane16"/>).
/// A model written over a lane gives the same bits at every width: all operations are IEEE-754 single precision,
/// correctly rounded, and no multiply and add is ever fused.
/// </summary>
/// <typeparam name="T">The lane itself.</typeparam>
public interface ILane<T>
    where T : unmanaged, ILane<T>
{
    /// <summary>How many numbers the lane holds: 1, 4, 8 or 16.</summary>
    static abstract int Width { get; }

    /// <summary>A lane with <paramref name="value"/> in every element.</summary>
    static abstract T Of(float value);

    /// <summary>Sum, element by element.</summary>
    static abstract T operator +(T a, T b);

    /// <summary>Difference, element by element.</summary>
    static abstract T operator -(T a, T b);

    /// <summary>Product, element by element.</summary>
    static abstract T operator *(T a, T b);

    /// <summary>Quotient, element by element.</summary>
    static abstract T operator /(T a, T b);

    /// <summary>Negation, element by element.</summary>
    static abstract T operator -(T a);

    /// <summary>Where <paramref name="a"/> is below <paramref name="b"/>; false where either is not a number.</summary>
    static abstract Mask<T> operator <(T a, T b);

    /// <summary>Where <paramref name="a"/> is above <paramref name="b"/>; false where either is not a number.</summary>
    static abstract Mask<T> operator >(T a, T b);

    /// <summary>Where <paramref name="a"/> is at most <paramref name="b"/>; false where either is not a number.</summary>
    static abstract Mask<T> operator <=(T a, T b);

    /// <summary>Where <paramref name="a"/> is at least <paramref name="b"/>; false where either is not a number.</summary>
    static abstract Mask<T> operator >=(T a, T b);

    /// <summary>Where both are equal.</summary>
    static abstract Mask<T> Equal(T a, T b);

    /// <summary><paramref name="whenTrue"/> where the mask is set, else <paramref name="whenFalse"/>.</summary>
    static abstract T Select(Mask<T> mask, T whenTrue, T whenFalse);

    /// <summary>Zero where the mask is set, else <paramref name="value"/>: what <see cref="Select"/> gives with a zero, and cheaper.</summary>
    static abstract T Clear(Mask<T> mask, T value);

    /// <summary>The larger of two; <paramref name="b"/> where they are equal or cannot be compared.</summary>
    static abstract T Max(T a, T b);

    /// <summary>The smaller of two; <paramref name="b"/> where they are equal or cannot be compared.</summary>
    static abstract T Min(T a, T b);

    /// <summary>The correctly rounded square root.</summary>
    static abstract T Sqrt(T a);

    /// <summary>The value without its sign.</summary>
    static abstract T Abs(T a);

    /// <summary>Both masks.</summary>
    static abstract Mask<T> And(Mask<T> a, Mask<T> b);

    /// <summary>Either mask.</summary>
    static abstract Mask<T> Or(Mask<T> a, Mask<T> b);

    /// <summary>The opposite of a mask.</summary>
    static abstract Mask<T> Not(Mask<T> a);

    /// <summary>The mask as bits: bit i is element i.</summary>
    static abstract uint Bits(Mask<T> mask);

    /// <summary>
    /// <paramref name="value"/> times two to the power of <paramref name="exponent"/>, which must be a whole number
    /// from -126 to 127. Built from bits, so it is exact wherever the result is a normal number.
    /// </summary>
    static abstract T ScaleByPowerOfTwo(T value, T exponent);

    /// <summary>The exponent e of a positive normal number m·2^e with m in [1, 2), as a number.</summary>
    static abstract T Exponent(T value);

    /// <summary>The significand m of a positive normal number m·2^e, in [1, 2).</summary>
    static abstract T Significand(T value);

    /// <summary>One element, counted from 0.</summary>
    static abstract float Element(T value, int index);

    /// <summary>A copy with one element replaced.</summary>
    static abstract T WithElement(T value, int index, float element);

    /// <summary>
    /// Uniform draws from (0, 1): element i is <see cref="Draw.Uniform(uint)"/> of the first random word of
    /// (<paramref name="firstId"/> + i, <paramref name="step"/>, <paramref name="draw"/>) under a key.
    /// </summary>
    static abstract T UniformDraws(RandomKey key, uint firstId, uint step, uint draw);
}
