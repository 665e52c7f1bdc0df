// The members of a lane are documented on ILane. Lane4, Lane8 and Lane16 are the same text for three register widths:
// .NET has no public type that is generic over the width of a vector.
#pragma warning disable CS1591
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Lanes;

/// <summary>4 numbers in one 128-bit vector register.</summary>
/// <param name="Value">The numbers.</param>
public readonly record struct Lane4(Vector128<float> Value) : ILane<Lane4>
{
    public static int Width => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 Of(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 operator +(Lane4 a, Lane4 b) => new(a.Value + b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 operator -(Lane4 a, Lane4 b) => new(a.Value - b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 operator *(Lane4 a, Lane4 b) => new(a.Value * b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 operator /(Lane4 a, Lane4 b) => new(a.Value / b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 operator -(Lane4 a) => new(-a.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane4> operator <(Lane4 a, Lane4 b) => MaskOf(Vector128.LessThan(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane4> operator >(Lane4 a, Lane4 b) => MaskOf(Vector128.GreaterThan(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane4> operator <=(Lane4 a, Lane4 b) => MaskOf(Vector128.LessThanOrEqual(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane4> operator >=(Lane4 a, Lane4 b) => MaskOf(Vector128.GreaterThanOrEqual(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane4> Equal(Lane4 a, Lane4 b) => MaskOf(Vector128.Equals(a.Value, b.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 Select(Mask<Lane4> mask, Lane4 whenTrue, Lane4 whenFalse) =>
        new(Sse41.IsSupported
            ? Sse41.BlendVariable(whenFalse.Value, whenTrue.Value, mask.Raw.Value)
            : Vector128.ConditionalSelect(mask.Raw.Value, whenTrue.Value, whenFalse.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 Clear(Mask<Lane4> mask, Lane4 value) => new(Vector128.AndNot(value.Value, mask.Raw.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 Max(Lane4 a, Lane4 b) => Sse.IsSupported ? new(Sse.Max(a.Value, b.Value)) : Select(a > b, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 Min(Lane4 a, Lane4 b) => Sse.IsSupported ? new(Sse.Min(a.Value, b.Value)) : Select(a < b, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 Sqrt(Lane4 a) => new(Vector128.Sqrt(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 Abs(Lane4 a) => new(Vector128.Abs(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane4> And(Mask<Lane4> a, Mask<Lane4> b) => MaskOf(a.Raw.Value & b.Raw.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane4> Or(Mask<Lane4> a, Mask<Lane4> b) => MaskOf(a.Raw.Value | b.Raw.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<Lane4> Not(Mask<Lane4> a) => MaskOf(~a.Raw.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(Mask<Lane4> mask) => (uint)Vector128.ExtractMostSignificantBits(mask.Raw.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 ScaleByPowerOfTwo(Lane4 value, Lane4 exponent) =>
        new(value.Value * ((Vector128.ConvertToInt32Native(exponent.Value) + Vector128.Create(127)) << 23).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 Exponent(Lane4 value) =>
        new(Vector128.ConvertToSingle((value.Value.AsInt32() >> 23) - Vector128.Create(127)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 Significand(Lane4 value) =>
        new(((value.Value.AsInt32() & Vector128.Create(0x007FFFFF)) | Vector128.Create(0x3F800000)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Element(Lane4 value, int index) => value.Value.GetElement(index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane4 WithElement(Lane4 value, int index, float element) => new(value.Value.WithElement(index, element));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Lane4 UniformDraws(RandomKey key, uint firstId, uint step, uint draw) => new(Vector128.Create(
        Draw.Uniform(key.Generate(firstId, step, draw).A),
        Draw.Uniform(key.Generate(firstId + 1, step, draw).A),
        Draw.Uniform(key.Generate(firstId + 2, step, draw).A),
        Draw.Uniform(key.Generate(firstId + 3, step, draw).A)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Mask<Lane4> MaskOf(Vector128<float> bits) => new(new Lane4(bits));
}
