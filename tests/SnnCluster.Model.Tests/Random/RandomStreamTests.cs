using SnnCluster.Model.Random;
using SnnCluster.Model.Tests.Support;

namespace SnnCluster.Model.Tests.Random;

public class RandomStreamTests
{
    private const int Draws = 100_000;

    private static RandomStream Stream(uint id = 1) => RandomKey.For(2024, RandomPurpose.User, 3).Stream(id, 9);

    [Fact]
    public void Words_are_the_outputs_of_successive_draws_in_order()
    {
        RandomKey key = RandomKey.For(2024, RandomPurpose.User, 3);
        RandomStream stream = key.Stream(1, 9);
        for (uint draw = 0; draw < 3; draw++)
        {
            Words words = key.Generate(1, 9, draw);
            Assert.Equal([words.A, words.B, words.C, words.D], new[] { 0, 1, 2, 3 }.Select(_ => stream.NextWord()).ToArray());
        }
    }

    [Fact]
    public void A_copy_goes_on_independently_with_the_same_numbers()
    {
        RandomStream stream = Stream();
        stream.NextWord();
        RandomStream copy = stream;
        uint[] expected = [stream.NextWord(), stream.NextWord(), stream.NextWord(), stream.NextWord()];
        uint[] actual = [copy.NextWord(), copy.NextWord(), copy.NextWord(), copy.NextWord()];
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Long_words_hold_the_first_word_in_their_lower_half()
    {
        RandomStream words = Stream();
        RandomStream longs = Stream();
        Assert.Equal(words.NextWord() | ((ulong)words.NextWord() << 32), longs.NextLong());
    }

    [Fact]
    public void Uniforms_have_a_uniform_distribution()
    {
        RandomStream stream = Stream();
        Chance.SameDistribution(Samples(() => stream.NextUniform()), x => x);
    }

    [Fact]
    public void Normals_have_a_normal_distribution()
    {
        RandomStream stream = Stream();
        double[] samples = Samples(() => stream.NextNormal());

        // Standard errors of the mean and of the mean square of n normal numbers: sqrt(1/n) and sqrt(2/n).
        Chance.Near(0, samples.Average(), Math.Sqrt(1.0 / Draws), "mean");
        Chance.Near(1, samples.Average(x => x * x), Math.Sqrt(2.0 / Draws), "mean square");
        Chance.SameDistribution(samples, NormalDistribution.Below);
    }

    [Fact]
    public void Exponentials_have_an_exponential_distribution_with_mean_1()
    {
        RandomStream stream = Stream();
        double[] samples = Samples(() => stream.NextExponential());

        // The variance of x is 1, that of x² is E[x⁴] - E[x²]² = 24 - 4.
        Chance.Near(1, samples.Average(), Math.Sqrt(1.0 / Draws), "mean");
        Chance.Near(2, samples.Average(x => x * x), Math.Sqrt(20.0 / Draws), "mean square");
        Chance.SameDistribution(samples, x => 1 - Math.Exp(-x));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(1000)]
    public void Numbers_below_a_bound_are_equally_frequent(int bound)
    {
        RandomStream stream = Stream();
        double[] counts = new double[bound];
        for (int i = 0; i < Draws; i++)
        {
            counts[stream.NextBelow(bound)]++;
        }

        double[] expected = new double[bound];
        Array.Fill(expected, (double)Draws / bound);
        Chance.ChiSquare(expected, counts);
    }

    [Fact]
    public void The_only_number_below_1_is_0()
    {
        RandomStream stream = Stream();
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(0, stream.NextBelow(1)));
    }

    // Trials below, at and above the 64 that are drawn at once; probabilities near both ends and of few and many bits.
    [Theory]
    [InlineData(1, 0.25)]
    [InlineData(10, 0.3)]
    [InlineData(63, 1.0 / 3)]
    [InlineData(64, 0.75)]
    [InlineData(65, 0.01)]
    [InlineData(1000, 0.999)]
    [InlineData(10_000, 1e-4)]
    public void Binomials_have_the_mean_and_variance_of_their_distribution(long trials, double probability)
    {
        const int Repeats = 20_000;
        ulong fixedPoint = (ulong)(probability * Math.ScaleB(1, 64));
        double variance = trials * probability * (1 - probability);
        double mean = 0;
        double square = 0;
        for (uint i = 0; i < Repeats; i++)
        {
            RandomStream stream = Stream(i);
            long successes = stream.NextBinomial(trials, fixedPoint);
            Assert.InRange(successes, 0, trials);
            double deviation = successes - (trials * probability);
            mean += deviation / Repeats;
            square += deviation * deviation / Repeats;
        }

        // The fourth central moment v·(1 + (3n - 6)·p·(1 - p)) gives the standard error of the mean square.
        double fourth = variance * (1 + (((3 * trials) - 6) * probability * (1 - probability)));
        Chance.Near(0, mean, Math.Sqrt(variance / Repeats), "mean deviation");
        Chance.Near(variance, square, Math.Sqrt((fourth - (variance * variance)) / Repeats), "variance");
    }

    [Fact]
    public void Few_trials_give_every_count_with_its_binomial_probability()
    {
        const int Repeats = 100_000;
        const double Probability = 0.3;
        double[] counts = new double[6];
        for (uint i = 0; i < Repeats; i++)
        {
            RandomStream stream = Stream(i);
            counts[stream.NextBinomial(5, (ulong)(Probability * Math.ScaleB(1, 64)))]++;
        }

        double[] choose = [1, 5, 10, 10, 5, 1];
        double[] expected = [.. choose.Select(
            (ways, k) => Repeats * ways * Math.Pow(Probability, k) * Math.Pow(1 - Probability, 5 - k))];
        Chance.ChiSquare(expected, counts);
    }

    [Fact]
    public void Binomials_of_probability_0_or_no_trials_are_0()
    {
        RandomStream stream = Stream();
        Assert.Equal(0, stream.NextBinomial(1000, 0));
        Assert.Equal(0, stream.NextBinomial(0, ulong.MaxValue));
    }

    [Fact]
    public void Binomials_of_the_largest_probability_all_but_always_succeed()
    {
        RandomStream stream = Stream();
        Assert.Equal(1_000_000, stream.NextBinomial(1_000_000, ulong.MaxValue));
    }

    private static double[] Samples(Func<double> draw)
    {
        double[] samples = new double[Draws];
        for (int i = 0; i < Draws; i++)
        {
            samples[i] = draw();
        }

        return samples;
    }
}
