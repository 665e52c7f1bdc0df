using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Tests.Neurons;

public class Izhikevich2007Tests
{
    private const double DtMs = 0.1;

    [Theory]
    [InlineData(0.15)]
    [InlineData(0.2)]
    public void It_follows_its_equations(double currentNa)
    {
        // Euler's rule in double precision with a thousandth of the step: its error is some 1e-4 of a slope of 1 mV/ms.
        const int Parts = 1000;
        const int Steps = 2000;
        double v = -60;
        double u = 0;
        var expected = new List<int>();
        var potentials = new double[Steps];
        for (int step = 0; step < Steps; step++)
        {
            bool spike = false;
            for (int part = 0; part < Parts; part++)
            {
                double slope = ((0.0007 * (v + 60) * (v + 40)) - u + currentNa) / 0.1;
                u += DtMs / Parts * 0.03 * ((-0.002 * (v + 60)) - u);
                v += DtMs / Parts * slope;
                if (v >= 35)
                {
                    (v, u, spike) = (-50, u + 0.1, true);
                }
            }

            potentials[step] = v;
            if (spike)
            {
                expected.Add(step);
            }
        }

        var model = new Izhikevich2007Description { BiasCurrentNa = currentNa, Substeps = 10 };
        double worst = 0;
        List<int> spikes = ModelRun.Spikes(
            new Izhikevich2007<ScalarLane> { V = new ScalarLane(-60f) }, model.Constants(DtMs), Steps, _ => default,
            (step, now, _) => worst = step < expected[0] - 20 ? Math.Max(worst, Math.Abs(now.V.Value - potentials[step])) : worst);
        Assert.True(expected.Count > 3);
        Assert.Equal(expected.Count, spikes.Count);
        Assert.All(expected.Zip(spikes), pair => Assert.InRange(pair.Second, pair.First - 1, pair.First + 1));
        Assert.InRange(worst, 0, 0.01);
    }
}
