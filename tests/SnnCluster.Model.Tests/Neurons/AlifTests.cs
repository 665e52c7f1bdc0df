using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Tests.Support;

namespace SnnCluster.Model.Tests.Neurons;

public class AlifTests
{
    private const double DtMs = 0.1;

    private static readonly AlifDescription Default = new() { AdaptationTimeConstantMs = 200, AdaptationStrengthMv = 0.5 };

    [Fact]
    public void Adaptation_is_the_sum_over_spikes_of_their_exponential_decay()
    {
        var spikes = new List<int>();
        var state = new Alif<ScalarLane> { V = new ScalarLane(-70f) };
        ModelRun.Spikes(state, Default.Constants(DtMs), 10_000, _ => (40f, 0f), (step, now, spike) =>
        {
            if (spike)
            {
                spikes.Add(step);
            }

            // A step multiplies (one rounding) by a rounded factor (another) and may add a spike (a third): 3 units
            // of a value below 20, which the decay forgets after 1/(1 - exp(-dt/200)) = 2,000.5 steps.
            double exact = spikes.Sum(at => Math.Exp(-(step - at) * DtMs / 200));
            Assert.InRange(exact, 0, 20);
            Assert.Equal(exact, now.Adaptation.Value, 3 * 20 * Bits.Rounding * 2000.5);
        });

        Assert.True(spikes.Count > 30);
    }

    [Fact]
    public void A_constant_current_gives_spikes_exactly_where_the_potential_passes_the_raised_threshold()
    {
        // A double-precision reference that takes the spikes seen as given; what it checks is that each of them, and
        // no other step, has a potential above the threshold. Tolerances: see LifTests and the test above.
        const double Tolerance = (6 * 100 * Bits.Rounding * 200.5) + (0.5 * 3 * 20 * Bits.Rounding * 2000.5);
        double v = -70;
        double adaptation = 0;
        int refractory = 0;
        var state = new Alif<ScalarLane> { V = new ScalarLane(-70f) };
        List<int> spikes = ModelRun.Spikes(state, Default.Constants(DtMs), 10_000, _ => (40f, 0f), (step, _, spike) =>
        {
            adaptation *= Math.Exp(-DtMs / 200);
            if (refractory > 0)
            {
                refractory--;
            }
            else
            {
                v = -30 - ((-30 - v) * Math.Exp(-DtMs / 20));
            }

            double above = v - (-54 + (0.5 * adaptation));
            if (!(spike ? refractory == 0 && above >= -Tolerance : refractory > 0 || above <= Tolerance))
            {
                Assert.Fail($"step {step}: {above} mV above the threshold, spike {spike}");
            }

            if (spike)
            {
                v = -70;
                refractory = 50;
                adaptation += 1;
            }
        });

        int[] intervals = [.. spikes.Zip(spikes.Skip(1), (first, second) => second - first)];
        Assert.True(intervals[^1] > intervals[0] + 5, "the intervals grow as the threshold rises");
    }

    [Fact]
    public void Every_spike_raises_the_threshold_by_the_adaptation_strength()
    {
        // No leak, no decay, no refractory time: the threshold after n spikes is -54 + 2·n exactly.
        AlifConstants constants = (Default with { AdaptationStrengthMv = 2 }).Constants(DtMs) with { AdaptationDecay = 1f };
        constants = constants with { Lif = constants.Lif with { Decay = 1f, RefractorySteps = 0f } };
        for (int spikesBefore = 0; spikesBefore < 5; spikesBefore++)
        {
            var state = new Alif<ScalarLane> { V = new ScalarLane(-70f), Adaptation = new ScalarLane(spikesBefore) };
            float reaching = 16f + (2f * spikesBefore);
            Assert.Single(ModelRun.Spikes(state, constants, 1, _ => (0f, reaching), (_, now, _) =>
                Assert.Equal(spikesBefore + 1f, now.Adaptation.Value)));
            Assert.Empty(ModelRun.Spikes(state, constants, 1, _ => (0f, reaching - 0.001f)));
        }
    }

    [Fact]
    public void Without_adaptation_strength_it_is_a_leaky_integrate_and_fire_neuron()
    {
        AlifConstants constants = (Default with { AdaptationStrengthMv = 0 }).Constants(DtMs);
        (float, float) Input(int step) => (step % 700 < 400 ? 35f : 5f, step % 97 == 0 ? 4f : 0f);
        List<int> adaptive = ModelRun.Spikes(new Alif<ScalarLane> { V = new ScalarLane(-60f) }, constants, 5000, Input);
        List<int> plain = ModelRun.Spikes(new Lif<ScalarLane> { V = new ScalarLane(-60f) }, constants.Lif, 5000, Input);
        Assert.True(plain.Count > 10);
        Assert.Equal(plain, adaptive);
    }

    [Fact]
    public void Adaptation_decays_to_exactly_zero_and_not_to_denormal_numbers()
    {
        var state = new Alif<ScalarLane> { V = new ScalarLane(-70f), Adaptation = new ScalarLane(1f) };
        float last = 1f;

        // 2^-126 is passed after 126·ln(2) = 87.3 time constants of 2,000 steps.
        ModelRun.Spikes(state, Default.Constants(DtMs), 176_000, _ => default, (_, now, _) =>
        {
            last = now.Adaptation.Value;
            Assert.False(float.IsSubnormal(last));
        });
        Assert.Equal(0f, last);
    }

    [Fact]
    public void The_description_gives_the_constants_of_the_equations()
    {
        AlifConstants constants = Default.Constants(DtMs);
        Assert.Equal((float)Math.Exp(-0.0005), constants.AdaptationDecay);
        Assert.Equal(0.5f, constants.AdaptationStrength);
        Assert.Equal(new LifDescription().Constants(DtMs), constants.Lif);
        Assert.Equal(new InitialValue.Constant(-70), Default.InitialState(DtMs)["V"]);
    }
}
