using CsCheck;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Model.Tests.Synapses;

public class FixedPointTests
{
    private static readonly Gen<double> Bound = Gen.Double[-20, 90].Select(exponent => Math.Pow(2, exponent));

    [Fact]
    public void The_scale_is_a_power_of_two_that_keeps_every_sum_within_52_bits() =>
        Bound.Sample(bound =>
        {
            double scale = FixedPoint.Scale(bound);
            return Math.ScaleB(1, Math.ILogB(scale)) == scale && bound * scale <= Math.ScaleB(1, 51);
        });

    [Fact]
    public void The_scale_wastes_at_most_one_bit_for_bounds_from_1_on() =>
        Bound.Where(bound => bound >= 1).Sample(bound => bound * FixedPoint.Scale(bound) > Math.ScaleB(1, 50) * (1 - 1e-12));

    [Fact]
    public void The_order_of_a_sum_does_not_matter() =>
        Gen.Float[-1f, 1f].Array[1, 200].Sample(weights =>
        {
            float scale = FixedPoint.Scale(weights.Length);
            long forwards = 0;
            long backwards = 0;
            for (int i = 0; i < weights.Length; i++)
            {
                forwards += FixedPoint.FromWeight(weights[i], scale);
                backwards += FixedPoint.FromWeight(weights[^(i + 1)], scale);
            }

            return forwards == backwards;
        });

    [Fact]
    public void Sums_taken_together_are_those_taken_one_by_one() =>
        Gen.Select(Gen.Long[-1L << 51, 1L << 51].Array[0, 40], Gen.Int[-100, 51], Gen.Int[0, 51]).Sample((sums, exponent, small) =>
        {
            long[] some = [.. sums.Select(sum => sum >> small), 1L << 51, -1L << 51, (1L << 24) + 1, -(1L << 30) - 3];
            float inverse = (float)Math.ScaleB(1, -exponent);
            float[] expected = [.. some.Select(sum => FixedPoint.ToSum(sum, inverse))];
            var numbers = new float[some.Length];

            FixedPoint.TakeSums(some, numbers, inverse);

            return expected.SequenceEqual(numbers) && some.All(sum => sum == 0);
        });

    [Fact]
    public void Rounding_and_converting_one_after_the_other_gives_the_same() =>
        Gen.Select(Bound, Gen.Float[-1f, 1f]).Sample((bound, share) =>
        {
            float scale = FixedPoint.Scale(bound);
            float weight = share * (float)bound;
            return FixedPoint.FromScaled(FixedPoint.Scaled(weight, scale)) == FixedPoint.FromWeight(weight, scale);
        });

    [Fact]
    public void Weights_are_rounded_to_nearest() =>
        Gen.Select(Gen.Int[0, 60], Gen.Float[-1f, 1f]).Sample((exponent, weight) =>
        {
            // From a scale of 1, where all is lost but the sign, to one of 2^60, where nothing is.
            float scale = (float)Math.ScaleB(1, exponent);
            return Math.Abs(FixedPoint.FromWeight(weight, scale) - (weight * (double)scale)) <= 0.5;
        });

    [Theory]
    [InlineData(0.4f, 0)]
    [InlineData(0.6f, 1)]
    [InlineData(-0.6f, -1)]
    [InlineData(2097152.75f, 2097153)]
    [InlineData(-4194303.75f, -4194304)]
    [InlineData(8388609f, 8388609)]
    [InlineData(-16777214f, -16777214)]
    public void Weights_are_rounded_to_nearest_at_every_size(float scaled, long expected) =>
        Assert.Equal(expected, FixedPoint.FromWeight(scaled, 1));

    [Fact]
    public void A_sum_is_exact_to_half_a_unit_of_the_scale_per_weight_and_one_rounding() =>
        Gen.Float[-1f, 1f].Array[1, 200].Sample(weights =>
        {
            float scale = FixedPoint.Scale(weights.Length);
            double exact = weights.Sum(weight => (double)weight);
            float sum = FixedPoint.ToSum(weights.Sum(weight => FixedPoint.FromWeight(weight, scale)), 1 / scale);

            // Summing in double precision errs by 2^-53 of at most 200 per weight, far below the rounding.
            double tolerance = (0.5 * weights.Length / scale) + (Math.Abs(exact) * Support.Bits.Rounding) + 1e-11;
            return Math.Abs(sum - exact) <= tolerance;
        });

    [Fact]
    public void A_single_weight_of_ordinary_size_comes_back_unchanged() =>
        Gen.Float[-1f, 1f].Where(weight => Math.Abs(weight) > 1e-6f).Sample(weight =>
        {
            float scale = FixedPoint.Scale(100);
            return FixedPoint.ToSum(FixedPoint.FromWeight(weight, scale), 1 / scale) == weight;
        });

    [Fact]
    public void Weights_of_opposite_sign_cancel_exactly() =>
        Gen.Float[0f, 1000f].Sample(weight =>
            FixedPoint.FromWeight(weight, FixedPoint.Scale(5000)) + FixedPoint.FromWeight(-weight, FixedPoint.Scale(5000)) == 0);
}
