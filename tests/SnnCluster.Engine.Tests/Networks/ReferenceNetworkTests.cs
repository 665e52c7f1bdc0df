using System.Globalization;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;
using Xunit.Abstractions;

namespace SnnCluster.Engine.Tests.Networks;

/// <summary>
/// Networks of the field against an independent simulator: rates and irregularity of one run of ours must lie where one more run of that
/// simulator would, by the spread of its own seeds.
/// </summary>
public sealed class ReferenceNetworkTests(ITestOutputHelper output)
{
    private const double DtMs = 0.1;
    private const int WarmUpSteps = 5000;
    private const int Steps = 20_000;

    /// <summary>Brunel (2000): delta synapses, 500 inputs a neuron, and Poisson input of 2 events a step.</summary>
    [Fact]
    public void A_balanced_network_has_its_rates_and_irregularity()
    {
        static PopulationDescription neurons(string name, int size) => new()
        {
            Name = name,
            Size = size,
            Model = new LifDescription
            {
                CapacitanceNf = 1,
                MembraneTimeConstantMs = 20,
                RestingPotentialMv = 0,
                ResetPotentialMv = 10,
                ThresholdMv = 20,
                RefractoryPeriodMs = 2,
            },
            Receptors = [new("delta", new DeltaDescription())],
        };
        static ProjectionDescription from(string source, string target, int inDegree, double weight) => new()
        {
            Name = $"{source} to {target}",
            Source = source,
            Target = target,
            Connectivity = new FixedInDegree(inDegree, AllowMultapses: true),
            Weight = weight,
            DelayMs = 1.5,
        };
        const double WeightMv = 0.1;
        string[] both = ["E", "I"];
        var network = new NetworkDescription
        {
            DtMs = DtMs,
            Seed = 1,
            Populations = [neurons("E", 4000), neurons("I", 1000)],
            Projections = [.. both.SelectMany(target => new[] { from("E", target, 400, WeightMv), from("I", target, 100, -5 * WeightMv) })],
            Inputs = [.. both.Select(target => new PoissonDrive { Name = target, Population = target, RateHz = 20_000, Weight = WeightMv })],
        };

        // Five seeds: 4 degrees of freedom, of which a value lies outside 8.61 standard errors once in a thousand times.
        Compare(network, "brunel_order1000_g5_eta2.csv", quantile: 8.61);
    }

    /// <summary>
    /// Potjans and Diesmann (2014): eight populations, numbers of synapses given, normal weights and delays, Poisson input and constant
    /// currents that stand for what the scaling takes away.
    /// </summary>
    [Fact]
    public void The_cortical_microcircuit_has_its_rates_and_irregularity()
    {
        Dictionary<string, string>[] rows = Read("pd14_tables_n0.1_k0.1.csv");
        double number(Dictionary<string, string> row, string column) => double.Parse(row[column], CultureInfo.InvariantCulture);
        IEnumerable<ProjectionDescription> onto(Dictionary<string, string> target) =>
            from source in rows
            let synapses = (long)number(target, $"nsyn_from_{source["target"]}")
            where synapses > 0
            let weight = number(target, $"mean_weight_pA_from_{source["target"]}") / 1000
            let deviation = Math.Abs(weight) / 10
            let delay = weight > 0 ? 1.5 : 0.75
            select new ProjectionDescription
            {
                Name = $"{source["target"]} to {target["target"]}",
                Source = source["target"],
                Target = target["target"],
                Connectivity = new FixedTotalNumber(synapses),

                // Drawn again until the sign is right; delays until they are at least half a step.
                Weight = weight > 0
                    ? new InitialValue.TruncatedNormal(weight, deviation, 0, 2 * weight)
                    : new InitialValue.TruncatedNormal(weight, deviation, 2 * weight, 0),
                DelayMs = DtMs,
                DendriticDelayMs = new InitialValue.TruncatedNormal(delay - DtMs, delay / 2, 0, 10),
            };
        var network = new NetworkDescription
        {
            DtMs = DtMs,
            Seed = 1,
            Populations =
            [
                .. rows.Select(row => new PopulationDescription
                {
                    Name = row["target"],
                    Size = (int)number(row, "n_target"),
                    Model = new LifDescription
                    {
                        CapacitanceNf = 0.25,
                        MembraneTimeConstantMs = 10,
                        RestingPotentialMv = -65,
                        ResetPotentialMv = -65,
                        ThresholdMv = -50,
                        RefractoryPeriodMs = 2,
                        BiasCurrentNa = number(row, "dc_pA") / 1000,
                        InitialPotentialMv = new InitialValue.Normal(number(row, "v_init_mean"), number(row, "v_init_sd")),
                    },
                    Receptors = [new("current", new ExponentialCurrentDescription { TimeConstantMs = 0.5 })],
                }),
            ],
            Projections = [.. rows.SelectMany(onto)],
            Inputs =
            [
                .. rows.Select(row => new PoissonDrive
                {
                    Name = row["target"],
                    Population = row["target"],
                    RateHz = number(row, "poisson_rate_hz"),
                    Weight = 0.27767484,
                }),
            ],
        };

        // Three seeds: 2 degrees of freedom, of which a value lies outside 14.1 standard errors once in 200 times.
        Compare(network, "pd14_n0.1_k0.1.csv", quantile: 14.1);
    }

    private void Compare(NetworkDescription network, string file, double quantile)
    {
        using var simulation = Simulation.Create(network, new HostDevice(), recordSpikes: true);
        simulation.Run(WarmUpSteps);
        simulation.Spikes!.Clear();
        simulation.Run(Steps);
        ILookup<int, RecordedSpike> spikes = simulation.Spikes.Spikes.ToArray().ToLookup(spike => spike.Population);
        ILookup<string, Dictionary<string, string>> reference = Read(file).ToLookup(row => row["population"]);
        for (int p = 0; p < network.Populations.Count; p++)
        {
            PopulationDescription population = network.Populations[p];
            double rate = spikes[p].Count() / (population.Size * Steps * DtMs / 1000);
            Agrees($"{population.Name} rate [Hz]", reference[population.Name], "rate_hz", rate, quantile);
            Agrees($"{population.Name} CV", reference[population.Name], "mean_cv_isi", MeanCv(spikes[p]), quantile);
        }
    }

    private static double MeanCv(IEnumerable<RecordedSpike> spikes) => spikes
        .GroupBy(spike => spike.Neuron, spike => spike.Step)
        .Select(steps => steps.ToArray())
        .Where(steps => steps.Length >= 4)
        .Average(steps =>
        {
            double[] intervals = [.. steps.Zip(steps.Skip(1), (before, after) => (double)(after - before))];
            double mean = intervals.Average();
            return Math.Sqrt(intervals.Average(interval => (interval - mean) * (interval - mean))) / mean;
        });

    private void Agrees(string what, IEnumerable<Dictionary<string, string>> rows, string column, double ours, double quantile)
    {
        double[] theirs = [.. rows.Select(row => double.Parse(row[column], CultureInfo.InvariantCulture))];
        double mean = theirs.Average();
        double variance = theirs.Sum(value => (value - mean) * (value - mean)) / (theirs.Length - 1);
        double standardError = Math.Sqrt(variance * (1 + (1.0 / theirs.Length)));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what}: {ours:G5}, reference {mean:G5}, {(ours - mean) / standardError:F1} standard errors"));
        Assert.InRange(ours, mean - (quantile * standardError), mean + (quantile * standardError));
    }

    private static Dictionary<string, string>[] Read(string file)
    {
        string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Networks", "Reference", file));
        string[] names = lines[0].Split(',');
        return [.. lines.Skip(1).Select(line => names.Zip(line.Split(',')).ToDictionary(field => field.First, field => field.Second))];
    }
}
