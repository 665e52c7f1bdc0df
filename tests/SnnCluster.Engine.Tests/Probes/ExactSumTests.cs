using System.Numerics;
using CsCheck;
using SnnCluster.Engine.Probes;

namespace SnnCluster.Engine.Tests.Probes;

public class ExactSumTests
{
    private static readonly Gen<float> Numbers = Gen.Frequency(
        (3, Gen.Float[-1, 1]), (1, Gen.Float), (1, Gen.Const(float.Epsilon)), (1, Gen.Const(1e-38f)), (1, Gen.Const(1e30f)), (1, Gen.Const(-1e30f)));

    /// <summary>As whole numbers of 2^-149 the sum is exact; a double of that ratio is off by rounding alone.</summary>
    [Fact]
    public void A_sum_is_that_of_whole_numbers() => Numbers.Where(float.IsFinite).Array[0, 200].Sample(values =>
    {
        BigInteger exact = values.Aggregate(BigInteger.Zero, (sum, value) => sum + Whole(value));
        Assert.Equal(ToDouble(exact), ExactSum.Value(SumOf(values)), Math.Abs(ToDouble(exact)) * 4e-16);
    });

    [Fact]
    public void Its_bits_depend_on_no_order_or_grouping() => Gen.Select(Numbers.Where(float.IsFinite).Array[1, 60], Gen.Int[0, 59], Gen.Int).Sample(
        (values, cut, seed) =>
        {
            long[] all = SumOf(values);
            float[] shuffled = [.. values];
            new Random(seed).Shuffle(shuffled);
            cut = Math.Min(cut, values.Length);
            long[] parts = [.. SumOf(shuffled[..cut]).Zip(SumOf(shuffled[cut..]), (a, b) => a + b)];
            ExactSum.Carry(parts);
            Assert.Equal(all, parts);
        });

    [Fact]
    public void Moments_do_not_lose_a_small_spread_beside_a_large_mean()
    {
        float[] values = [1e6f, 1e6f + 0.0625f, 1e6f - 0.0625f];
        (double mean, double deviation) = ExactSum.Moments(3, SumOf(values), SumOf([.. values.Select(value => (double)value * value)]));
        Assert.Equal(1e6, mean);
        Assert.Equal(Math.Sqrt(2 * 0.0625 * 0.0625 / 3), deviation, 1e-15);
        Assert.True(double.IsNaN(ExactSum.Moments(0, SumOf(Array.Empty<float>()), SumOf(Array.Empty<float>())).Mean));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1e81)]
    public void What_is_no_number_or_too_large_is_an_error(double value) =>
        Assert.Throws<SimulationException>(() => ExactSum.Add(new long[ExactSum.Limbs], value));

    private static long[] SumOf(float[] values) => SumOf([.. values.Select(value => (double)value)]);

    private static long[] SumOf(double[] values)
    {
        var limbs = new long[ExactSum.Limbs];
        foreach (double value in values)
        {
            ExactSum.Add(limbs, value);
        }

        ExactSum.Carry(limbs);
        return limbs;
    }

    private static BigInteger Whole(float value) => new(Math.ScaleB(value, 149));

    private static double ToDouble(BigInteger whole) => Math.ScaleB((double)(whole >> Drop(whole)), Drop(whole) - 149);

    private static int Drop(BigInteger whole) => (int)Math.Max(0, BigInteger.Abs(whole).GetBitLength() - 80);
}
