using System.Globalization;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Experiments.Networks;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Rewiring;
using Xunit.Abstractions;

namespace SnnCluster.Experiments.Tests.Networks;

/// <summary>Homeostatic structural plasticity against NEST's example of it: calcium and synapses over the first 100 s.</summary>
public sealed class HomeostasisTests(ITestOutputHelper output)
{
    private const int Seconds = 100;
    private const int StepsPerSecond = 10_000;

    [Fact]
    public void Calcium_and_synapses_agree_with_NEST_over_time()
    {
        Dictionary<string, double>[][] seeds = [.. Enumerable.Range(1, 3).Select(seed => Rows($"structural_plasticity_seed{seed}.csv"))];
        NetworkDescription network = new HomeostasisExperiment().Describe(ExperimentSettings.Of(new HomeostasisExperiment(), null, seed: 1));
        using Simulation simulation = Simulation.Create(network, new HostDevice());
        var outside = new List<string>();
        for (int second = 1; second <= Seconds; second++)
        {
            // NEST records at the end of a second before it changes the wiring.
            simulation.Run(StepsPerSecond - 1);
            foreach ((string column, double ours, double tolerance) in new[]
            {
                ("mean_ca_e", Calcium(simulation, 0), 0.01),
                ("mean_ca_i", Calcium(simulation, 1), 0.03),
                ("n_synapses_from_e", Synapses(simulation, "e"), double.NaN),
                ("n_synapses_from_i", Synapses(simulation, "i"), double.NaN),
            })
            {
                // What the reference advises: counts within 15 %, or of the spread of its seeds, where few synapses are there.
                double[] theirs = [.. seeds.Select(rows => rows[second - 1][column])];
                double mean = theirs.Average();
                double spread = Math.Sqrt(theirs.Sum(value => Math.Pow(value - mean, 2)) / (theirs.Length - 1));
                double allowed = double.IsNaN(tolerance) ? Math.Max(0.15 * mean, 4 * spread) : Math.Max(tolerance, 4 * spread);
                if (second % 10 == 9)
                {
                    output.WriteLine($"{second} s {column}: {ours:G4}, NEST {mean:G4} +- {allowed:G2}");
                }

                if (Math.Abs(ours - mean) > allowed)
                {
                    outside.Add($"{second} s {column}: {ours:G4}, NEST {mean:G4} +- {allowed:G2}");
                }
            }

            simulation.Run(1);
        }

        Assert.True(outside.Count == 0, string.Join('\n', outside));
    }

    private static double Calcium(Simulation simulation, int population)
    {
        var values = new float[simulation.Network.Populations[population].Size];
        simulation.ReadState(population, StateVariables.Of(simulation.Network, population).ToList().IndexOf(SynapticElements.Calcium), values);
        return values.Average();
    }

    private static double Synapses(Simulation simulation, string source) => simulation.Network.Projections
        .Select((projection, p) => projection.Source == source ? simulation.SynapseCount(p) : 0).Sum();

    private static Dictionary<string, double>[] Rows(string file)
    {
        string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Networks", "Reference", file));
        string[] names = lines[0].Split(',');
        return [.. lines.Skip(1).Select(line => names.Zip(line.Split(',')).ToDictionary(field => field.First, field => double.Parse(field.Second, CultureInfo.InvariantCulture)))];
    }
}
