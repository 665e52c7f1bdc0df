using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Random;
using SnnCluster.Model.Synapses;
using SnnCluster.Model.Tests.Support;

namespace SnnCluster.Model.Tests.Synapses;

public class PostsynapticModelTests
{
    private const double DtMs = 0.1;
    private const int Steps = 3000;

    // Each step rounds the sum and the product, and the factor is rounded; the decay forgets errors after
    // 1/(1 - exp(-dt/5)) = 50.5 steps. Values stay below 8.
    private const double Tolerance = 3 * 8 * Bits.Rounding * 50.5;

    [Fact]
    public void A_delta_synapse_gives_a_jump_and_no_current()
    {
        var model = default(Delta<ScalarLane>);
        SynapticInput<ScalarLane> input = model.Step(new ScalarLane(1.5f), new ScalarLane(-60f), default);
        Assert.Equal((0f, 1.5f), (input.Current.Value, input.PotentialJump.Value));
        Assert.Equal(1.5f, model.Jump.Value);
        Assert.Equal(0f, model.Step(default, new ScalarLane(-60f), default).PotentialJump.Value);
    }

    [Fact]
    public void An_exponential_current_is_the_sum_of_decayed_weights_and_acts_in_the_step_of_arrival()
    {
        var description = new ExponentialCurrentDescription { TimeConstantMs = 5, WithinStep = ActsWithinStep.AtStart };
        var constants = (ExponentialConstants)description.CreateConstants(DtMs, null);
        var model = default(ExponentialCurrent<ScalarLane>);
        for (int step = 0; step < Steps; step++)
        {
            SynapticInput<ScalarLane> input = model.Step(new ScalarLane(Arriving(step)), new ScalarLane(-60f), constants);
            Assert.Equal(Decayed(step), input.Current.Value, Tolerance);
            Assert.Equal(0f, input.PotentialJump.Value);
        }
    }

    [Theory]
    [InlineData(0.5, 0.1)]
    [InlineData(5, 0.1)]
    [InlineData(5, 1)]
    [InlineData(0.1, 1)]
    public void The_charge_of_an_exponential_current_is_weight_times_time_constant_at_every_step(double timeConstantMs, double dtMs)
    {
        var description = new ExponentialCurrentDescription { TimeConstantMs = timeConstantMs };
        double q = dtMs / timeConstantMs;
        double bias = q / (1 - Math.Exp(-q));
        Assert.Equal(2 * timeConstantMs, Charge(description, dtMs), 1e-5 * timeConstantMs);
        Assert.Equal(2 * timeConstantMs * bias, Charge(description with { WithinStep = ActsWithinStep.AtStart }, dtMs), 1e-5 * timeConstantMs);

        var conductance = new ExponentialConductanceDescription { TimeConstantMs = timeConstantMs, ReversalPotentialMv = 10 };
        Assert.Equal(20 * timeConstantMs * bias, ConductanceCharge(conductance, dtMs), 1e-4 * timeConstantMs);
        Assert.Equal(20 * timeConstantMs, ConductanceCharge(conductance with { WithinStep = ActsWithinStep.Mean }, dtMs), 1e-4 * timeConstantMs);
    }

    [Theory]
    [InlineData(0.5, 0.1)]
    [InlineData(5, 0.1)]
    [InlineData(5, 1)]
    public void A_postsynaptic_potential_of_an_exponential_current_has_the_area_of_the_exact_one(double timeConstantMs, double dtMs)
    {
        // The area under a PSP of a leaky membrane is R·(charge) = tau_m/C·weight·tau_s, exactly; a sum of steps of the exact
        // solution for constant input has the area of the input times tau_m/C, whatever dt is. At rest at 0 mV the potential
        // has all bits of its deflection.
        var lif = new LifDescription { CapacitanceNf = 2, RestingPotentialMv = 0, ResetPotentialMv = 0, ThresholdMv = 1000 };
        LifConstants constants = lif.Constants(dtMs);
        var synapse = default(ExponentialCurrent<ScalarLane>);
        var synapseConstants = (ExponentialConstants)new ExponentialCurrentDescription { TimeConstantMs = timeConstantMs }.CreateConstants(dtMs, null);
        var neuron = default(Lif<ScalarLane>);
        double area = 0;
        for (int step = 0; step * dtMs < 600; step++)
        {
            SynapticInput<ScalarLane> input = synapse.Step(new ScalarLane(step == 0 ? 1f : 0f), neuron.V, synapseConstants);
            neuron.Step(input, constants, default);
            area += neuron.V.Value * dtMs;
        }

        // exp(-600/20) = 1e-13 is left; roundings of 6e-8, kept for 20 ms, of a potential that is large for some 40 ms.
        Assert.Equal(20.0 / 2 * timeConstantMs, area, 1e-4 * timeConstantMs);
    }

    [Fact]
    public void An_exponential_conductance_gives_the_current_of_Ohms_law()
    {
        var description = new ExponentialConductanceDescription { TimeConstantMs = 5, ReversalPotentialMv = -10 };
        var constants = (ExponentialConstants)description.CreateConstants(DtMs, null);
        var model = default(ExponentialConductance<ScalarLane>);
        for (int step = 0; step < Steps; step++)
        {
            float v = -70f + (step % 20);
            SynapticInput<ScalarLane> input = model.Step(new ScalarLane(Arriving(step)), new ScalarLane(v), constants);

            // The conductance's tolerance times the driving force, which is exact, and one rounding of the product.
            double exact = Decayed(step) * (-10 - v);
            Assert.Equal(exact, input.Current.Value, (Tolerance * 60) + (Math.Abs(exact) * Bits.Rounding));
            Assert.Equal(0f, input.PotentialJump.Value);
        }
    }

    [Fact]
    public void States_decay_to_exactly_zero_and_not_to_denormal_numbers()
    {
        var constants = (ExponentialConstants)new ExponentialCurrentDescription().CreateConstants(DtMs, null);
        var current = new ExponentialCurrent<ScalarLane> { Current = new ScalarLane(1f) };
        var conductance = new ExponentialConductance<ScalarLane> { Conductance = new ScalarLane(1f) };

        // 2^-126 is passed after 126·ln(2) = 87.3 time constants of 50 steps.
        for (int step = 0; step < 4400; step++)
        {
            current.Step(default, default, constants);
            conductance.Step(default, default, constants);
            Assert.False(float.IsSubnormal(current.Current.Value));
            Assert.False(float.IsSubnormal(conductance.Conductance.Value));
        }

        Assert.Equal((0f, 0f), (current.Current.Value, conductance.Conductance.Value));
    }

    [Fact]
    public void All_widths_give_the_same_bits()
    {
        float[] scalar = Run<ScalarLane>();
        Assert.Contains(scalar, current => current != 0);
        Assert.Equal(scalar, Run<Lane4>());
        Assert.Equal(scalar, Run<Lane8>());
        Assert.Equal(scalar, Run<Lane16>());
    }

    [Fact]
    public void Parameters_out_of_range_are_refused_by_name_value_and_rule()
    {
        var errors = new ValidationErrors();
        new DeltaDescription().Validate("a", errors);
        new ExponentialCurrentDescription { TimeConstantMs = 0 }.Validate("b", errors);
        new ExponentialConductanceDescription { TimeConstantMs = -1, ReversalPotentialMv = double.NaN }.Validate("c", errors);
        Assert.Equal(
            [
                "b time constant [ms] is 0: must be above 0",
                "c time constant [ms] is -1: must be above 0",
                "c reversal potential [mV] is NaN: must be a finite number",
            ],
            errors.Messages);
    }

    // 40 time constants, after which exp(-40) = 4e-18 is left; a sum of roundings of 6e-8 each stays below 1e-5 of it.
    private static double Charge(ExponentialCurrentDescription description, double dtMs)
    {
        var constants = (ExponentialConstants)description.CreateConstants(dtMs, null);
        var model = default(ExponentialCurrent<ScalarLane>);
        double charge = 0;
        for (int step = 0; step * dtMs < 40 * Math.Max(dtMs, description.TimeConstantMs); step++)
        {
            charge += model.Step(new ScalarLane(step == 0 ? 2f : 0f), default, constants).Current.Value * dtMs;
        }

        return charge;
    }

    private static double ConductanceCharge(ExponentialConductanceDescription description, double dtMs)
    {
        var constants = (ExponentialConstants)description.CreateConstants(dtMs, null);
        var model = default(ExponentialConductance<ScalarLane>);
        double charge = 0;
        for (int step = 0; step * dtMs < 40 * Math.Max(dtMs, description.TimeConstantMs); step++)
        {
            charge += model.Step(new ScalarLane(step == 0 ? 2f : 0f), default, constants).Current.Value * dtMs;
        }

        return charge;
    }

    // A weight of 0.5 every 37 steps: the sum stays below 0.5/(1 - exp(-3.7/5)) = 0.96.
    private static float Arriving(int step) => step % 37 == 0 ? 0.5f : 0f;

    private static double Decayed(int step) =>
        Enumerable.Range(0, (step / 37) + 1).Sum(spike => 0.5 * Math.Exp(-(step - (37 * spike)) * DtMs / 5));

    private static float[] Run<T>()
        where T : unmanaged, ILane<T>
    {
        const int Neurons = 16;
        var constants = (ExponentialConstants)new ExponentialConductanceDescription().CreateConstants(DtMs, null);
        var conductances = new ExponentialConductance<T>[Neurons / T.Width];
        var currents = new ExponentialCurrent<T>[Neurons / T.Width];
        var deltas = new Delta<T>[Neurons / T.Width];
        var results = new List<float>();
        for (int step = 0; step < Steps; step++)
        {
            for (int block = 0; block < conductances.Length; block++)
            {
                T arrived = T.Of(0f);
                for (int i = 0; i < T.Width; i++)
                {
                    Words words = RandomKey.For(3, RandomPurpose.User, 1).Generate((uint)((block * T.Width) + i), (uint)step, 0);
                    arrived = T.WithElement(arrived, i, (words.A & 31) == 0 ? Draw.Uniform(words.B) : 0f);
                }

                T v = T.Of(-70f + (step % 13));
                SynapticInput<T> one = conductances[block].Step(arrived, v, constants);
                SynapticInput<T> two = currents[block].Step(arrived, v, constants);
                SynapticInput<T> three = deltas[block].Step(arrived, v, default);
                for (int i = 0; i < T.Width; i++)
                {
                    results.Add(T.Element(one.Current, i));
                    results.Add(T.Element(two.Current, i));
                    results.Add(T.Element(three.PotentialJump, i));
                }
            }
        }

        return [.. results];
    }
}
