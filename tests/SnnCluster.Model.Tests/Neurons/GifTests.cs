using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Tests.Neurons;

public class GifTests
{
    private const double DtMs = 0.1;

    [Theory]
    [InlineData(-35)]
    [InlineData(-34)]
    [InlineData(-33)]
    public void Spikes_escape_with_the_rate_that_the_distance_from_the_threshold_says(double restMv)
    {
        // Held at rest by a reset to it, the neuron escapes with p in every step: intervals are geometric, with a mean of 1/p and a
        // standard deviation of sqrt(1 - p)/p. The count of N steps is binomial.
        const int Steps = 200_000;
        var model = new GifDescription
        {
            RestingPotentialMv = restMv,
            ResetPotentialMv = restMv,
            RefractoryPeriodMs = 0,
            EscapeRatePerMs = 0.05,
            SharpnessMv = 1,
        };
        List<int> spikes = ModelRun.Spikes(
            new Gif<ScalarLane> { V = new ScalarLane((float)restMv) }, model.Constants(DtMs), Steps, _ => default);
        double p = 1 - Math.Exp(-0.05 * DtMs * Math.Exp(restMv + 35));
        double deviation = Math.Sqrt(Steps * p * (1 - p));
        Assert.Equal(Steps * p, spikes.Count, 5 * deviation);

        double[] intervals = [.. spikes.Zip(spikes.Skip(1), (first, second) => (double)(second - first))];
        double variance = intervals.Average(x => x * x) - Math.Pow(intervals.Average(), 2);

        // The relative standard error of a variance of exponential numbers is sqrt(8/n).
        Assert.Equal((1 - p) / (p * p), variance, 5 * Math.Sqrt(8.0 / intervals.Length) / (p * p));
    }

    [Fact]
    public void A_spike_leaves_a_current_and_a_threshold_that_decay()
    {
        var model = new GifDescription
        {
            InitialPotentialMv = 0,
            SpikeCurrentJumpNa = 0.05,
            SpikeCurrentTimeConstantMs = 30,
            SpikeThresholdJumpMv = 7,
            SpikeThresholdTimeConstantMs = 60,
            RefractoryPeriodMs = 4,
        };
        int spike = -1;
        double v = 0;
        List<int> spikes = ModelRun.Spikes(
            new Gif<ScalarLane> { V = new ScalarLane(0f) }, model.Constants(DtMs), 400, _ => default, (step, now, spiked) =>
            {
                if (spiked)
                {
                    (spike, v) = (step, -55);
                    return;
                }

                double since = (step - spike) * DtMs;
                Assert.Equal(0.05 * Math.Exp(-since / 30), now.SpikeCurrent.Value, 1e-6);
                Assert.Equal(7 * Math.Exp(-since / 60), now.SpikeThreshold.Value, 1e-4);
                if (since > 4 + 1e-9)
                {
                    // C V' = g_L (E_L - V) - eta, in closed form from the end of the refractory period; tau_m is 20 ms.
                    double free = since - 4;
                    double eta = 0.05 * Math.Exp(-4.0 / 30);
                    double exact = -70 + (15 * Math.Exp(-free / 20))
                        - (eta / 0.08 * 60 * (Math.Exp(-free / 30) - Math.Exp(-free / 20)));
                    Assert.Equal(exact, now.V.Value, 1e-3);
                }
                else
                {
                    Assert.Equal(v, now.V.Value);
                }
            });
        Assert.Equal([0], spikes);
    }
}
