using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Model.Tests.Neurons;

/// <summary>
/// The order in dt of models that are not exact: with half the step the error falls by two to the power of the order. In double
/// precision, where no rounding hides it; the error is the distance from what a far smaller step gives.
/// </summary>
public class ConvergenceTests
{
    // The limit is that of the equations, integrated in small steps: factors of single precision, n of them, are off by n·3e-8.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_leaky_membrane_with_conductances_that_decay_and_unblock_is_of_second_order(double magnesiumMm)
    {
        var model = new ConductanceLifDescription { ThresholdMv = 10 };
        var receptor = new NmdaConductanceDescription
        {
            RiseTimeConstantMs = 2,
            DecayTimeConstantMs = 8,
            MagnesiumMm = magnesiumMm,
        };
        Order(2, 1.6, Exact(model, receptor, weight: 0.05, timeMs: 16), dt =>
        {
            var constants = (NmdaConstants)receptor.CreateConstants(dt, model.PassiveTimeConstantMs);
            var neuron = new ConductanceLif<DoubleLane> { V = Lane(-70) };
            var synapse = default(NmdaConductance<DoubleLane>);
            for (int step = 0; step < Steps(16, dt); step++)
            {
                SynapticInput<DoubleLane> input = synapse.Step(Lane(step == 0 ? 0.05 : 0), neuron.V, constants);
                neuron.Step(input, model.Constants(dt), default);
            }

            return neuron.V.Value;
        });
    }

    [Fact]
    public void Adaptive_exponential_neurons_are_of_fourth_order()
    {
        var model = new AdExDescription { BiasCurrentNa = 0.45, Substeps = 1, InitialPotentialMv = -55 };
        Order(4, 0.8, dt => Potential(new AdEx<DoubleLane> { V = Lane(-55) }, model.Constants(dt), 24, dt));
    }

    [Fact]
    public void Substeps_are_steps()
    {
        var model = new AdExDescription { BiasCurrentNa = 0.45, Substeps = 4 };
        double four = Potential(new AdEx<DoubleLane> { V = Lane(-55) }, model.Constants(0.8), 24, 0.8);
        double one = Potential(new AdEx<DoubleLane> { V = Lane(-55) }, (model with { Substeps = 1 }).Constants(0.2), 24, 0.2);

        // The conductance sees the potential at the start of a step, and its slope: both are the same line.
        Assert.Equal(one, four, 1e-9);
    }

    [Fact]
    public void Izhikevichs_neuron_with_units_is_of_fourth_order()
    {
        var model = new Izhikevich2007Description { BiasCurrentNa = 0.1, Substeps = 1 };
        Order(4, 0.8, dt => Potential(new Izhikevich2007<DoubleLane> { V = Lane(-60) }, model.Constants(dt), 24, dt));
    }

    [Theory]
    [InlineData(IzhikevichScheme.Euler)]
    [InlineData(IzhikevichScheme.HalfSteps)]
    public void Izhikevichs_neuron_is_of_first_order(IzhikevichScheme scheme)
    {
        var model = new IzhikevichDescription { Scheme = scheme };
        Order(1, 0.0625, dt => Potential(
            new Izhikevich<DoubleLane> { V = Lane(-65), U = Lane(-13) }, model.Constants(dt), 8, dt, current: 3));
    }

    // Through a spike, whose upstroke is over after about 4 ms.
    [Fact]
    public void Hodgkin_and_Huxleys_neuron_is_of_fourth_order()
    {
        var model = new HodgkinHuxleyDescription { BiasCurrentNa = 2, Substeps = 1 };
        var start = new HodgkinHuxley<DoubleLane> { V = Lane(-65), M = Lane(0.05), H = Lane(0.6), N = Lane(0.32) };
        Order(4, 0.04, dt => Potential(start, model.Constants(dt), 8, dt));
    }

    [Fact]
    public void Traub_and_Miles_neuron_is_of_fourth_order()
    {
        var model = new TraubMilesDescription { BiasCurrentNa = 1, Substeps = 1 };
        Order(4, 0.02, dt => Potential(new TraubMiles<DoubleLane> { V = Lane(-60), H = Lane(1) }, model.Constants(dt), 8, dt));
    }

    private static double Exact(
        ConductanceLifDescription model, NmdaConductanceDescription receptor, double weight, double timeMs)
    {
        const int Steps = 16_000;
        double rise = receptor.RiseTimeConstantMs;
        double decay = receptor.DecayTimeConstantMs;
        double peakMs = rise * decay / (decay - rise) * Math.Log(decay / rise);
        double scale = weight / (Math.Exp(-peakMs / decay) - Math.Exp(-peakMs / rise));
        double Slope(double t, double v)
        {
            double g = scale * (Math.Exp(-t / decay) - Math.Exp(-t / rise)) / (1 + (receptor.MagnesiumMm / 3.57 * Math.Exp(-0.062 * v)));
            return ((model.LeakConductanceUs * (-70 - v)) - (g * v)) / model.CapacitanceNf;
        }

        double h = timeMs / Steps;
        double v = -70;
        for (int i = 0; i < Steps; i++)
        {
            double middle = v + (h / 2 * Slope(i * h, v));
            v += h * Slope((i + 0.5) * h, middle);
        }

        return v;
    }

    private static void Order(int order, double dtMs, Func<double, double> potential) =>
        Order(order, dtMs, potential(dtMs / 64), potential);

    private static void Order(int order, double dtMs, double limit, Func<double, double> potential)
    {
        double[] errors = [.. new[] { 1, 2, 4 }.Select(parts => Math.Abs(potential(dtMs / parts) - limit))];

        // The next order's share of the error falls by half as well; an eighth of the order is left to it.
        double measured = Math.Log2(errors[1] / errors[2]);
        Assert.True(
            Math.Abs(measured - order) < (order / 8.0) + 0.1 && errors[0] > errors[1] && errors[2] > 1e-10,
            $"order {measured}, errors {string.Join(", ", errors)}");
    }

    private static double Potential<TModel, TConstants>(
        TModel neuron, TConstants constants, double timeMs, double dtMs, double current = 0)
        where TModel : unmanaged, INeuronModel<DoubleLane, TConstants>
        where TConstants : unmanaged
    {
        // A conductance of 0.001 uS beside the current shows that its slope is integrated.
        for (int step = 0; step < Steps(timeMs, dtMs); step++)
        {
            double own = current == 0 ? 0.001 : 0;
            var input = new SynapticInput<DoubleLane>(
                Lane(current - (own * neuron.MembranePotential.Value)), Lane(0), Lane(own));
            Assert.False(neuron.Step(input, constants, default).Any && timeMs > 8, "a reset would hide the order");
        }

        return neuron.MembranePotential.Value;
    }

    private static int Steps(double timeMs, double dtMs) => (int)Math.Round(timeMs / dtMs);

    private static DoubleLane Lane(double value) => new(value);
}
