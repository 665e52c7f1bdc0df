using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Random;
using SnnCluster.Model.Tests.Support;

namespace SnnCluster.Model.Tests.Neurons;

public class PoissonTests
{
    private const double DtMs = 0.1;

    [Theory]
    [InlineData(20)]
    [InlineData(157.8)]
    public void Spike_counts_have_the_mean_and_the_variance_of_a_Poisson_process(double rateHz)
    {
        const int Neurons = 2000;
        const int Steps = 10_000;
        double[] counts = [.. Trains(rateHz, Neurons, Steps).Select(train => (double)train.Count)];

        // A Poisson number of mean m has variance m and fourth central moment m + 3·m². A second spike due within the
        // same step waits one step: on average (dt·rate)²/2 spikes a neuron, below 2e-4 here, are not yet counted.
        double mean = rateHz * DtMs / 1000 * Steps;
        Chance.Near(mean, counts.Average(), Math.Sqrt(mean / Neurons), "mean count");
        Chance.Near(
            mean,
            counts.Average(count => (count - mean) * (count - mean)),
            Math.Sqrt((mean + (2 * mean * mean)) / Neurons),
            "variance of the count");
    }

    [Fact]
    public void Times_to_the_first_spike_and_from_it_to_the_second_are_exponential()
    {
        // 100 steps on average; all neurons have two spikes within 3,000 steps but for a chance of 3e-12 each.
        const int Neurons = 4000;
        List<int>[] trains = Trains(1000 / (100 * DtMs), Neurons, 3000);

        // The first spike comes in step number ceil(100·E), counted from 1.
        Chance.SameDistributionAtWholeNumbers([.. trains.Select(train => train[0] + 1)], n => 1 - Math.Exp(-n / 100.0));

        // The second comes ceil(100·E - f) steps later, where f, by which the first was early, is uniform in (0, 1) to
        // 1 %: the distribution function is the mean of 1 - exp(-(n + f)/100) over f. At least one step lies between.
        double phase = 100 * (1 - Math.Exp(-0.01));
        Chance.SameDistributionAtWholeNumbers(
            [.. trains.Select(train => train[1] - train[0])], n => n < 1 ? 0 : 1 - (phase * Math.Exp(-n / 100.0)));
    }

    [Fact]
    public void At_rate_0_a_neuron_never_spikes_and_its_countdown_stays_infinite()
    {
        var state = new Poisson<ScalarLane> { MeanInterval = new ScalarLane((float)PoissonDescription.MeanInterval(0, DtMs)) };
        Assert.Empty(ModelRun.Spikes(state, default(NoConstants), 100_000, _ => default, (_, now, _) =>
            Assert.Equal(float.PositiveInfinity, now.StepsToSpike.Value)));
    }

    [Fact]
    public void A_rate_far_above_one_spike_a_step_gives_a_spike_in_every_step()
    {
        var state = new Poisson<ScalarLane> { MeanInterval = new ScalarLane((float)PoissonDescription.MeanInterval(1e6, DtMs)) };
        Assert.Equal([.. Enumerable.Range(0, 100)], ModelRun.Spikes(state, default(NoConstants), 100, _ => default));
    }

    [Fact]
    public void The_countdown_keeps_the_fraction_of_a_step_by_which_a_spike_was_early()
    {
        var state = new Poisson<ScalarLane> { StepsToSpike = new ScalarLane(1.75f), MeanInterval = new ScalarLane(1000f) };
        float atSpike = 0;
        Assert.Equal([1], ModelRun.Spikes(state, default(NoConstants), 2, _ => default, (_, now, _) => atSpike = now.StepsToSpike.Value));
        Assert.Equal(-0.25f, atSpike);
    }

    [Theory]
    [InlineData(10, 0.1, 1000)]
    [InlineData(1000, 1, 1)]
    [InlineData(0, 1, double.PositiveInfinity)]
    public void The_mean_interval_is_in_steps(double rateHz, double dtMs, double expected)
    {
        Assert.Equal(expected, PoissonDescription.MeanInterval(rateHz, dtMs));
        Assert.Equal(
            new InitialValue.Constant(expected),
            new PoissonDescription { RateHz = rateHz }.InitialState(dtMs)["MeanInterval"]);
    }

    private static List<int>[] Trains(double rateHz, int neurons, int steps)
    {
        RandomKey key = RandomKey.For(5, RandomPurpose.NeuronUpdate, 0);
        var trains = new List<int>[neurons];
        var mean = new ScalarLane((float)PoissonDescription.MeanInterval(rateHz, DtMs));
        for (int neuron = 0; neuron < neurons; neuron++)
        {
            trains[neuron] = [];
            var state = new Poisson<ScalarLane> { MeanInterval = mean };
            for (int step = 0; step < steps; step++)
            {
                if (state.Step(default, default, new NeuronStep(key, step, neuron)).Any)
                {
                    trains[neuron].Add(step);
                }
            }
        }

        return trains;
    }
}
