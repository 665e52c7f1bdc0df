using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Tests.Neurons;

/// <summary>What the levels add; levels 3 and 5 are compared with an independent simulator elsewhere.</summary>
public class GlifTests
{
    private const double DtMs = 0.1;
    private const int Steps = 3000;

    [Fact]
    public void Level_1_is_a_leaky_integrate_and_fire_neuron()
    {
        var glif = new GlifDescription { Level = 1, RefractoryPeriodMs = 3.8 };
        var lif = new ConductanceLifDescription
        {
            CapacitanceNf = glif.CapacitanceNf,
            LeakConductanceUs = glif.LeakConductanceUs,
            RestingPotentialMv = glif.RestingPotentialMv,
            ResetPotentialMv = glif.ResetPotentialMv,
            ThresholdMv = glif.ThresholdMv,
            RefractoryPeriodMs = 3.8,
        };
        List<int> expected = ModelRun.Spikes(
            new ConductanceLif<ScalarLane> { V = new ScalarLane(-78.85f) }, lif.Constants(DtMs), Steps, Input);
        Assert.True(expected.Count > 10);
        Assert.Equal(expected, Spikes(glif));
    }

    [Fact]
    public void Level_2_keeps_a_share_of_the_potential_and_raises_the_threshold()
    {
        var glif = new GlifDescription { Level = 2 };
        double before = -78.85;
        double component = 0;
        int last = int.MinValue;
        List<int> spikes = Spikes(glif, (step, now, spike) =>
        {
            if (spike)
            {
                // The component decays over the steps between, and over the refractory period of 3.75 ms at once.
                double decays = last == int.MinValue ? 0 : step - last - 38;
                component = component * Math.Exp(-0.009 * DtMs * decays) * Math.Exp(-0.009 * 3.75) + 0.37;
                Assert.Equal(component, now.SpikeThreshold.Value, 1e-4);
                Assert.Equal(-78.85 + 18.51 + (0.2 * (before + 78.85)), now.V.Value, 1e-4);
                last = step;
            }

            Assert.Equal((0f, 0f), (now.FirstCurrent.Value, now.VoltageThreshold.Value));
            before = now.V.Value;
        });
        Assert.True(spikes.Count > 10);
    }

    [Fact]
    public void Level_4_is_level_5_without_a_threshold_that_follows_the_potential()
    {
        List<int> four = Spikes(new GlifDescription { Level = 4 });
        Assert.Equal(four, Spikes(new GlifDescription { Level = 5, ThresholdVoltageGainPerMs = 0 }));
        Assert.NotEqual(four, Spikes(new GlifDescription { Level = 5 }));
        Assert.NotEqual(four, Spikes(new GlifDescription { Level = 2 }));
        Assert.NotEqual(four, Spikes(new GlifDescription { Level = 3 }));
        Assert.True(four.Count > 3);
    }

    [Fact]
    public void The_threshold_follows_the_potential()
    {
        // theta' = a_v·U - b_v·theta by small steps of Euler's rule, whose error is below 1 % of dt/100·(b_v + g_L/C) = 2.5e-4.
        double theta = 0;
        double u = 0;
        var glif = new GlifDescription { Level = 5, ThresholdMv = 1000 };
        Spikes(glif, (step, now, _) =>
        {
            for (int part = 0; part < 100; part++)
            {
                theta += DtMs / 100 * ((0.005 * u) - (0.09 * theta));
                u += DtMs / 100 * ((Input(step).Current - (0.00943 * u)) / 0.05872);
            }

            Assert.Equal(theta, now.VoltageThreshold.Value, 1e-2);
        });
    }

    private static (float Current, float Jump) Input(int step) => (step % 1000 < 700 ? 0.4f : 0f, 0f);

    private static List<int> Spikes(GlifDescription glif, Action<int, Glif<ScalarLane>, bool>? look = null) =>
        ModelRun.Spikes(new Glif<ScalarLane> { V = new ScalarLane(-78.85f) }, glif.Constants(DtMs), Steps, Input, look);
}
