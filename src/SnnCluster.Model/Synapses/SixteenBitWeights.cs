namespace SnnCluster.Model.Synapses;

/// <summary>
/// Weights of 16 bits: whole multiples of a unit, which is the smallest power of two of which 32,767 are at least the largest weight. So they are off by at most half a unit, less than
/// 1/32,767 of the largest weight, as on neuromorphic hardware (SpiNNaker: Furber et al., Proceedings of the IEEE 102, 652-665, 2014), and exact in single precision.
/// </summary>
public static class SixteenBitWeights
{
    /// <summary>The bits.</summary>
    public const int Bits = 16;

    private const int Most = short.MaxValue;

    /// <summary>The unit.</summary>
    /// <param name="bound">The largest absolute weight, at least 0 and finite.</param>
    /// <returns>A power of two, above 0.</returns>
    public static float UnitOf(double bound)
    {
        float unit = MathF.ScaleB(1, Math.Max(-126, Math.ILogB(Math.Max(bound, float.Epsilon)) - 15));
        return unit * Most >= bound ? unit : 2 * unit;
    }

    /// <summary>The multiple that is nearest to a weight, of two that are equally near the even one, and not beyond the largest weight.</summary>
    /// <param name="weight">The weight, at most the bound.</param>
    /// <param name="unit">The unit of the bound.</param>
    /// <param name="bound">The largest absolute weight.</param>
    public static float Round(float weight, float unit, float bound)
    {
        float most = MathF.Floor(bound / unit);
        return Math.Clamp(MathF.Round(weight / unit), -most, most) * unit;
    }
}
