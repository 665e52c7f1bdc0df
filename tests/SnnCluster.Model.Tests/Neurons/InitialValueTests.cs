using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Random;
using SnnCluster.Model.Tests.Support;

namespace SnnCluster.Model.Tests.Neurons;

public class InitialValueTests
{
    private const int Draws = 20_000;

    [Fact]
    public void A_number_stands_for_itself_and_draws_nothing()
    {
        InitialValue value = -70.5;
        RandomStream stream = RandomKey.For(1, RandomPurpose.InitialState, 0).Stream(0, 0);
        RandomStream untouched = stream;
        Assert.Equal(-70.5f, value.Draw(ref stream));
        Assert.Equal(untouched.NextWord(), stream.NextWord());
        Assert.Equal((70.5, -70.5), (value.Bound, value.Mean));
    }

    [Fact]
    public void Normal_values_have_their_distribution_and_stay_within_the_bound()
    {
        var value = new InitialValue.Normal(-60, 5);
        double[] samples = Samples(value);
        Assert.Equal(-60, value.Mean);
        Assert.All(samples, x => Assert.InRange(Math.Abs(x), 0, value.Bound));
        Chance.SameDistribution(samples, x => NormalDistribution.Below((x + 60) / 5));
    }

    [Fact]
    public void The_bound_of_normal_values_covers_the_most_extreme_draws()
    {
        var value = new InitialValue.Normal(2, 3);
        Assert.True(2 + (3 * Draw.Normal(uint.MaxValue, uint.MaxValue)) <= value.Bound);
        Assert.True(value.Bound < 2 + (3 * 8.5));
    }

    [Fact]
    public void Uniform_values_have_their_distribution_and_stay_within_the_bound()
    {
        var value = new InitialValue.Uniform(-3, 2);
        double[] samples = Samples(value);
        Assert.Equal((3, -0.5), (value.Bound, value.Mean));
        Assert.All(samples, x => Assert.InRange(x, -3, 2));
        Chance.SameDistribution(samples, x => (x + 3) / 5);
    }

    [Theory]
    [InlineData(-60, 5, -62, -50)]
    [InlineData(0, 1, 0.5, 8)]
    [InlineData(1, 2, -30, 30)]
    public void Truncated_normal_values_are_those_of_the_normal_distribution_within_the_range(double mean, double deviation, double from, double to)
    {
        var value = new InitialValue.TruncatedNormal(mean, deviation, from, to);
        double[] samples = Samples(value);
        double below = NormalDistribution.Below((from - mean) / deviation);
        double share = NormalDistribution.Below((to - mean) / deviation) - below;
        Assert.All(samples, x => Assert.InRange(x, (float)from, (float)to));
        Assert.Equal((float)from, value.Least);
        Chance.SameDistribution(samples, x => Math.Clamp((NormalDistribution.Below((x - mean) / deviation) - below) / share, 0, 1));
        Chance.Near(value.Mean, samples.Average(), deviation / Math.Sqrt(Draws), "mean");
    }

    [Fact]
    public void Clipped_normal_values_are_those_of_the_normal_distribution_with_the_rest_at_the_ends()
    {
        var value = new InitialValue.ClippedNormal(0.5, 2, 0, 3);
        double[] samples = Samples(value);
        double below = NormalDistribution.Below(-0.25);
        double above = 1 - NormalDistribution.Below(1.25);
        Chance.BinomialCount(Draws, below, samples.Count(x => x == 0), "at the lower end");
        Chance.BinomialCount(Draws, above, samples.Count(x => x == 3), "at the upper end");
        Chance.SameDistribution(
            [.. samples.Where(x => x is > 0 and < 3)], x => (NormalDistribution.Below((x - 0.5) / 2) - below) / (1 - below - above));
        Chance.Near(value.Mean, samples.Average(), 2 / Math.Sqrt(Draws), "mean");
        Assert.Equal((3, 0), (value.Bound, value.Least));
        Assert.Equal(10, new InitialValue.ClippedNormal(0, 1, 10, 20).Mean);
        Assert.Equal(-20, new InitialValue.ClippedNormal(0, 1, -30, -20).Mean);
    }

    [Fact]
    public void Log_normal_values_have_a_normal_logarithm_and_stay_within_the_bound()
    {
        var value = new InitialValue.LogNormal(-1, 0.5);
        double[] samples = Samples(value);
        Assert.All(samples, x => Assert.InRange(x, 0, value.Bound));
        Chance.SameDistribution([.. samples.Select(x => Math.Log(x))], x => NormalDistribution.Below((x + 1) / 0.5));

        // The variance of a log-normal distribution.
        double variance = (Math.Exp(0.25) - 1) * Math.Exp(-2 + 0.25);
        Chance.Near(value.Mean, samples.Average(), Math.Sqrt(variance / Draws), "mean");
    }

    [Fact]
    public void Ranges_that_hold_nothing_are_refused()
    {
        var errors = new ValidationErrors();
        new InitialValue.TruncatedNormal(0, 1, 6, 7).Validate("t", errors);
        new InitialValue.TruncatedNormal(0, 0, 1, 0).Validate("u", errors);
        new InitialValue.ClippedNormal(double.NaN, 1, 0, 1).Validate("v", errors);
        new InitialValue.LogNormal(80, 2).Validate("w", errors);
        Assert.Equal(
            [
                "t range from 6 to 7 holds less than 10^-6 of the distribution",
                "u standard deviation is 0: must be above 0",
                "u upper end is 0: must be at least 1",
                "v mean is NaN: must be a finite number",
            ],
            errors.Messages.Take(4));
        Assert.StartsWith("w exponential of that mean with 8.3 standard deviations is ", Assert.Single(errors.Messages.Skip(4)));
    }

    // In single precision 0.1 is above a tenth, and 1e39 is infinite.
    [Fact]
    public void No_draw_lies_beyond_the_bound()
    {
        InitialValue[] values =
        [
            0.1, -0.1, new InitialValue.Uniform(0.1, 0.1), new InitialValue.Uniform(-0.1, 0.05),
            new InitialValue.Normal(0.1, 0), new InitialValue.Normal(-0.1, 1e-9),
        ];
        Assert.All(values, value =>
            Assert.All(Samples(value), x => Assert.InRange(Math.Abs(x), 0, value.Bound)));
    }

    [Fact]
    public void Values_that_are_infinite_in_single_precision_are_refused()
    {
        var errors = new ValidationErrors();
        new InitialValue.Constant(1e39).Validate("a", errors);
        new InitialValue.Normal(-3e38, 1e37).Validate("b", errors);
        new InitialValue.Uniform(-1e39, 1e300).Validate("c", errors);
        Assert.Equal(
            [
                "a is 1E+39: must be at most 3.4E+38 in size, what single precision holds",
                "b mean with 8.3 standard deviations is 3.83E+38: must be at most 3.4E+38 in size, what single precision holds",
                "c lower end is -1E+39: must be at most 3.4E+38 in size, what single precision holds",
                "c upper end is 1E+300: must be at most 3.4E+38 in size, what single precision holds",
            ],
            errors.Messages);
    }

    [Fact]
    public void Parameters_out_of_range_are_refused_by_name_value_and_rule()
    {
        var errors = new ValidationErrors();
        new InitialValue.Constant(double.NaN).Validate("w", errors);
        new InitialValue.Normal(double.PositiveInfinity, -1).Validate("x", errors);
        new InitialValue.Uniform(2, 1).Validate("y", errors);
        new InitialValue.Normal(0, 0).Validate("fine", errors);
        new InitialValue.Uniform(1, 1).Validate("fine", errors);
        Assert.Equal(
            [
                "w is NaN: must be a finite number",
                "x mean is Infinity: must be a finite number",
                "x standard deviation is -1: must be at least 0",
                "y upper end is 1: must be at least 2",
            ],
            errors.Messages);
    }

    private static double[] Samples(InitialValue value)
    {
        var samples = new double[Draws];
        for (uint i = 0; i < Draws; i++)
        {
            RandomStream stream = RandomKey.For(1, RandomPurpose.InitialState, 0).Stream(i, 0);
            samples[i] = value.Draw(ref stream);
        }

        return samples;
    }
}
