// The members of a lane are documented on ILane.
#pragma warning disable CS1591
namespace SnnCluster.Model.Lanes;

/// <summary>One number: what a GPU thread computes with, and the reference for the vector lanes.</summary>
/// <param name="Value">The number.</param>
public readonly record struct ScalarLane(float Value) : ILane<ScalarLane>
{
    public static int Width => 1;

    public static ScalarLane Of(float value) => new(value);

    public static ScalarLane operator +(ScalarLane a, ScalarLane b) => new(a.Value + b.Value);

    public static ScalarLane operator -(ScalarLane a, ScalarLane b) => new(a.Value - b.Value);

    public static ScalarLane operator *(ScalarLane a, ScalarLane b) => new(a.Value * b.Value);

    public static ScalarLane operator /(ScalarLane a, ScalarLane b) => new(a.Value / b.Value);

    public static ScalarLane operator -(ScalarLane a) => new(-a.Value);

    public static Mask<ScalarLane> operator <(ScalarLane a, ScalarLane b) => MaskOf(a.Value < b.Value);

    public static Mask<ScalarLane> operator >(ScalarLane a, ScalarLane b) => MaskOf(a.Value > b.Value);

    public static Mask<ScalarLane> operator <=(ScalarLane a, ScalarLane b) => MaskOf(a.Value <= b.Value);

    public static Mask<ScalarLane> operator >=(ScalarLane a, ScalarLane b) => MaskOf(a.Value >= b.Value);

    public static Mask<ScalarLane> Equal(ScalarLane a, ScalarLane b) => MaskOf(a.Value == b.Value);

    public static ScalarLane Select(Mask<ScalarLane> mask, ScalarLane whenTrue, ScalarLane whenFalse) =>
        IsSet(mask) ? whenTrue : whenFalse;

    public static ScalarLane Sqrt(ScalarLane a) => new(MathF.Sqrt(a.Value));

    public static ScalarLane Abs(ScalarLane a) => new(MathF.Abs(a.Value));

    public static Mask<ScalarLane> And(Mask<ScalarLane> a, Mask<ScalarLane> b) => MaskOf(IsSet(a) & IsSet(b));

    public static Mask<ScalarLane> Or(Mask<ScalarLane> a, Mask<ScalarLane> b) => MaskOf(IsSet(a) | IsSet(b));

    public static Mask<ScalarLane> Not(Mask<ScalarLane> a) => MaskOf(!IsSet(a));

    public static uint Bits(Mask<ScalarLane> mask) => IsSet(mask) ? 1u : 0u;

    public static ScalarLane ScaleByPowerOfTwo(ScalarLane value, ScalarLane exponent) =>
        new(value.Value * BitConverter.Int32BitsToSingle(((int)exponent.Value + 127) << 23));

    public static ScalarLane Exponent(ScalarLane value) =>
        new((BitConverter.SingleToInt32Bits(value.Value) >> 23) - 127);

    public static ScalarLane Significand(ScalarLane value) =>
        new(BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(value.Value) & 0x007FFFFF) | 0x3F800000));

    public static float Element(ScalarLane value, int index) => value.Value;

    public static ScalarLane WithElement(ScalarLane value, int index, float element) => new(element);

    private static Mask<ScalarLane> MaskOf(bool condition) => new(new ScalarLane(condition ? 1f : 0f));

    private static bool IsSet(Mask<ScalarLane> mask) => mask.Raw.Value != 0f;
}
