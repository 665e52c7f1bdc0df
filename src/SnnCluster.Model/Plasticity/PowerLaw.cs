using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Model.Plasticity;

/// <summary>
/// How changes depend on the weight w within 0 to W (Gütig et al. 2003): potentiation by λ·(1 - w/W)^μ+·x and depression by
/// αλ·(w/W)^μ-·y, both in units of W, clipped to 0 to W.
/// </summary>
/// <param name="MaximumWeight">W.</param>
/// <param name="InverseMaximum">1/W.</param>
/// <param name="Potentiation">λ·W.</param>
/// <param name="Depression">α·λ·W.</param>
/// <param name="PotentiationExponent">μ+.</param>
/// <param name="DepressionExponent">μ-.</param>
public readonly record struct PowerLaw(
    float MaximumWeight,
    float InverseMaximum,
    float Potentiation,
    float Depression,
    float PotentiationExponent,
    float DepressionExponent)
{
    /// <summary>The weight after potentiation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Potentiate(float weight, float trace) => Potentiate(new ScalarLane(weight), new ScalarLane(trace)).Value;

    /// <summary>The weights after potentiation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Potentiate<T>(T weight, T trace)
        where T : unmanaged, ILane<T>
    {
        T free = T.Of(1f) - (weight * T.Of(InverseMaximum));
        T larger = weight + (T.Of(Potentiation) * Power(free, PotentiationExponent) * trace);
        return LaneMath.Min(larger, T.Of(MaximumWeight));
    }

    /// <summary>The weight after depression.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Depress(float weight, float trace) => Depress(new ScalarLane(weight), new ScalarLane(trace)).Value;

    /// <summary>The weights after depression.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Depress<T>(T weight, T trace)
        where T : unmanaged, ILane<T>
    {
        T smaller = weight - (T.Of(Depression) * Power(weight * T.Of(InverseMaximum), DepressionExponent) * trace);
        return LaneMath.Max(smaller, T.Of(0f));
    }

    /// <summary>A number of at least 0 to a power; anything to the power 0 is 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Power(float number, float exponent) => Power(new ScalarLane(number), exponent).Value;

    /// <summary>Numbers of at least 0 to one power: the bits of <see cref="Power(float, float)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Power<T>(T number, float exponent)
        where T : unmanaged, ILane<T> =>
        exponent == 0f ? T.Of(1f)
        : exponent == 1f ? number
        : T.Select(number > T.Of(0f), LaneMath.Exp(T.Of(exponent) * LaneMath.Log(number)), T.Of(0f));
}
