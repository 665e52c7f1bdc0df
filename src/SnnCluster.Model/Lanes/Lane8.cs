// The members of a lane are documented on ILane. Lane4, Lane8 and Lane16 are the same text for three register widths:
// .NET has no public type that is generic over the width of a vector.
#pragma warning disable CS1591
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Lanes;

/// <summary>8 numbers in one 256-bit vector register.</summary>
/// <param name="Value">The numbers.</param>
public readonly record struct Lane8(Vector256<float> Value) : ILane<Lane8>
{
    public static int Width => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 Of(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 operator +(Lane8 a, Lane8 b) => new(a.Value + b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 operator -(Lane8 a, Lane8 b) => new(a.Value - b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 operator *(Lane8 a, Lane8 b) => new(a.Value * b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 operator /(Lane8 a, Lane8 b) => new(a.Value / b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 operator -(Lane8 a) => new(-a.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane8> operator <(Lane8 a, Lane8 b) => MaskOf(Vector256.LessThan(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane8> operator >(Lane8 a, Lane8 b) => MaskOf(Vector256.GreaterThan(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane8> operator <=(Lane8 a, Lane8 b) => MaskOf(Vector256.LessThanOrEqual(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane8> operator >=(Lane8 a, Lane8 b) => MaskOf(Vector256.GreaterThanOrEqual(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane8> Equal(Lane8 a, Lane8 b) => MaskOf(Vector256.Equals(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 Select(Mask<Lane8> mask, Lane8 whenTrue, Lane8 whenFalse) =>
        new(Avx.IsSupported
            ? Avx.BlendVariable(whenFalse.Value, whenTrue.Value, mask.Raw.Value)
            : Vector256.ConditionalSelect(mask.Raw.Value, whenTrue.Value, whenFalse.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 Clear(Mask<Lane8> mask, Lane8 value) => new(Vector256.AndNot(value.Value, mask.Raw.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 Max(Lane8 a, Lane8 b) => Avx.IsSupported ? new(Avx.Max(a.Value, b.Value)) : Select(a > b, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 Min(Lane8 a, Lane8 b) => Avx.IsSupported ? new(Avx.Min(a.Value, b.Value)) : Select(a < b, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 Sqrt(Lane8 a) => new(Vector256.Sqrt(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 Abs(Lane8 a) => new(Vector256.Abs(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane8> And(Mask<Lane8> a, Mask<Lane8> b) => MaskOf(a.Raw.Value & b.Raw.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane8> Or(Mask<Lane8> a, Mask<Lane8> b) => MaskOf(a.Raw.Value | b.Raw.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane8> Not(Mask<Lane8> a) => MaskOf(~a.Raw.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(Mask<Lane8> mask) => (uint)Vector256.ExtractMostSignificantBits(mask.Raw.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 ScaleByPowerOfTwo(Lane8 value, Lane8 exponent) =>
        new(value.Value * ((Vector256.ConvertToInt32Native(exponent.Value) + Vector256.Create(127)) << 23).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 Exponent(Lane8 value) =>
        new(Vector256.ConvertToSingle((value.Value.AsInt32() >> 23) - Vector256.Create(127)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 Significand(Lane8 value) =>
        new(((value.Value.AsInt32() & Vector256.Create(0x007FFFFF)) | Vector256.Create(0x3F800000)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Element(Lane8 value, int index) => value.Value.GetElement(index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane8 WithElement(Lane8 value, int index, float element) => new(value.Value.WithElement(index, element));

    public static Lane8 UniformDraws(RandomKey key, uint firstId, uint step, uint draw) =>
        new(WidePhilox.IsSupported
            ? WidePhilox.UniformDraws(key, firstId, step, draw)
            : Vector256.Create(
                Lane4.UniformDraws(key, firstId, step, draw).Value,
                Lane4.UniformDraws(key, firstId + 4, step, draw).Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Mask<Lane8> MaskOf(Vector256<float> bits) => new(new Lane8(bits));
}
