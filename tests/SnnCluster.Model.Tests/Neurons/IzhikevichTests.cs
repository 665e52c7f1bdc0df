using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Tests.Support;

namespace SnnCluster.Model.Tests.Neurons;

public class IzhikevichTests
{
    /// <summary>
    /// The same equations in double precision, with a bound on how far single precision may have gone from it: the
    /// error of every step is carried on by the derivatives of the step, and the step's own roundings are added.
    /// </summary>
    private sealed class Reference(IzhikevichConstants constants, double v)
    {
        private const float QuadraticTerm = 0.04f;

        public double V { get; private set; } = v;

        public double U { get; private set; } = constants.B * v;

        public double ErrorV { get; private set; }

        public double ErrorU { get; private set; } = Math.Abs(constants.B * v) * Bits.Rounding;

        public void StartFrom(double potential, double recovery)
        {
            V = potential;
            U = recovery;
            ErrorV = 0;
            ErrorU = 0;
        }

        public void Integrate(double current, double jump)
        {
            V += jump;
            ErrorV += Math.Abs(V) * Bits.Rounding;
            HalfStep(current);
            HalfStep(current);
            double rate = (double)constants.Dt * constants.A;
            ErrorU = (Math.Abs(1 - rate) * ErrorU) + (rate * constants.B * ErrorV)
                + (Bits.Rounding * (Math.Abs(U) + (rate * 5 * (Math.Abs(constants.B * V) + Math.Abs(U)))));
            U += rate * ((constants.B * V) - U);
        }

        public void Spike()
        {
            V = constants.C;
            ErrorV = 0;
            U += constants.D;
            ErrorU += Math.Abs(U) * Bits.Rounding;
        }

        private void HalfStep(double current)
        {
            // Six roundings inside the slope, each of a number no larger than the sum of the slope's absolute terms.
            double h = constants.HalfDt;
            double terms = (QuadraticTerm * V * V) + (5 * Math.Abs(V)) + 140 + Math.Abs(U) + Math.Abs(current);
            double growth = Math.Abs(1 + (h * ((2 * QuadraticTerm * V) + 5)));
            double next = V + (h * ((((QuadraticTerm * V) + 5) * V) + 140 - U + current));
            ErrorV = (growth * ErrorV) + (h * QuadraticTerm * ErrorV * ErrorV) + (h * ErrorU)
                + (Bits.Rounding * ((7 * h * terms) + Math.Abs(next)));
            V = next;
        }
    }

    [Theory]
    [InlineData(10f, 0.1, 80.0)]
    [InlineData(5f, 0.25, 80.0)]
    [InlineData(14f, 0.5, 60.0)]
    public void Potential_and_recovery_follow_a_double_precision_reference_for_a_short_time(
        float current, double dtMs, double durationMs)
    {
        IzhikevichConstants constants = new IzhikevichDescription().Constants(dtMs);
        var reference = new Reference(constants, -65);
        var state = new Izhikevich<ScalarLane> { V = new ScalarLane(-65f), U = new ScalarLane((float)(0.2 * -65)) };
        List<int> spikes = ModelRun.Spikes(state, constants, (int)(durationMs / dtMs), _ => (current, 0f), (step, now, spike) =>
        {
            reference.Integrate(current, 0);
            double margin = Math.Abs(reference.V - 30) - reference.ErrorV;
            Assert.True(margin > 0, $"step {step} is too near the threshold to tell: V = {reference.V} ± {reference.ErrorV}");
            Assert.Equal(reference.V >= 30, spike);
            if (spike)
            {
                reference.Spike();
            }

            Assert.Equal(reference.V, now.V.Value, reference.ErrorV);
            Assert.Equal(reference.U, now.U.Value, reference.ErrorU);
        });

        // The bounds would mean nothing if they had grown to the size of the numbers.
        Assert.InRange(reference.ErrorV, 0, 1);
        Assert.InRange(reference.ErrorU, 0, 0.1);
        Assert.InRange(spikes.Count, 1, 10);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void Every_step_is_that_of_a_double_precision_reference_from_the_same_state(double dtMs)
    {
        // Currents from -5 to 20 nA in turn, a jump now and then; the reference starts anew from what single precision
        // has come to, so its bound is that of one step.
        IzhikevichConstants constants = new IzhikevichDescription().Constants(dtMs);
        (float Current, float Jump) Input(int step) => (((step / 300) % 6 * 5f) - 5f, step % 89 == 0 ? 7f : 0f);
        var reference = new Reference(constants, -65);
        int undecided = 0;
        var state = new Izhikevich<ScalarLane> { V = new ScalarLane(-65f), U = new ScalarLane(constants.B * -65f) };
        List<int> spikes = ModelRun.Spikes(state, constants, 20_000, Input, (step, now, spike) =>
        {
            reference.Integrate(Input(step).Current, Input(step).Jump);
            if (Math.Abs(reference.V - 30) <= reference.ErrorV)
            {
                undecided++;
            }
            else
            {
                Assert.Equal(reference.V >= 30, spike);
                if (spike)
                {
                    reference.Spike();
                }

                Assert.InRange(reference.ErrorV, 0, 0.01);
                Assert.Equal(reference.V, now.V.Value, reference.ErrorV);
                Assert.Equal(reference.U, now.U.Value, reference.ErrorU);
            }

            reference.StartFrom(now.V.Value, now.U.Value);
        });
        Assert.InRange(spikes.Count, 30, 1000);
        Assert.Equal(0, undecided);
    }

    [Fact]
    public void Without_input_the_neuron_rests_where_both_slopes_vanish()
    {
        // 0.04·V² + 5·V + 140 = b·V = 0.2·V has the stable solution V = -70.
        IzhikevichConstants constants = new IzhikevichDescription().Constants(0.5);
        var state = new Izhikevich<ScalarLane> { V = new ScalarLane(-65f), U = new ScalarLane(-13f) };
        Izhikevich<ScalarLane> last = state;
        Assert.Empty(ModelRun.Spikes(state, constants, 4000, _ => default, (_, now, _) => last = now));

        // The slope 0.08·V + 5 - 0.2 = -0.8 per ms divides the rounding of the slope's terms, each below 400.
        Assert.Equal(-70, last.V.Value, 7 * 400 * Bits.Rounding / 0.8);
        Assert.Equal(-14, last.U.Value, 7 * 400 * Bits.Rounding / 0.8);
    }

    [Fact]
    public void A_spike_sets_the_potential_to_c_and_adds_d_to_the_recovery_variable()
    {
        IzhikevichConstants constants = new IzhikevichDescription { C = -50, D = 2 }.Constants(0.5) with { A = 0f };
        var state = new Izhikevich<ScalarLane> { V = new ScalarLane(-65f), U = new ScalarLane(-13f) };
        ModelRun.Spikes(state, constants, 1, _ => (0f, 100f), (_, now, spike) =>
        {
            Assert.True(spike);
            Assert.Equal(-50f, now.V.Value);
            Assert.Equal(-11f, now.U.Value);
        });
    }

    [Fact]
    public void The_description_gives_the_constants_and_the_initial_recovery_of_the_paper()
    {
        var description = new IzhikevichDescription { InitialPotentialMv = -60 };
        Assert.Equal(new IzhikevichConstants(0.02f, 0.2f, -65f, 8f, 0.25f, 0.5f), description.Constants(0.5));
        Assert.Equal(new InitialValue.Constant(-60), description.InitialState(0.5)["V"]);
        Assert.Equal(new InitialValue.Constant(0.2 * -60), description.InitialState(0.5)["U"]);
    }
}
