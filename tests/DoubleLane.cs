using SnnCluster.Model.Lanes;
using SnnCluster.Model.Random;

namespace SnnCluster.Tests.Shared;

/// <summary>
/// One number of double precision as a lane: what a model computes when rounding is no matter, so that the error of its
/// integration shows. Constants of single precision are those of the models.
/// </summary>
public readonly record struct DoubleLane(double Value) : ILane<DoubleLane>
{
    public static int Width => 1;

    public static DoubleLane Of(float value) => new(value);

    public static DoubleLane operator +(DoubleLane a, DoubleLane b) => new(a.Value + b.Value);

    public static DoubleLane operator -(DoubleLane a, DoubleLane b) => new(a.Value - b.Value);

    public static DoubleLane operator *(DoubleLane a, DoubleLane b) => new(a.Value * b.Value);

    public static DoubleLane operator /(DoubleLane a, DoubleLane b) => new(a.Value / b.Value);

    public static DoubleLane operator -(DoubleLane a) => new(-a.Value);

    public static Mask<DoubleLane> operator <(DoubleLane a, DoubleLane b) => MaskOf(a.Value < b.Value);

    public static Mask<DoubleLane> operator >(DoubleLane a, DoubleLane b) => MaskOf(a.Value > b.Value);

    public static Mask<DoubleLane> operator <=(DoubleLane a, DoubleLane b) => MaskOf(a.Value <= b.Value);

    public static Mask<DoubleLane> operator >=(DoubleLane a, DoubleLane b) => MaskOf(a.Value >= b.Value);

    public static Mask<DoubleLane> Equal(DoubleLane a, DoubleLane b) => MaskOf(a.Value == b.Value);

    public static DoubleLane Select(Mask<DoubleLane> mask, DoubleLane whenTrue, DoubleLane whenFalse) =>
        IsSet(mask) ? whenTrue : whenFalse;

    public static DoubleLane Clear(Mask<DoubleLane> mask, DoubleLane value) => IsSet(mask) ? new(0) : value;

    public static DoubleLane Max(DoubleLane a, DoubleLane b) => a.Value > b.Value ? a : b;

    public static DoubleLane Min(DoubleLane a, DoubleLane b) => a.Value < b.Value ? a : b;

    public static DoubleLane Sqrt(DoubleLane a) => new(Math.Sqrt(a.Value));

    public static DoubleLane Abs(DoubleLane a) => new(Math.Abs(a.Value));

    public static Mask<DoubleLane> And(Mask<DoubleLane> a, Mask<DoubleLane> b) => MaskOf(IsSet(a) & IsSet(b));

    public static Mask<DoubleLane> Or(Mask<DoubleLane> a, Mask<DoubleLane> b) => MaskOf(IsSet(a) | IsSet(b));

    public static Mask<DoubleLane> Not(Mask<DoubleLane> a) => MaskOf(!IsSet(a));

    public static uint Bits(Mask<DoubleLane> mask) => IsSet(mask) ? 1u : 0u;

    // What rounds to whole numbers in single precision does not here, so exponents need not be whole.
    public static DoubleLane ScaleByPowerOfTwo(DoubleLane value, DoubleLane exponent) =>
        new(value.Value * Math.Pow(2, exponent.Value));

    public static DoubleLane Exponent(DoubleLane value) => new(Math.ILogB(value.Value));

    public static DoubleLane Significand(DoubleLane value) => new(Math.ScaleB(value.Value, -Math.ILogB(value.Value)));

    public static float Element(DoubleLane value, int index) => (float)value.Value;

    public static DoubleLane WithElement(DoubleLane value, int index, float element) => new(element);

    public static DoubleLane UniformDraws(RandomKey key, uint firstId, uint step, uint draw) =>
        new(Draw.Uniform(key.Generate(firstId, step, draw).A));

    private static Mask<DoubleLane> MaskOf(bool condition) => new(new DoubleLane(condition ? 1 : 0));

    private static bool IsSet(Mask<DoubleLane> mask) => mask.Raw.Value != 0;
}
