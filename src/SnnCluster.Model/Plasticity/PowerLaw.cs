using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;

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
    public float Potentiate(float weight, float trace)
    {
        float larger = weight + (Potentiation * Power(1f - (weight * InverseMaximum), PotentiationExponent) * trace);
        return larger < MaximumWeight ? larger : MaximumWeight;
    }

    /// <summary>The weight after depression.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Depress(float weight, float trace)
    {
        float smaller = weight - (Depression * Power(weight * InverseMaximum, DepressionExponent) * trace);
        return smaller > 0f ? smaller : 0f;
    }

    /// <summary>A number of at least 0 to a power; anything to the power 0 is 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Power(float number, float exponent) =>
        exponent == 0f ? 1f
        : exponent == 1f ? number
        : number > 0f ? PortableMath.Exp(exponent * PortableMath.Log(number))
        : 0f;
}
