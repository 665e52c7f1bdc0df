using System.Globalization;
using SnnCluster.Engine.Devices;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Equations;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Tests.Neurons;

/// <summary>Equations against the classes that do the same, and against what they mean.</summary>
public class EquationsTests
{
    private const int Steps = 400;

    /// <summary>The same constants, operations and order: the same bits, on one partition and on three.</summary>
    [Fact]
    public void A_leaky_neuron_as_text_gives_the_digest_of_the_class()
    {
        var byClass = new LifDescription
        {
            CapacitanceNf = 0.25,
            MembraneTimeConstantMs = 10,
            RefractoryPeriodMs = 2,
            RestingPotentialMv = -70,
            ThresholdMv = -55,
            ResetPotentialMv = -70,
        };
        (string expected, int[] spikes) = Run(byClass);
        Assert.True(spikes.Length > 100, $"only {spikes.Length} spikes");
        Assert.Equal(expected, Run(TextModels.Lif).Digest);
        Assert.Equal(expected, Run(TextModels.Lif, partitions: 3).Digest);
        Assert.Equal(byClass.LargestConductance(0.1), TextModels.Lif.LargestConductance(0.1), 1e-12);
        Assert.Equal(byClass.PassiveTimeConstantMs, TextModels.Lif.PassiveTimeConstantMs);
    }

    /// <summary>State in V is state in mV times 1000, but for the rounding of each step.</summary>
    [Fact]
    public void A_variable_is_kept_in_its_unit()
    {
        EquationsDescription inVolts = TextModels.Lif with { Equations = [TextModels.Lif.Equations[0].Replace("mV", "volt", StringComparison.Ordinal), TextModels.Lif.Equations[1]] };
        Assert.Equal(Run(TextModels.Lif).Spikes, Run(inVolts).Spikes);
        Assert.Equal(-70e-3, inVolts.InitialState(0.1)["V"].Mean, 1e-12);
    }

    [Fact]
    public void Parameters_of_each_neuron_are_those_of_the_class()
    {
        double[] times = [.. Enumerable.Range(0, 37).Select(i => 5 + (0.3 * i))];
        double[] thresholds = [.. Enumerable.Range(0, 37).Select(i => -56 + (0.1 * i))];
        var byClass = new HeterogeneousLifDescription { CapacitanceNf = 0.25, MembraneTimeConstantMs = times, ThresholdMv = thresholds, RefractoryPeriodMs = 2 };
        EquationsDescription text = TextModels.Lif with
        {
            Equations = [.. TextModels.Lif.Equations, "tau_m : ms", "V_th : mV"],
            Parameters = new Dictionary<string, EquationParameter>(TextModels.Lif.Parameters) { ["tau_m"] = times, ["V_th"] = thresholds },
        };
        int[] spikes = Run(byClass).Spikes;
        Assert.True(spikes.Length > 100, $"only {spikes.Length} spikes");
        Assert.Equal(spikes, Run(text).Spikes);
    }

    /// <summary>
    /// Two variables that act on each other, one of which stands still while refractory: with steps of 0.5 ms as in double precision with 1000 steps of Euler's rule, extrapolated,
    /// within each. Single precision rounds 70 mV to 4e-6 mV in each of 60 steps.
    /// </summary>
    [Fact]
    public void Coupled_linear_equations_are_exact_also_while_refractory()
    {
        const double Dt = 0.5;
        float[][] found = Values(Coupled, Dt, 60);
        double[] x = [-70, -70, 0];
        int refractory = 0;
        int spikes = 0;
        foreach (float[] values in found)
        {
            double[] coarse = Advance(x, refractory > 0, Dt, 500);
            double[] fine = Advance(x, refractory > 0, Dt, 1000);
            x = [.. coarse.Zip(fine, (one, other) => (2 * other) - one)];
            refractory = Math.Max(0, refractory - 1);
            if (refractory == 0 && x[0] > -62)
            {
                (x[0], x[2], refractory) = (-70, x[2] + 0.02, 6);
                spikes++;
            }

            Assert.Equal(x[0], values[0], 1e-3);
            Assert.Equal(x[1], values[1], 1e-3);
            Assert.Equal(x[2], values[2], 1e-6);
        }

        Assert.InRange(spikes, 2, 20);
    }

    /// <summary>x' = -x² has the solution 1/(1 + t). Half the step makes an error of order p smaller by 2^p, in the limit.</summary>
    [Theory]
    [InlineData(IntegrationMethod.Automatic, 2)]
    [InlineData(IntegrationMethod.Euler, 1)]
    [InlineData(IntegrationMethod.Midpoint, 2)]
    [InlineData(IntegrationMethod.RungeKutta, 4)]
    public void Methods_have_their_order(IntegrationMethod method, int order)
    {
        var model = new EquationsDescription
        {
            Equations = ["dx/dt = -x**2/ms : 1"],
            InitialValues = new Dictionary<string, string> { ["x"] = "1" },
            Method = method,
        };
        double Error(double dt) => Math.Abs(Values(model, dt, (int)(4 / dt))[^1][0] - 0.2);
        double ratio = Error(0.25) / Error(0.125);
        Assert.InRange(ratio, 0.7 * Math.Pow(2, order), 1.5 * Math.Pow(2, order));
    }

    [Fact]
    public void Functions_are_what_they_are_called()
    {
        (string Text, double Value)[] cases =
        [
            ("exp(x)", Math.Exp(0.3)), ("log(x)", Math.Log(0.3)), ("sqrt(x)", Math.Sqrt(0.3)), ("tanh(x)", Math.Tanh(0.3)), ("tanh(-20*x)", Math.Tanh(-6)), ("expm1(x/1000)", Math.Exp(3e-4) - 1),
            ("exprel(x)", (Math.Exp(0.3) - 1) / 0.3), ("exprel(x - x)", 1), ("abs(-x)", 0.3), ("min(x, y)", -1.5), ("max(x, y)", 0.3), ("clip(y, -1, x)", -1), ("clip(x, -1, 0)", 0),
            ("int(x > y)", 1), ("int(x < y or x == y)", 0), ("int(not (x <= y) and y != x)", 1), ("where(x >= y, 2*x, y)", 0.6), ("x**3", 0.027), ("x^-2", 1 / 0.09), ("x**0.5", Math.Sqrt(0.3)),
            ("x**1.7", Math.Pow(0.3, 1.7)), ("-x**2", -0.09), ("2 - x - y", 3.2), ("12/x/y", -80 / 3.0), ("sqrt(x*mV*mV)/mV", Math.Sqrt(0.3)), ("(x*nA)*(2 MOhm)/(0.5*mV)", 1.2),
        ];
        var model = new EquationsDescription
        {
            Equations = ["dx/dt = 0/ms : 1", "dy/dt = 0/ms : 1", .. cases.Select((one, i) => string.Create(CultureInfo.InvariantCulture, $"dz{i}/dt = ({one.Text})/ms : 1"))],
            InitialValues = new Dictionary<string, string> { ["x"] = "0.3", ["y"] = "-1.5" },
            Method = IntegrationMethod.Euler,
        };
        float[] values = Values(model, 1, 1)[0];
        Assert.All(cases.Zip(values.Skip(2)), pair => Assert.True(
            Math.Abs(pair.Second - pair.First.Value) <= 1e-6 * Math.Max(1, Math.Abs(pair.First.Value)), $"{pair.First.Text} is {pair.Second}, and not {pair.First.Value}"));
    }

    /// <summary>Where names differ and numbers do, there is one struct all the same, and where the text differs there is another.</summary>
    [Fact]
    public void Models_that_differ_in_numbers_alone_share_their_code()
    {
        var other = new Dictionary<string, EquationParameter>(TextModels.Lif.Parameters) { ["tau_m"] = "23 ms", ["E_L"] = "-71 mV" };
        Assert.Same(TextModels.Lif.ModelType, (TextModels.Lif with { Parameters = other }).ModelType);
        Assert.NotSame(TextModels.Lif.ModelType, TextModels.ConductanceLif.ModelType);
    }

    private static EquationsDescription Coupled => new()
    {
        Equations =
        [
            "dV/dt = (E - V + R*(I - w))/(10*ms) + (u - V)/(20*ms) : mV (unless refractory)",
            "du/dt = (E - u)/(30*ms) + (V - u)/(5*ms) : mV",
            "dw/dt = (a*(u - E) - w)/(40*ms) : nA",
        ],
        Parameters = new Dictionary<string, EquationParameter> { ["E"] = "-70 mV", ["R"] = "50 MOhm", ["a"] = "5 nS" },
        Threshold = "V > -62*mV",
        Reset = ["V = E", "w += 0.02*nA"],
        RefractoryPeriodMs = 3,
        InitialValues = new Dictionary<string, string> { ["V"] = "E", ["u"] = "E" },
    };

    private static double[] Advance(double[] from, bool standsStill, double ms, int steps)
    {
        (double v, double u, double w) = (from[0], from[1], from[2]);
        double h = ms / steps;
        for (int i = 0; i < steps; i++)
        {
            double slope = ((-70 - v + (50 * (0.4 - w))) / 10) + ((u - v) / 20);
            (v, u, w) = (
                standsStill ? v : v + (h * slope),
                u + (h * (((-70 - u) / 30) + ((v - u) / 5))),
                w + (h * ((0.005 * (u + 70)) - w) / 40));
        }

        return [v, u, w];
    }

    // All variables of one neuron with a current of 0.4 nA, after each step.
    private static float[][] Values(EquationsDescription model, double dtMs, int steps)
    {
        var network = new NetworkDescription
        {
            DtMs = dtMs,
            Populations = [new PopulationDescription { Name = "cell", Size = 1, Model = model, Receptors = [new ReceptorDescription("current", new CurrentPulseDescription())] }],
            Inputs = [new StepInput { Name = "step", Population = "cell", TimesMs = [0], Values = [0.4] }],
        };
        using var device = new HostDevice();
        using var simulation = Simulation.Create(network, device);
        return [.. Enumerable.Range(0, steps).Select(_ =>
        {
            simulation.Run(1);
            var values = new float[model.InitialState(dtMs).Count];
            for (int i = 0; i < values.Length; i++)
            {
                simulation.ReadState(0, i, values.AsSpan(i, 1));
            }

            return values;
        })];
    }

    private static (string Digest, int[] Spikes) Run(NeuronModelDescription model, int partitions = 1)
    {
        using var device = new HostDevice();
        using var simulation = Simulation.Create(Network(model), device, partitions, recordSpikes: true);
        simulation.Run(Steps);
        return (simulation.Digest(), [.. simulation.Spikes!.Spikes.ToArray().Where(spike => spike.Population == 1).Select(spike => (spike.Step * 100) + spike.Neuron)]);
    }

    private static NetworkDescription Network(NeuronModelDescription model) => new()
    {
        DtMs = 0.1,
        Populations =
        [
            new PopulationDescription { Name = "source", Size = 40, Model = new PoissonDescription { RateHz = 400 } },
            new PopulationDescription
            {
                Name = "cells",
                Size = 37,
                Model = model,
                Receptors =
                [
                    new ReceptorDescription("current", new ExponentialCurrentDescription { WithinStep = ActsWithinStep.ByMembrane }), new ReceptorDescription("jumps", new DeltaDescription()),
                ],
            },
        ],
        Projections =
        [
            new ProjectionDescription { Name = "a", Source = "source", Target = "cells", Connectivity = new FixedProbability(0.5), Weight = 0.15, DelayMs = 0.1 },
            new ProjectionDescription { Name = "b", Source = "source", Target = "cells", Receptor = "jumps", Connectivity = new FixedProbability(0.2), Weight = 0.5, DelayMs = 0.5 },
        ],
    };
}
