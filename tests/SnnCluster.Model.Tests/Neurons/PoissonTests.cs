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
    public void At_rate_0_a_neuron_never_spikes()
    {
        Poisson<ScalarLane> state = Neuron(0, DtMs, neuron: 0);
        Assert.Empty(ModelRun.Spikes(state, default(NoConstants), 100_000, _ => default));
    }

    [Fact]
    public void A_rate_far_above_one_spike_a_step_gives_a_spike_in_every_step() => Assert.Equal(
        [.. Enumerable.Range(0, 100)],
        ModelRun.Spikes(Neuron(1e6, DtMs, neuron: 0) with { Remaining = default }, default(NoConstants), 100, _ => default));

    [Theory]
    [InlineData(0.75, 20_000_000)]
    [InlineData(3, 50_000_000)]
    public void A_source_with_a_mean_interval_beyond_single_precision_counts_every_step(double intervals, int meanInterval)
    {
        // 2^24 = 16,777,216 steps are the last that a single-precision number counts one by one.
        double rateHz = 1000 / (meanInterval * DtMs);
        Poisson<ScalarLane> state = Neuron(rateHz, DtMs, neuron: 0) with { Remaining = new ScalarLane((float)intervals) };

        // The rate is rounded to 2^-24 of itself; the sum of steps errs by less than that (Kahan 1965).
        double expected = intervals * meanInterval;
        int first = StepsToFirstSpike(state, (int)(1.001 * expected));
        Assert.InRange(first, expected * (1 - 2e-7), expected * (1 + 2e-7));
    }

    [Theory]
    [InlineData(0, 100, 0.1)]
    [InlineData(0.1, 100, 0.1)]
    [InlineData(100, 0, 0.1)]
    [InlineData(100, 5, 0.1)]
    [InlineData(900, 50, 1)]
    [InlineData(5000, 50, 1)]
    public void A_changed_rate_holds_from_the_next_step_on(double before, double after, double dtMs)
    {
        const int Neurons = 2000;
        int steps = (int)(200 / dtMs);
        RandomKey key = RandomKey.For(8, RandomPurpose.NeuronUpdate, 0);
        int spikes = 0;
        for (int neuron = 0; neuron < Neurons; neuron++)
        {
            Poisson<ScalarLane> state = Neuron(before, dtMs, neuron);
            for (int step = 0; step < 2 * steps; step++)
            {
                if (step == steps)
                {
                    state.RatePerStep = new ScalarLane((float)PoissonDescription.RatePerStep(after, dtMs));
                }

                spikes += state.Step(default, default, new NeuronStep(key, step, neuron)).Any && step >= steps ? 1 : 0;
            }
        }

        // Where the rate before was near one spike per step, a neuron may be behind by one expected spike. The draws that make
        // up for it are 1 + N, with a Poisson number N of mean 1.
        double mean = Neurons * after / 5;
        double owed = before * dtMs >= 500 ? 2 * Neurons : 0;
        double limit = Chance.Sigmas * Math.Sqrt(mean + (owed / 2));
        Assert.InRange(spikes, mean - limit, mean + limit + owed);
    }

    [Theory]
    [InlineData(0.1, 0.998, 0.99)]
    [InlineData(0.5, 0.996, 0.97)]
    [InlineData(0.8, 0.932, 0.61)]
    [InlineData(1, 0.850, 0.35)]
    public void Near_one_spike_per_step_rate_and_variance_are_those_of_the_documentation(double perStep, double rate, double fano)
    {
        // Means were measured over 4,000 windows by a program of its own (in docs/models.md); 1,000 windows here. The variance
        // of 1,000 + 4,000 nearly normal counts errs by sqrt(2/1000 + 2/4000) of itself, a mean by sqrt(fano/(n·mean)).
        const int Windows = 1000;
        const int Length = 1000;
        RandomKey key = RandomKey.For(9, RandomPurpose.NeuronUpdate, 0);
        Poisson<ScalarLane> state = Neuron(perStep * 1000 / DtMs, DtMs, neuron: 0);
        var counts = new double[Windows];
        for (int step = 0; step < Windows * Length; step++)
        {
            counts[step / Length] += state.Step(default, default, new NeuronStep(key, step, 0)).Any ? 1 : 0;
        }

        double mean = counts.Average();
        double variance = counts.Sum(count => (count - mean) * (count - mean)) / (Windows - 1);
        double errors = (1.0 / Windows) + (1.0 / 4000);
        Chance.Near(rate, mean / (perStep * Length), Math.Sqrt(fano / (perStep * Length) * errors), "rate");
        Chance.Near(fano, variance / mean, fano * Math.Sqrt(2 * errors), "Fano factor");
    }

    [Fact]
    public void The_countdown_keeps_the_part_of_a_step_by_which_a_spike_was_early()
    {
        var state = new Poisson<ScalarLane> { Remaining = new ScalarLane(1.75f), RatePerStep = new ScalarLane(1f) };
        float before = 0;
        float drawn = 0;
        RandomKey key = RandomKey.For(7, RandomPurpose.NeuronUpdate, 0);
        Assert.Equal([1], ModelRun.Spikes(state, default(NoConstants), 2, _ => default, (step, now, _) =>
        {
            before = step == 0 ? now.Remaining.Value : before;
            drawn = now.Remaining.Value;
        }));
        Assert.Equal(0.75f, before);
        Assert.Equal(new NeuronStep(key, 1, 0).Exponential<ScalarLane>(ScalarLane.Of(1f) > ScalarLane.Of(0f)).Value - 0.25f, drawn);
    }

    [Theory]
    [InlineData(10, 0.1, 0.001)]
    [InlineData(1000, 1, 1)]
    [InlineData(0, 1, 0)]
    public void The_rate_is_in_spikes_per_step(double rateHz, double dtMs, double expected)
    {
        Assert.Equal(expected, PoissonDescription.RatePerStep(rateHz, dtMs));
        Assert.Equal(
            new InitialValue.Constant(expected),
            new PoissonDescription { RateHz = rateHz }.InitialState(dtMs)["RatePerStep"]);
    }

    private static Poisson<ScalarLane> Neuron(double rateHz, double dtMs, int neuron)
    {
        IReadOnlyDictionary<string, InitialValue> initial = new PoissonDescription { RateHz = rateHz }.InitialState(dtMs);
        RandomStream random = RandomKey.For(5, RandomPurpose.InitialState, 0).Stream((uint)neuron, 0);
        return new Poisson<ScalarLane>
        {
            Remaining = new ScalarLane(initial["Remaining"].Draw(ref random)),
            RatePerStep = new ScalarLane(initial["RatePerStep"].Draw(ref random)),
        };
    }

    private static int StepsToFirstSpike(Poisson<ScalarLane> state, int atMost)
    {
        RandomKey key = RandomKey.For(7, RandomPurpose.NeuronUpdate, 0);
        int step = 0;
        while (step < atMost && !state.Step(default, default, new NeuronStep(key, step, 0)).Any)
        {
            step++;
        }

        return step + 1;
    }

    private static List<int>[] Trains(double rateHz, int neurons, int steps)
    {
        RandomKey key = RandomKey.For(5, RandomPurpose.NeuronUpdate, 0);
        var trains = new List<int>[neurons];
        for (int neuron = 0; neuron < neurons; neuron++)
        {
            trains[neuron] = [];
            Poisson<ScalarLane> state = Neuron(rateHz, DtMs, neuron);
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
