using SnnCluster.Model.Synapses;

namespace SnnCluster.Model.Tests.Synapses;

public sealed class SixteenBitWeightsTests
{
    [Theory]
    [InlineData(32767, 1)]
    [InlineData(32768, 2)]
    [InlineData(1, 1.0 / 16384)]
    [InlineData(0.99996, 1.0 / 32768)]
    [InlineData(3e-6, 1.0 / (1L << 33))]
    public void A_unit_is_the_smallest_power_of_two_that_reaches_the_largest_weight(double bound, double expected) =>
        Assert.Equal((float)expected, SixteenBitWeights.UnitOf(bound));

    [Theory]
    [InlineData(0)]
    [InlineData(1e-44)]
    [InlineData(1e-38)]
    [InlineData(3e38)]
    public void The_smallest_and_the_largest_weights_have_a_unit(double bound)
    {
        float unit = SixteenBitWeights.UnitOf(bound);
        Assert.True(unit > 0 && float.IsFinite(unit) && bound / unit <= 32767);
        Assert.Equal(0, SixteenBitWeights.Round(0, unit, (float)bound));
        Assert.InRange(SixteenBitWeights.Round((float)bound, unit, (float)bound), 0, (float)bound);
    }

    [Fact]
    public void Weights_become_the_nearest_multiple_within_the_bound()
    {
        var random = new System.Random(5);
        for (int i = 0; i < 100_000; i++)
        {
            float bound = MathF.ScaleB(1 + random.NextSingle(), random.Next(-60, 60));
            float unit = SixteenBitWeights.UnitOf(bound);
            float weight = bound * ((2 * random.NextSingle()) - 1);
            float rounded = SixteenBitWeights.Round(weight, unit, bound);
            Assert.InRange(MathF.Abs(rounded), 0, bound);
            Assert.Equal(rounded, (short)(rounded / unit) * unit);
            Assert.Equal(rounded, SixteenBitWeights.Round(rounded, unit, bound));
            Assert.Equal(-rounded, SixteenBitWeights.Round(-weight, unit, bound));

            // Beyond the last multiple there is none to round up to.
            double within = Math.Min(Math.Abs((double)weight), Math.Floor((double)bound / unit) * unit);
            Assert.InRange(Math.Abs(within - Math.Abs((double)rounded)), 0, unit / 2.0);
            Assert.True(unit <= bound / 16383.0);
        }
    }

    [Theory]
    [InlineData(0.5f, 0)]
    [InlineData(1.5f, 2)]
    [InlineData(-2.5f, -2)]
    public void Of_two_that_are_equally_near_it_is_the_even_one(float weight, float expected) =>
        Assert.Equal(expected, SixteenBitWeights.Round(weight, 1, 32767));
}
