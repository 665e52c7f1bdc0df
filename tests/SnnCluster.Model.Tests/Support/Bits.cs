namespace SnnCluster.Model.Tests.Support;

/// <summary>Comparison of numbers by their bits, and the numbers at which arithmetic is most likely to go wrong.</summary>
internal static class Bits
{
    /// <summary>Half a unit in the last place of 1: the largest relative error of one rounding to single precision.</summary>
    public const double Rounding = 1.0 / (1 << 24);

    public static readonly float[] Special =
    [
        0f, -0f, 1f, -1f, 0.5f, 2f, 3f, -3f, 1f / 3f, 30f, -70f, 16777216f, 16777217f, -2.5f, 1.5f,
        float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue,
        float.Epsilon, -float.Epsilon, 1.17549435e-38f, 1.17549421e-38f, -1.17549421e-38f, 1e-40f, 1.4142135f, 0.70710677f,
        MathF.BitIncrement(1f), MathF.BitDecrement(1f), 1e20f, -1e20f, 1e-20f, 3.4e19f,
    ];

    /// <summary>The bits of a number; all that are not numbers count as the same.</summary>
    public static uint Of(float value) => float.IsNaN(value) ? 0x7FC00000u : BitConverter.SingleToUInt32Bits(value);

    public static void Same(float expected, float actual, string what) => Assert.True(
        Of(expected) == Of(actual),
        $"{what}: {expected:R} (0x{Of(expected):x8}) expected, {actual:R} (0x{Of(actual):x8}) found");

    /// <summary>The distance of a result from the true value, in units in the last place of the true value.</summary>
    public static double UnitsInLastPlace(float result, double exact)
    {
        float nearest = (float)Math.Abs(exact);
        return Math.Abs(result - exact) / (MathF.BitIncrement(nearest) - (double)nearest);
    }

    /// <inheritdoc cref="UnitsInLastPlace(float, double)"/>
    public static double UnitsInLastPlace(double result, double exact) =>
        Math.Abs(result - exact) / (Math.BitIncrement(Math.Abs(exact)) - Math.Abs(exact));
}
