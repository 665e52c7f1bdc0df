using OwnRules;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Samples.Tests;

/// <summary>The sample's neuron against its equations in double precision.</summary>
public class AdaptiveExponentialTests
{
    private const double DtMs = 0.1;
    private const int Steps = 5000;

    [Theory]
    [InlineData(0.7)]
    [InlineData(1.0)]
    public void It_follows_its_equations_and_adapts(double currentNa)
    {
        List<int> spikes = Spikes(currentNa);
        List<int> reference = ReferenceSpikes(currentNa);
        Assert.InRange(reference.Count, 4, 100);
        Assert.Equal(reference.Count, spikes.Count);

        // A rounding error of 2^-24 in each of some thousand steps moves a spike by less than a few steps of 0.1 ms.
        Assert.All(spikes.Zip(reference), pair => Assert.InRange(pair.First, pair.Second - 3, pair.Second + 3));
        Assert.True(spikes[^1] - spikes[^2] > spikes[1] - spikes[0], "intervals must grow while the neuron adapts");
    }

    [Fact]
    public void It_rests_without_input() => Assert.Empty(Spikes(0));

    private static List<int> Spikes(double currentNa)
    {
        var description = new AdaptiveExponentialDescription();
        AdaptiveExponentialConstants constants = description.Constants(DtMs);
        var neuron = new AdaptiveExponential<ScalarLane> { V = new ScalarLane(-70.6f) };
        var input = new SynapticInput<ScalarLane>(new ScalarLane((float)currentNa), new ScalarLane(0f));
        var spikes = new List<int>();
        for (int step = 0; step < Steps; step++)
        {
            if (neuron.Step(input, in constants, default).Any)
            {
                spikes.Add(step);
            }
        }

        return spikes;
    }

    private static List<int> ReferenceSpikes(double currentNa)
    {
        double v = -70.6;
        double w = 0;
        var spikes = new List<int>();
        for (int step = 0; step < Steps; step++)
        {
            double leak = 0.030 * ((2 * Math.Exp((v + 50.4) / 2)) - (v + 70.6));
            double dv = (leak - w + currentNa) / 0.281;
            double dw = ((0.004 * (v + 70.6)) - w) / 144;
            v += DtMs * dv;
            w += DtMs * dw;
            if (v >= 0)
            {
                v = -70.6;
                w += 0.0805;
                spikes.Add(step);
            }
        }

        return spikes;
    }
}
