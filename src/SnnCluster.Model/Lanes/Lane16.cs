// The members of a lane are documented on ILane. Lane4, Lane8 and Lane16 are the same text for three register widths:
// .NET has no public type that is generic over the width of a vector.
#pragma warning disable CS1591
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Lanes;

/// <summary>16 numbers in one 512-bit vector register.</summary>
/// <param name="Value">The numbers.</param>
public readonly record struct Lane16(Vector512<float> Value) : ILane<Lane16>
{
    public static int Width => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Of(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 operator +(Lane16 a, Lane16 b) => new(a.Value + b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 operator -(Lane16 a, Lane16 b) => new(a.Value - b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 operator *(Lane16 a, Lane16 b) => new(a.Value * b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 operator /(Lane16 a, Lane16 b) => new(a.Value / b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 operator -(Lane16 a) => new(-a.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane16> operator <(Lane16 a, Lane16 b) => MaskOf(Vector512.LessThan(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane16> operator >(Lane16 a, Lane16 b) => MaskOf(Vector512.GreaterThan(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane16> operator <=(Lane16 a, Lane16 b) => MaskOf(Vector512.LessThanOrEqual(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane16> operator >=(Lane16 a, Lane16 b) => MaskOf(Vector512.GreaterThanOrEqual(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane16> Equal(Lane16 a, Lane16 b) => MaskOf(Vector512.Equals(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Select(Mask<Lane16> mask, Lane16 whenTrue, Lane16 whenFalse) =>
        new(Vector512.ConditionalSelect(mask.Raw.Value, whenTrue.Value, whenFalse.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Clear(Mask<Lane16> mask, Lane16 value) => new(Vector512.AndNot(value.Value, mask.Raw.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Max(Lane16 a, Lane16 b) => Avx512F.IsSupported ? new(Avx512F.Max(a.Value, b.Value)) : Select(a > b, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Min(Lane16 a, Lane16 b) => Avx512F.IsSupported ? new(Avx512F.Min(a.Value, b.Value)) : Select(a < b, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Sqrt(Lane16 a) => new(Vector512.Sqrt(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Abs(Lane16 a) => new(Vector512.Abs(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane16> And(Mask<Lane16> a, Mask<Lane16> b) => MaskOf(a.Raw.Value & b.Raw.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane16> Or(Mask<Lane16> a, Mask<Lane16> b) => MaskOf(a.Raw.Value | b.Raw.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane16> Not(Mask<Lane16> a) => MaskOf(~a.Raw.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(Mask<Lane16> mask) => (uint)Vector512.ExtractMostSignificantBits(mask.Raw.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 ScaleByPowerOfTwo(Lane16 value, Lane16 exponent) =>
        new(value.Value * ((Vector512.ConvertToInt32Native(exponent.Value) + Vector512.Create(127)) << 23).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Exponent(Lane16 value) =>
        new(Vector512.ConvertToSingle((value.Value.AsInt32() >> 23) - Vector512.Create(127)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 Significand(Lane16 value) =>
        new(((value.Value.AsInt32() & Vector512.Create(0x007FFFFF)) | Vector512.Create(0x3F800000)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Element(Lane16 value, int index) => value.Value.GetElement(index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane16 WithElement(Lane16 value, int index, float element) => new(value.Value.WithElement(index, element));

    public static Lane16 UniformDraws(RandomKey key, uint firstId, uint step, uint draw) =>
        new(Vector512.Create(
            Lane8.UniformDraws(key, firstId, step, draw).Value,
            Lane8.UniformDraws(key, firstId + 8, step, draw).Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Mask<Lane16> MaskOf(Vector512<float> bits) => new(new Lane16(bits));
}
