using SnnCluster.Learning.Optimisers;

namespace SnnCluster.Learning.Tests.Optimisers;

public class OptimiserTests
{
    // Worked by hand from Kingma and Ba's algorithm 1 with rate 0.1 and the default betas, in double precision.
    // Gradients 2, then -1: m = 0.2, 0.08; v = 0.004, 0.004996; corrections 1/0.1, 1/0.19 and 1/0.001, 1/0.001999.
    [Fact]
    public void Adam_makes_the_steps_worked_by_hand()
    {
        var adam = new AdamDescription { LearningRate = 0.1 };
        float[] parameters = [1f];
        float[] first = [0f];
        float[] second = [0f];
        adam.Step(parameters, [2f], first, second, 0.1, 1);
        Assert.Equal(0.2f, first[0], 1e-7f);
        Assert.Equal(0.004f, second[0], 1e-9f);
        Assert.Equal(0.9f, parameters[0], 1e-6f);

        adam.Step(parameters, [-1f], first, second, 0.1, 2);
        Assert.Equal(0.08f, first[0], 1e-7f);
        Assert.Equal(0.004996f, second[0], 1e-8f);
        double step = 0.1 * (0.08 / 0.19) / (Math.Sqrt(0.004996 / 0.001999) + 1e-8);
        Assert.Equal(0.9 - step, parameters[0], 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(37)]
    public void Adam_does_every_element_alike(int length)
    {
        var adam = new AdamDescription();
        float[] parameters = [.. Enumerable.Repeat(0.5f, length)];
        float[] gradient = [.. Enumerable.Repeat(-0.25f, length)];
        adam.Step(parameters, gradient, new float[length], new float[length], 0.01, 1);
        Assert.Single(parameters.Distinct());
        Assert.Equal(0.51f, parameters[0], 1e-6f);
    }

    [Fact]
    public void A_parameter_without_gradient_stays()
    {
        float[] parameters = [3f];
        new AdamDescription().Step(parameters, [0f], new float[1], new float[1], 0.1, 1);
        Assert.Equal(3f, parameters[0]);
    }

    // m = 1, then 0.5 + 1 = 1.5: 2 - 0.1 - 0.15.
    [Fact]
    public void Gradient_descent_keeps_its_momentum()
    {
        var sgd = new SgdDescription { Momentum = 0.5 };
        float[] parameters = [2f];
        float[] first = [0f];
        sgd.Step(parameters, [1f], first, new float[1], 0.1, 1);
        sgd.Step(parameters, [1f], first, new float[1], 0.1, 2);
        Assert.Equal(1.75f, parameters[0], 1e-6f);
        Assert.Equal(1.5f, first[0]);
    }

    // Cuts that leave tails behind whole lanes, and others that do not.
    [Theory]
    [InlineData("adam")]
    [InlineData("sgd")]
    public void A_step_over_parts_gives_the_bits_of_one_over_all(string name)
    {
        OptimiserDescription optimiser = name == "adam" ? new AdamDescription() : new SgdDescription();
        const int length = 101;
        float[] gradient = [.. Enumerable.Range(0, length).Select(i => MathF.Sin(i) * MathF.Pow(10, (i % 9) - 6))];
        foreach (int[] cuts in (int[][])[[16, 64], [1, 2], [5, 37], [33, 100], [50, 50]])
        {
            (float[] Weights, float[] First, float[] Second) whole = Start();
            (float[] Weights, float[] First, float[] Second) cut = Start();
            for (int step = 1; step <= 3; step++)
            {
                optimiser.Step(whole.Weights, gradient, whole.First, whole.Second, 0.003, step);
                foreach (Range part in new[] { ..cuts[0], cuts[0]..cuts[1], cuts[1].. })
                {
                    optimiser.Step(
                        cut.Weights.AsSpan(part), gradient.AsSpan(part), cut.First.AsSpan(part), cut.Second.AsSpan(part), 0.003, step);
                }
            }

            Assert.Equal(Bits(whole.Weights), Bits(cut.Weights));
            Assert.Equal(Bits(whole.First), Bits(cut.First));
            Assert.Equal(Bits(whole.Second), Bits(cut.Second));
        }

        static (float[] Weights, float[] First, float[] Second) Start() =>
            ([.. Enumerable.Range(0, length).Select(i => MathF.Cos(i))], new float[length], new float[length]);

        static int[] Bits(float[] values) => [.. values.Select(BitConverter.SingleToInt32Bits)];
    }

    [Theory]
    [InlineData(0, 0.8)]
    [InlineData(1, 0.8)]
    [InlineData(2, 0.4)]
    [InlineData(5, 0.2)]
    public void The_learning_rate_falls_by_its_factor(int epoch, double expected) =>
        Assert.Equal(expected, new LearningRateSchedule { Factor = 0.5, EveryEpochs = 2 }.At(0.8, epoch), 12);
}
