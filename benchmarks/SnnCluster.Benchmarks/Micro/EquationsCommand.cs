using System.CommandLine;
using System.Diagnostics;
using SnnCluster.Benchmarks.WholeRuns;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Model.Equations;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Benchmarks.Micro;

/// <summary>The neuron update of models as text beside that of the classes that compute the same: in turn, in one process.</summary>
internal static class EquationsCommand
{
    private const int Neurons = 4096; // in the second-level cache, so that arithmetic is measured and not memory
    private const int Steps = 200;

    private static readonly Option<int> Rounds = new("--rounds")
    {
        HelpName = "N",
        Description = "How often each model has its turn.",
        DefaultValueFactory = _ => 31,
    };

    public static Command Create()
    {
        var command = new Command("equations", "The neuron update of models as text beside that of the classes that compute the same.") { Rounds };
        command.SetAction(parsed => Run(parsed.GetValue(Rounds)));
        return command;
    }

    private static (string Name, NeuronModelDescription Class, EquationsDescription Text)[] Models =>
    [
        (
            "leaky integrate-and-fire",
            new LifDescription { CapacitanceNf = 0.25, MembraneTimeConstantMs = 10, ThresholdMv = -55, RefractoryPeriodMs = 2, BiasCurrentNa = 0.4 },
            new EquationsDescription
            {
                Equations = ["dV/dt = (E_L - V + R*(I + I_e))/tau_m : mV (unless refractory)"],
                Parameters = Values(("E_L", "-70 mV"), ("R", "40 MOhm"), ("tau_m", "10 ms"), ("I_e", "0.4 nA")),
                Threshold = "V >= -55*mV",
                Reset = ["V = E_L"],
                RefractoryPeriodMs = 2,
                InitialValues = new Dictionary<string, string> { ["V"] = "E_L" },
            }),
        (
            "the same with conductances",
            new ConductanceLifDescription { CapacitanceNf = 0.25, LeakConductanceUs = 0.025, RestingPotentialMv = -70, ThresholdMv = -55, ResetPotentialMv = -70, RefractoryPeriodMs = 2, BiasCurrentNa = 0.4 },
            new EquationsDescription
            {
                Equations = ["dV/dt = (g_L*(E_L - V) + I + I_e)/C : mV (unless refractory)"],
                Parameters = Values(("E_L", "-70 mV"), ("g_L", "25 nS"), ("C", "250 pF"), ("I_e", "0.4 nA")),
                Threshold = "V >= -55*mV",
                Reset = ["V = E_L"],
                RefractoryPeriodMs = 2,
                InitialValues = new Dictionary<string, string> { ["V"] = "E_L" },
                Method = IntegrationMethod.ExponentialEuler,
            }),
        (
            "adaptive exponential",
            new AdExDescription { ResetPotentialMv = -60, RefractoryPeriodMs = 2, BiasCurrentNa = 0.8 },
            new EquationsDescription
            {
                Equations =
                [
                    "dV/dt = (g_L*(E_L - u) + g_L*D_T*exp((u - V_T)/D_T) - w + I + I_e)/C : mV (unless refractory)",
                    "dw/dt = (a*(u - E_L) - w)/tau_w : nA",
                    "u = min(V, V_peak) : mV",
                ],
                Parameters = Values(
                    ("C", "281 pF"), ("g_L", "30 nS"), ("E_L", "-70.6 mV"), ("V_T", "-50.4 mV"), ("D_T", "2 mV"), ("a", "4 nS"), ("tau_w", "144 ms"), ("V_peak", "0 mV"), ("I_e", "0.8 nA")),
                Threshold = "V >= V_peak",
                Reset = ["V = -60*mV", "w += 80.5*pA"],
                RefractoryPeriodMs = 2,
                InitialValues = new Dictionary<string, string> { ["V"] = "E_L" },
                Method = IntegrationMethod.RungeKutta,
                Substeps = 4,
            }),
    ];

    private static int Run(int rounds)
    {
        var rows = new List<string[]>();
        foreach ((string name, NeuronModelDescription byClass, EquationsDescription text) in Models)
        {
            using Simulation one = Create(byClass);
            using Simulation other = Create(text);
            var times = new List<(double Class, double Text)>();
            for (int round = 0; round < rounds + 2; round++)
            {
                // The first two turns warm up, and who goes first takes turns, too.
                (double second, double first) = round % 2 == 0 ? (0.0, Time(one)) : (Time(other), Time(one));
                second = round % 2 == 0 ? Time(other) : second;
                if (round >= 2)
                {
                    times.Add((first, second));
                }
            }

            rows.Add(
            [
                name, Markdown.Number(Spread.Of(times.Select(time => time.Class)).Median), Markdown.Number(Spread.Of(times.Select(time => time.Text)).Median),
                Markdown.Range(Spread.Of(times.Select(time => time.Text / time.Class))), $"{Rate(one)}, {Rate(other)}",
            ]);
        }

        Console.WriteLine($"{Markdown.Machine()}; {rounds} turns of {Steps} steps of {Neurons} neurons each, in one process; medians.\n");
        Console.Write(Markdown.Table(["model", "class [ns per neuron and step]", "text", "text / class", "rate of class, text [Hz]"], rows));
        return 0;
    }

    private static Dictionary<string, EquationParameter> Values(params (string Name, string Text)[] values) =>
        values.ToDictionary(value => value.Name, value => (EquationParameter)value.Text);

    private static double Time(Simulation simulation)
    {
        long begin = Stopwatch.GetTimestamp();
        simulation.Run(Steps);
        return Stopwatch.GetElapsedTime(begin).TotalNanoseconds / ((double)Neurons * Steps);
    }

    private static string Rate(Simulation simulation) => Markdown.Number(simulation.SpikeCount(0) / (double)Neurons / (simulation.Step * 1e-4));

    private static Simulation Create(NeuronModelDescription model)
    {
        var population = new PopulationDescription
        {
            Name = "cells",
            Size = Neurons,
            Model = model,
            Receptors = [new ReceptorDescription("excitatory", new ExponentialConductanceDescription { WithinStep = ActsWithinStep.ByMembrane })],
        };
        return Simulation.Create(new NetworkDescription { DtMs = 0.1, Populations = [population] }, new HostDevice());
    }
}
