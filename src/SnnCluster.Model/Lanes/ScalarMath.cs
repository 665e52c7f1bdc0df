using System.Runtime.CompilerServices;

namespace SnnCluster.Model.Lanes;

/// <summary>Functions of <see cref="LaneMath"/> of one number, to the same bits.</summary>
public static class ScalarMath
{
    /// <summary>See <see cref="LaneMath.Exp{T}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Exp(float x) => LaneMath.Exp(new ScalarLane(x)).Value;

    /// <summary>See <see cref="LaneMath.ExpMinusOne{T}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ExpMinusOne(float x) => LaneMath.ExpMinusOne(new ScalarLane(x)).Value;

    /// <summary>See <see cref="LaneMath.RelativeExp{T}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float RelativeExp(float x) => LaneMath.RelativeExp(new ScalarLane(x)).Value;

    /// <summary>See <see cref="LaneMath.Log{T}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Log(float x) => LaneMath.Log(new ScalarLane(x)).Value;

    /// <summary>See <see cref="LaneMath.Tanh{T}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Tanh(float x) => LaneMath.Tanh(new ScalarLane(x)).Value;

    /// <summary>The square root.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sqrt(float x) => MathF.Sqrt(x);

    /// <summary>The value without its sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Abs(float x) => MathF.Abs(x);

    /// <summary>See <see cref="LaneMath.Min{T}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Min(float a, float b) => a < b ? a : b;

    /// <summary>See <see cref="LaneMath.Max{T}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(float a, float b) => a > b ? a : b;

    /// <summary>Whether a number is below another; false where either is not a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Less(float a, float b) => a < b;

    /// <summary>Whether a number is at most another; false where either is not a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool LessOrEqual(float a, float b) => a <= b;

    /// <summary>Whether two numbers are equal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Equal(float a, float b) => a == b;

    /// <summary>Whether both hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool And(bool a, bool b) => a & b;

    /// <summary>Whether either holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Or(bool a, bool b) => a | b;

    /// <summary>Whether it does not hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Not(bool a) => !a;

    /// <summary>One of two numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Select(bool condition, float whenTrue, float whenFalse) => condition ? whenTrue : whenFalse;
}
