using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Neurons;
using SnnCluster.Model.Random;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Learning.Tests.Gradients;

/// <summary>
/// The equations of both forms of e-prop, as the devices compile them, in double precision: a recurrent layer with random
/// input, random weights and random learning signals.
/// </summary>
public class DoublePrecisionTests
{
    private const int Steps = 120;
    private const int Sources = 20;
    private const int Neurons = 15;

    [Theory]
    [InlineData(1ul)]
    [InlineData(2ul)]
    [InlineData(3ul)]
    public void Forms_agree_for_fixed_thresholds(ulong seed) =>
        Check<FixedThreshold>(new HiddenLayerDescription { Neuron = HiddenNeuronModel.Lif }, seed);

    [Theory]
    [InlineData(1ul)]
    [InlineData(2ul)]
    [InlineData(3ul)]
    public void Forms_agree_for_adaptive_thresholds(ulong seed) => Check<AdaptiveThreshold>(
        new HiddenLayerDescription { Neuron = HiddenNeuronModel.Alif, AdaptationStrength = 0.3, AdaptationTimeConstantMs = 100 }, seed);

    private static void Check<TAdaptation>(HiddenLayerDescription layer, ulong seed)
        where TAdaptation : struct, IAdaptation
    {
        EPropConstants constants = layer.Constants(1, new RateRegularisation { Strength = 0.5, TargetHz = 30 });
        RandomStream random = RandomKey.For(seed, RandomPurpose.User, 1).Stream(0, 0);
        int all = Sources + Neurons;
        var weights = new double[all, Neurons];
        foreach (int i in Enumerable.Range(0, all))
        {
            foreach (int j in Enumerable.Range(0, Neurons))
            {
                weights[i, j] = random.NextNormal() * 0.3;
            }
        }

        // Forward: what both forms need, step by step. Column Sources + j holds the spikes of neuron j.
        var spikes = new bool[Steps, all];
        var surrogates = new DoubleLane[Steps, Neurons];
        var rates = new DoubleLane[Steps, Neurons];
        var signals = new double[Steps, Neurons];
        var neurons = new HiddenNeuron<DoubleLane, TAdaptation>[Neurons];
        Array.Fill(neurons, HiddenNeuron<DoubleLane, TAdaptation>.AtRest(constants));
        int count = 0;
        for (int t = 0; t < Steps; t++)
        {
            for (int j = 0; j < Neurons; j++)
            {
                double input = 0;
                for (int i = 0; t > 0 && i < all; i++)
                {
                    input += spikes[t - 1, i] ? weights[i, j] : 0;
                }

                bool spike = neurons[j].Step(new DoubleLane(input), constants, out surrogates[t, j]).Any;
                spikes[t, Sources + j] = spike;
                rates[t, j] = neurons[j].MeanRate;
                signals[t, j] = random.NextNormal();
                count += spike ? 1 : 0;
            }

            for (int i = 0; i < Sources; i++)
            {
                spikes[t, i] = random.NextUniform() < 0.1;
            }
        }

        Assert.InRange(count, Neurons, Steps * Neurons / 2);
        double largest = 0;
        double difference = 0;
        for (int j = 0; j < Neurons; j++)
        {
            double[] arrivals = Arrivals<TAdaptation>(j, surrogates, rates, signals, constants);
            for (int i = 0; i < all; i++)
            {
                double byEvent = 0;
                for (int t = 1; t < Steps; t++)
                {
                    byEvent += spikes[t - 1, i] ? arrivals[t] : 0;
                }

                double online = Online<TAdaptation>(i, j, spikes, surrogates, rates, signals, constants);
                largest = Math.Max(largest, Math.Abs(online));
                difference = Math.Max(difference, Math.Abs(byEvent - online));
            }
        }

        Assert.True(largest > 0.1);
        Assert.True(difference <= 1e-12 * largest, $"{difference} of {largest}");
    }

    private static double[] Arrivals<TAdaptation>(
        int j, DoubleLane[,] surrogates, DoubleLane[,] rates, double[,] signals, EPropConstants constants)
        where TAdaptation : struct, IAdaptation
    {
        var arrivals = new double[Steps];
        EventGradient<DoubleLane, TAdaptation> state = EventGradient<DoubleLane, TAdaptation>.AtEnd;
        double filtered = 0;
        for (int t = Steps - 1; t >= 0; t--)
        {
            filtered = signals[t, j] + (constants.Decay * filtered);
            state.StepBack(new DoubleLane(filtered), rates[t, j], surrogates[t, j], constants);
            arrivals[t] = state.Arrival.Value;
        }

        return arrivals;
    }

    private static double Online<TAdaptation>(
        int i, int j, bool[,] spikes, DoubleLane[,] surrogates, DoubleLane[,] rates, double[,] signals, EPropConstants constants)
        where TAdaptation : struct, IAdaptation
    {
        Eligibility<DoubleLane, TAdaptation> eligibility = default;
        double trace = 0;
        double gradient = 0;
        for (int t = 0; t < Steps; t++)
        {
            trace = (constants.Decay * trace) + (t > 0 && spikes[t - 1, i] ? 1 : 0);
            double rateSignal = constants.RateStrength * (rates[t, j].Value - constants.TargetRate);
            gradient += eligibility.Step(
                new DoubleLane(trace), new DoubleLane(signals[t, j]), new DoubleLane(rateSignal), surrogates[t, j], constants).Value;
        }

        return gradient;
    }
}
