using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Tests.Inputs;

/// <summary>What neurons get from each input model, step by step.</summary>
public class InputModelTests
{
    private const double DtMs = TinyNetwork.DtMs;

    [Fact]
    public void A_step_input_has_the_value_of_the_last_time_before()
    {
        float[][] got = Got(4, 12, new StepInput
        {
            Name = "current",
            Population = TinyNetwork.Target,
            TimesMs = [2, 3, 8],
            Values = [0.5, -1.25, 0.75],
            Neurons = new NeuronSelection.Every(2),
        });
        float[] expected = [0, 0, 0.5f, -1.25f, -1.25f, -1.25f, -1.25f, -1.25f, 0.75f, 0.75f, 0.75f, 0.75f];
        for (int step = 0; step < 12; step++)
        {
            Assert.Equal([expected[step], 0, expected[step], 0], got[step]);
        }
    }

    // Many turns of few steps, and a few of many; from where a count of steps times an angle has left 32 bits.
    [Theory]
    [InlineData(37.5, 90)]
    [InlineData(432.1, -123.4)]
    [InlineData(0, 270)]
    public void A_sinusoidal_input_is_a_sine_of_time(double frequencyHz, double phaseDegrees)
    {
        const int Steps = 3000;
        float[][] got = Got(3, Steps, new SinusoidalInput
        {
            Name = "sine",
            Population = TinyNetwork.Target,
            Offset = -0.25,
            Amplitude = 2,
            FrequencyHz = frequencyHz,
            PhaseDegrees = phaseDegrees,
            Neurons = new NeuronSelection.Every(2),
        });
        for (int step = 0; step < Steps; step++)
        {
            double angle = 2 * Math.PI * ((frequencyHz * step * DtMs / 1000) + (phaseDegrees / 360));
            Assert.Equal(-0.25 + (2 * Math.Sin(angle)), got[step][0], 1e-5);
            Assert.Equal([got[step][0], 0, got[step][0]], got[step]);
        }
    }

    [Fact]
    public void Regular_spikes_come_at_equal_distances_with_one_phase_or_one_for_each_neuron()
    {
        float[][] same = Got(3, 40, Regular with { FirstMs = 5 });
        float[][] spread = Got(300, 70, Regular with { RandomPhases = true });
        for (int step = 0; step < 40; step++)
        {
            float expected = step >= 5 && (step - 5) % 7 == 0 ? 2f : 0f;
            Assert.Equal([expected, expected, expected], same[step]);
        }

        var counts = new int[7];
        for (int neuron = 0; neuron < 300; neuron++)
        {
            int[] steps = [.. Enumerable.Range(0, 70).Where(step => spread[step][neuron] != 0f)];
            Assert.Equal(10, steps.Length);
            Assert.All(steps, step => Assert.Equal(steps[0] % 7, step % 7));
            counts[steps[0] % 7]++;
        }

        // 300 draws among 7: 43 expected, with a standard deviation of 6; five of them.
        Assert.All(counts, count => Assert.InRange(count, 13, 73));
    }

    [Fact]
    public void Listed_spikes_come_when_the_list_says()
    {
        float[][] got = Got(3, 8, Listed);
        Assert.Equal([1f, 0f, 0f], got[0]);
        Assert.Equal([0f, 1f, 2f], got[3]);
        Assert.Equal([0f, 1f, 0f], got[4]);
        Assert.All(new[] { 1, 2, 5, 6, 7 }, step => Assert.Equal([0f, 0f, 0f], got[step]));
    }

    [Fact]
    public void White_noise_is_normal_and_lasts_for_its_interval()
    {
        float[][] got = Got(2000, 40, new WhiteNoise
        {
            Name = "noise",
            Population = TinyNetwork.Target,
            Mean = 0.5,
            StandardDeviation = 2,
            IntervalMs = 4,
        });
        for (int step = 0; step < 40; step++)
        {
            Assert.Equal(step % 4 == 0, step == 0 || got[step][7] != got[step - 1][7]);
        }

        double[] z = [.. Enumerable.Range(0, 10).SelectMany(k => got[4 * k]).Select(value => (value - 0.5) / 2)];
        AssertStandardNormal(z);
    }

    [Fact]
    public void Uniform_noise_is_uniform_and_new_in_every_step()
    {
        float[][] got = Got(2000, 20, new UniformNoise { Name = "noise", Population = TinyNetwork.Target, From = -1, To = 3 });
        double[] all = [.. got.SelectMany(values => values).Select(value => (value + 1.0) / 4)];
        Assert.All(all, value => Assert.InRange(value, 0, 1));

        // 40,000 draws, whose mean and mean square have standard deviations of 0.29/200 and 0.30/200; five of them.
        Assert.InRange(all.Average(), 0.5 - 0.0073, 0.5 + 0.0073);
        Assert.InRange(all.Average(value => value * value), (1.0 / 3) - 0.0075, (1.0 / 3) + 0.0075);
        Assert.All(Enumerable.Range(1, 19), step => Assert.NotEqual(got[step - 1][7], got[step][7]));
    }

    [Fact]
    public void Coloured_noise_is_normal_and_forgets_with_its_time_constant()
    {
        const double TimeConstant = 6;
        float[][] got = Got(2000, 30, Coloured with { TimeConstantMs = TimeConstant });
        foreach (int step in new[] { 0, 1, 29 })
        {
            AssertStandardNormal([.. got[step].Select(value => (value - 1.5) / 0.25)]);
        }

        // Correlation of 2000 pairs: a standard deviation of at most 1/sqrt(2000).
        foreach (int lag in new[] { 1, 5, 12 })
        {
            double correlation = got[10].Zip(got[10 + lag], (a, b) => (a - 1.5) * (b - 1.5) / 0.0625).Average();
            Assert.Equal(Math.Exp(-lag / TimeConstant), correlation, 5 * Math.Sqrt(2.0 / 2000));
        }
    }

    [Fact]
    public void Single_precision_quantiles_are_those_of_double_precision()
    {
        for (int i = 0; i < 4096; i++)
        {
            double p = (i + 0.5) / 4096;
            Assert.Equal(PortableMath.NormalQuantile(p), NormalDraw.Quantile(new ScalarLane((float)p)).Value, 4e-6);
        }

        float least = NormalDraw.Quantile(new ScalarLane(0.5f / 8388608f)).Value;
        Assert.Equal(PortableMath.NormalQuantile(0.5 / 8388608), least, 1e-4);
        Assert.InRange(-least, 5, NormalDraw.Largest);
    }

    [Fact]
    public void Neither_the_cut_nor_the_lane_nor_a_snapshot_changes_what_neurons_get()
    {
        InputDescription[] inputs =
        [
            Regular with { RandomPhases = true, PeriodMs = 3 },
            Coloured with { Neurons = new NeuronSelection.Random(11) },
            new WhiteNoise { Name = "white", Population = TinyNetwork.Target, StandardDeviation = 1 },
            new UniformNoise { Name = "uniform", Population = TinyNetwork.Target, From = -1, To = 1 },
            Listed,
            new StepInput { Name = "step", Population = TinyNetwork.Target, TimesMs = [2, 31], Values = [0.5, -0.25] },
            new SinusoidalInput { Name = "sine", Population = TinyNetwork.Target, Amplitude = 2, FrequencyHz = 17 },
            new PoissonDrive { Name = "poisson", Population = TinyNetwork.Target, RateHz = 2000, Weight = 0.5 },
        ];
        NetworkDescription network = Network(37, inputs);
        using var scalar = new HostDevice(typeof(ScalarLane));
        string expected = Digest(network, scalar, 1);
        foreach (int partitions in new[] { 1, 2, 3, 5 })
        {
            using var host = new HostDevice();
            Assert.Equal(expected, Digest(network, host, partitions));
            using var four = new HostDevice(typeof(Lane4));
            Assert.Equal(expected, Digest(network, four, partitions));
            using Simulation half = Simulation.Create(network, host, partitions);
            half.Run(23);
            IReadOnlyList<PartitionSnapshot> parts = half.Capture();
            using Simulation rest = Simulation.Create(network, host, 1 + (partitions % 3), from: parts);
            rest.Run(37);
            Assert.Equal(expected, rest.Digest());
        }
    }

    [Theory]
    [InlineData(3f, "gives 3 to neuron 2")]
    [InlineData(float.NaN, "gives NaN to neuron 2")]
    public void A_value_beyond_the_declared_bound_ends_the_run(float value, string message)
    {
        NetworkDescription network = Network(5, new Wayward { Name = "wayward", Population = TinyNetwork.Target, Value = value });
        using Simulation simulation = TinyNetwork.Simulate(network);
        simulation.Run(4);
        string error = Assert.Throws<SimulationException>(() => simulation.Run(1)).Message;
        Assert.Contains($"input wayward {message} of target at step 4, beyond the bound 2", error);
        using var gpu = DeviceCatalog.Open(DeviceCatalog.CpuAccelerator, 1);
        using Simulation onGpu = Simulation.Create(network, gpu);
        Assert.Contains(
            "input wayward gives a value to neuron 2 of target at step 4, beyond the bound 2",
            Assert.Throws<SimulationException>(() => onGpu.Run(10)).Message);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Contains(
            "input delta has the name of a receptor of target: state variables of both would have the same names",
            Findings(Coloured with { Name = "delta" }));
        Assert.Equal(
            ["input current has 1 times and 2 values: must be equally many, at least one"],
            Findings(new StepInput { Name = "current", Population = TinyNetwork.Target, Values = [1, 2] }));
        Assert.Equal(
            ["input current time 1 is 2: must be later than the one before, 2"],
            Findings(new StepInput { Name = "current", Population = TinyNetwork.Target, TimesMs = [2, 2], Values = [1, 2] }));
        Assert.Equal(
            ["input sine frequency [Hz] is 501: must be from 0 to 500"],
            Findings(new SinusoidalInput { Name = "sine", Population = TinyNetwork.Target, Amplitude = 1, FrequencyHz = 501 }));
        Assert.Contains("input spikes event 1 is of neuron 3: target has those from 0 to 2", Findings(Listed with { Ids = [0, 3], TimesMs = [0, 1] }));
        Assert.Contains(
            "input spikes event 1 is at 1 ms, after one at 2 ms: must be sorted by time",
            Findings(Listed with { Ids = [0, 0], TimesMs = [2, 1] }));
        Assert.Contains("input spikes has 2 ids and 1 times: must be equally many", Findings(Listed with { Ids = [0, 0], TimesMs = [2] }));
        Assert.Contains("time of event 0", Assert.Single(Findings(Listed with { Ids = [0], TimesMs = [2.25] })));
        Network(3, Listed with { Ids = [0], TimesMs = [2.25], RoundsTimes = true }).Validate();
        Assert.Contains("input spikes event 0 is at -1 ms: must be from 0 to 2147483647 steps", Findings(Listed with { Ids = [0], TimesMs = [-1] }));
        Assert.Equal(["input noise standard deviation is -1: must be at least 0"], Findings(Coloured with { StandardDeviation = -1 }));
        Assert.Contains("input regular period", Assert.Single(Findings(Regular with { PeriodMs = 0.25 })));
    }

    /// <summary>Gives 1 to all, and something else to neuron 2 from step 4 on.</summary>
    public struct WaywardModel<T> : IInputModel<T, WaywardConstants>
        where T : unmanaged, ILane<T>
    {
        public T Value;

        public T Step<TTables>(in WaywardConstants constants, in Model.Neurons.NeuronStep step, in TTables tables)
            where TTables : struct, IInputTables
        {
            Value = T.Of(1f);
            int element = 2 - step.FirstNeuron;
            if (step.Step >= 4 && element >= 0 && element < T.Width)
            {
                // As bits, since constants must be finite.
                Value = T.WithElement(Value, element, BitConverter.Int32BitsToSingle(constants.Bits));
            }

            return Value;
        }
    }

    public readonly record struct WaywardConstants(int Bits);

    private sealed record Wayward : InputModelDescription
    {
        public required float Value { get; init; }

        public override Type ModelType => typeof(WaywardModel<>);

        public override double BoundOf(double dtMs) => 2;

        public override ValueType CreateConstants(double dtMs) => new WaywardConstants(BitConverter.SingleToInt32Bits(Value));

        public override void Validate(string name, double dtMs, ValidationErrors errors)
        {
        }
    }

    private static RegularSpikes Regular => new()
    {
        Name = "regular",
        Population = TinyNetwork.Target,
        PeriodMs = 7,
        Weight = 2,
    };

    private static OrnsteinUhlenbeckNoise Coloured => new()
    {
        Name = "noise",
        Population = TinyNetwork.Target,
        Mean = 1.5,
        StandardDeviation = 0.25,
        TimeConstantMs = 5,
    };

    private static ListedSpikes Listed => new()
    {
        Name = "spikes",
        Population = TinyNetwork.Target,
        Ids = [0, 2, 1, 2, 1],
        TimesMs = [0, 3, 3, 3, 4],
    };

    private static NetworkDescription Network(int neurons, params InputDescription[] inputs) =>
        TinyNetwork.Silent(1, neurons) with { Inputs = inputs };

    private static IReadOnlyList<string> Findings(InputDescription input) =>
        Assert.Throws<InvalidDescriptionException>(() => Network(3, input).Validate()).Findings;

    // What each neuron gets, by step.
    private static float[][] Got(int neurons, int steps, InputDescription input)
    {
        using Simulation simulation = TinyNetwork.Simulate(Network(neurons, input), partitions: neurons > 2 ? 2 : 1);
        return [.. Enumerable.Range(0, steps).Select(_ =>
        {
            simulation.Run(1);
            return simulation.Jumps();
        })];
    }

    private static string Digest(NetworkDescription network, HostDevice device, int partitions)
    {
        using Simulation simulation = Simulation.Create(network, device, partitions);
        simulation.Run(60);
        return simulation.Digest();
    }

    // Mean, variance, skewness and kurtosis within five of their standard deviations.
    private static void AssertStandardNormal(double[] z)
    {
        double n = z.Length;
        Assert.InRange(z.Average(), -5 / Math.Sqrt(n), 5 / Math.Sqrt(n));
        Assert.Equal(1, z.Average(one => one * one), 5 * Math.Sqrt(2 / n));
        Assert.Equal(0, z.Average(one => one * one * one), 5 * Math.Sqrt(15 / n));
        Assert.Equal(3, z.Average(one => one * one * one * one), 5 * Math.Sqrt(96 / n));
    }
}
