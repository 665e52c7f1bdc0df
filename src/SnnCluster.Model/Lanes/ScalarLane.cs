// The members of a lane are documented on ILane.
#pragma warning disable CS1591
using System.Runtime.CompilerServices;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Lanes;

/// <summary>One number: what a GPU thread computes with, and the reference for the vector lanes.</summary>
/// <param name="Value">The number.</param>
public readonly record struct ScalarLane(float Value) : ILane<ScalarLane>
{
    public static int Width => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Of(float value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane operator +(ScalarLane a, ScalarLane b) => new(a.Value + b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane operator -(ScalarLane a, ScalarLane b) => new(a.Value - b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane operator *(ScalarLane a, ScalarLane b) => new(a.Value * b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane operator /(ScalarLane a, ScalarLane b) => new(a.Value / b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane operator -(ScalarLane a) => new(-a.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<ScalarLane> operator <(ScalarLane a, ScalarLane b) => MaskOf(a.Value < b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<ScalarLane> operator >(ScalarLane a, ScalarLane b) => MaskOf(a.Value > b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<ScalarLane> operator <=(ScalarLane a, ScalarLane b) => MaskOf(a.Value <= b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<ScalarLane> operator >=(ScalarLane a, ScalarLane b) => MaskOf(a.Value >= b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<ScalarLane> Equal(ScalarLane a, ScalarLane b) => MaskOf(a.Value == b.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Select(Mask<ScalarLane> mask, ScalarLane whenTrue, ScalarLane whenFalse) =>
        IsSet(mask) ? whenTrue : whenFalse;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Clear(Mask<ScalarLane> mask, ScalarLane value) => IsSet(mask) ? new(0f) : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Max(ScalarLane a, ScalarLane b) => a.Value > b.Value ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Min(ScalarLane a, ScalarLane b) => a.Value < b.Value ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Sqrt(ScalarLane a) => new(MathF.Sqrt(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Abs(ScalarLane a) => new(MathF.Abs(a.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<ScalarLane> And(Mask<ScalarLane> a, Mask<ScalarLane> b) => MaskOf(IsSet(a) & IsSet(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<ScalarLane> Or(Mask<ScalarLane> a, Mask<ScalarLane> b) => MaskOf(IsSet(a) | IsSet(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Mask<ScalarLane> Not(Mask<ScalarLane> a) => MaskOf(!IsSet(a));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(Mask<ScalarLane> mask) => IsSet(mask) ? 1u : 0u;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane ScaleByPowerOfTwo(ScalarLane value, ScalarLane exponent) =>
        new(value.Value * BitConverter.Int32BitsToSingle(((int)exponent.Value + 127) << 23));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Exponent(ScalarLane value) =>
        new((BitConverter.SingleToInt32Bits(value.Value) >> 23) - 127);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Significand(ScalarLane value) =>
        new(BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(value.Value) & 0x007FFFFF) | 0x3F800000));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Element(ScalarLane value, int index) => value.Value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane WithElement(ScalarLane value, int index, float element) => new(element);

    public static ScalarLane UniformDraws(RandomKey key, uint firstId, uint step, uint draw) =>
        new(Draw.Uniform(key.Generate(firstId, step, draw).A));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Mask<ScalarLane> MaskOf(bool condition) => new(new ScalarLane(condition ? 1f : 0f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSet(Mask<ScalarLane> mask) => mask.Raw.Value != 0f;
}
