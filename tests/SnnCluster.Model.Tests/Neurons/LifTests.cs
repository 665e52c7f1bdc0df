using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Tests.Support;

namespace SnnCluster.Model.Tests.Neurons;

public class LifTests
{
    private const double DtMs = 0.1;

    // A step rounds five times in V (product, sum, difference, product, difference) numbers of at most 100 mV; each
    // later step shrinks the error by the decay exp(-dt/20), so at most 1/(1 - decay) = 200.5 steps' worth is there.
    // The decay factor's own rounding is in proportion to a - V, at most 100 mV, and adds one more.
    private const double PotentialTolerance = 6 * 100 * Bits.Rounding * 200.5;

    private static readonly LifDescription Default = new();

    [Fact]
    public void Without_input_the_potential_decays_exponentially_to_rest()
    {
        var state = new Lif<ScalarLane> { V = new ScalarLane(-58f) };
        ModelRun.Spikes(state, Default.Constants(DtMs), 3000, _ => default, (step, now, _) =>
        {
            double exact = -70 + (12 * Math.Exp(-(step + 1) * DtMs / 20));
            Assert.Equal(exact, now.V.Value, PotentialTolerance);
        });
    }

    [Fact]
    public void A_constant_current_charges_the_membrane_by_its_resistance()
    {
        // R = tau_m/C = 20 ms / 10 nF = 2 MOhm, so 4 nA charge by 8 mV.
        LifConstants constants = (Default with { CapacitanceNf = 10 }).Constants(DtMs);
        var state = new Lif<ScalarLane> { V = new ScalarLane(-70f) };
        List<int> spikes = ModelRun.Spikes(state, constants, 3000, _ => (4f, 0f), (step, now, _) =>
            Assert.Equal(-62 - (8 * Math.Exp(-(step + 1) * DtMs / 20)), now.V.Value, PotentialTolerance));
        Assert.Empty(spikes);
    }

    // From reset the membrane needs n = ceil(tau/dt·ln((a - V_reset)/(a - V_thresh))) steps of integration; before
    // them come the refractory steps. The currents are chosen so that the logarithm is not near a whole number.
    [Theory]
    [InlineData(17f, 5.0, 0)]
    [InlineData(20f, 5.0, 0)]
    [InlineData(20f, 5.0, 1)]
    [InlineData(40f, 0.0, 0)]
    [InlineData(100f, 2.0, 0)]
    public void A_constant_current_gives_the_interval_of_the_closed_form(float current, double refractoryMs, int extraSteps)
    {
        LifDescription description = Default with { RefractoryPeriodMs = refractoryMs, ExtraRefractorySteps = extraSteps };
        double steps = 20 / DtMs * Math.Log(current / (current - 16.0));
        Assert.True(Math.Abs(steps - Math.Round(steps)) > 0.02, $"{steps} steps are too near a whole number to tell");
        int integrating = (int)Math.Ceiling(steps);
        int interval = integrating + (int)Math.Round(refractoryMs / DtMs) + extraSteps;

        var state = new Lif<ScalarLane> { V = new ScalarLane(-70f) };
        List<int> spikes = ModelRun.Spikes(state, description.Constants(DtMs), 10 * interval, _ => (current, 0f));
        Assert.Equal([.. Enumerable.Range(0, spikes.Count).Select(i => integrating - 1 + (i * interval))], spikes);
        Assert.InRange(spikes.Count, 9, 10);
    }

    [Fact]
    public void A_current_that_charges_to_the_threshold_and_not_above_never_gives_a_spike()
    {
        var state = new Lif<ScalarLane> { V = new ScalarLane(-70f) };
        Assert.Empty(ModelRun.Spikes(state, Default.Constants(DtMs), 20_000, _ => (15.99f, 0f)));
    }

    [Fact]
    public void A_potential_at_the_threshold_spikes_and_one_below_does_not()
    {
        // No leak: with a decay factor of 1 the potential stays where the jump puts it.
        LifConstants constants = Default.Constants(DtMs) with { Decay = 1f };
        var state = new Lif<ScalarLane> { V = new ScalarLane(-70f) };
        Assert.Equal([0], ModelRun.Spikes(state, constants, 1, _ => (0f, 16f)));
        Assert.Empty(ModelRun.Spikes(state, constants, 1, _ => (0f, MathF.BitDecrement(16f) - 1e-5f)));
    }

    [Fact]
    public void A_spike_resets_the_potential_and_starts_the_refractory_time()
    {
        LifDescription description = Default with { ResetPotentialMv = -75 };
        var state = new Lif<ScalarLane> { V = new ScalarLane(-70f) };
        ModelRun.Spikes(state, description.Constants(DtMs), 1, _ => (0f, 30f), (_, now, spike) =>
        {
            Assert.True(spike);
            Assert.Equal(-75f, now.V.Value);
            Assert.Equal(50f, now.RefractoryTime.Value);
        });
    }

    [Fact]
    public void While_refractory_the_potential_stands_still_and_input_is_dropped()
    {
        var state = new Lif<ScalarLane> { V = new ScalarLane(-70f) };
        List<int> spikes = ModelRun.Spikes(state, Default.Constants(DtMs), 52, _ => (1000f, 100f), (step, now, _) =>
        {
            if (step < 51)
            {
                Assert.Equal(-70f, now.V.Value);
                Assert.Equal(50f - step, now.RefractoryTime.Value);
            }
        });

        // Spike in step 0, refractory in steps 1 to 50, spike in the first step of integration after that.
        Assert.Equal([0, 51], spikes);
    }

    [Fact]
    public void A_neuron_held_above_threshold_spikes_in_the_step_in_which_its_refractory_time_ends()
    {
        var state = new Lif<ScalarLane> { V = new ScalarLane(-50f), RefractoryTime = new ScalarLane(3f) };
        Assert.Equal([2], ModelRun.Spikes(state, Default.Constants(DtMs), 10, _ => default));
    }

    [Fact]
    public void The_description_gives_the_constants_of_the_equations()
    {
        LifConstants constants = (Default with { CapacitanceNf = 10, RefractoryPeriodMs = 2 }).Constants(DtMs);
        Assert.Equal(2f, constants.Resistance);
        Assert.Equal((float)Math.Exp(-0.005), constants.Decay);
        Assert.Equal(20f, constants.RefractorySteps);
        Assert.Equal((-70f, -70f, -54f), (constants.RestingPotential, constants.ResetPotential, constants.Threshold));
    }

    [Fact]
    public void The_potential_starts_at_rest_unless_said_otherwise()
    {
        Assert.Equal(new InitialValue.Constant(-70), Default.InitialState(DtMs)["V"]);
        Assert.Equal(
            new InitialValue.Normal(-60, 5),
            (Default with { InitialPotentialMv = new InitialValue.Normal(-60, 5) }).InitialState(DtMs)["V"]);
    }
}
