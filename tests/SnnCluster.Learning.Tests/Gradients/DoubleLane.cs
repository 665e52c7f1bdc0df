using SnnCluster.Model.Lanes;
using SnnCluster.Model.Random;

namespace SnnCluster.Learning.Tests.Gradients;

/// <summary>One double-precision number as a lane: the equations that the host and GPUs run, without their rounding.</summary>
internal readonly record struct DoubleLane(double Value) : ILane<DoubleLane>
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
        mask.Raw.Value != 0 ? whenTrue : whenFalse;

    public static DoubleLane Sqrt(DoubleLane a) => new(Math.Sqrt(a.Value));

    public static DoubleLane Abs(DoubleLane a) => new(Math.Abs(a.Value));

    public static Mask<DoubleLane> And(Mask<DoubleLane> a, Mask<DoubleLane> b) => MaskOf(a.Raw.Value != 0 && b.Raw.Value != 0);

    public static Mask<DoubleLane> Or(Mask<DoubleLane> a, Mask<DoubleLane> b) => MaskOf(a.Raw.Value != 0 || b.Raw.Value != 0);

    public static Mask<DoubleLane> Not(Mask<DoubleLane> a) => MaskOf(a.Raw.Value == 0);

    public static uint Bits(Mask<DoubleLane> mask) => mask.Raw.Value != 0 ? 1u : 0u;

    public static DoubleLane ScaleByPowerOfTwo(DoubleLane value, DoubleLane exponent) => throw new NotSupportedException();

    public static DoubleLane Exponent(DoubleLane value) => throw new NotSupportedException();

    public static DoubleLane Significand(DoubleLane value) => throw new NotSupportedException();

    public static float Element(DoubleLane value, int index) => throw new NotSupportedException();

    public static DoubleLane WithElement(DoubleLane value, int index, float element) => throw new NotSupportedException();

    public static DoubleLane UniformDraws(RandomKey key, uint firstId, uint step, uint draw) => throw new NotSupportedException();

    private static Mask<DoubleLane> MaskOf(bool value) => new(new DoubleLane(value ? 1 : 0));
}
