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
    private const double WarmUpMs = 500;
    private const double RecordedMs = 2000;

    // Five seeds: 4 degrees of freedom, of which a value lies outside 8.61 standard errors once in a thousand times.
    private const double QuantileOfFive = 8.61;

    // Three seeds: 2 degrees of freedom, of which a value lies outside 14.1 standard errors once in 200 times.
    private const double QuantileOfThree = 14.1;

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

        Compare(network, Read("brunel_order1000_g5_eta2.csv"), QuantileOfFive);
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

        Compare(network, Read("pd14_n0.1_k0.1.csv"), QuantileOfThree);
    }

    /// <summary>Vogels and Abbott (2005) with currents (CUBA): rests above threshold, has no input, and keeps itself going.</summary>
    [Fact]
    public void A_network_without_input_keeps_its_rates_and_irregularity()
    {
        static PopulationDescription neurons(string name, int size) => new()
        {
            Name = name,
            Size = size,
            Model = new LifDescription
            {
                CapacitanceNf = 0.02,
                MembraneTimeConstantMs = 20,
                RestingPotentialMv = -49,
                ResetPotentialMv = -60,
                ThresholdMv = -50,
                RefractoryPeriodMs = 5,
                InitialPotentialMv = new InitialValue.Uniform(-60, -50),
            },
            Receptors =
            [
                new("E", new ExponentialCurrentDescription { TimeConstantMs = 5 }),
                new("I", new ExponentialCurrentDescription { TimeConstantMs = 10 }),
            ],
        };
        static ProjectionDescription from(string source, string target, double weight) => new()
        {
            Name = $"{source} to {target}",
            Source = source,
            Target = target,
            Receptor = source,
            Connectivity = new FixedProbability(0.02),
            AllowAutapses = false,
            Weight = weight,
            DelayMs = DtMs,
        };

        // With tau_m / C = 1 GOhm, 1 pA drives by 1 mV.
        string[] both = ["E", "I"];
        var network = new NetworkDescription
        {
            DtMs = DtMs,
            Seed = 1,
            Populations = [neurons("E", 3200), neurons("I", 800)],
            Projections = [.. both.SelectMany(target => new[] { from("E", target, 0.00162), from("I", target, -0.009) })],
        };
        Compare(
            network, [.. Read("vogels_abbott_nest.csv").Where(row => row["model"] == "CUBA")], QuantileOfFive, warmUpMs: 300, recordedMs: 1000);
    }

    private void Compare(
        NetworkDescription network,
        Dictionary<string, string>[] rows,
        double quantile,
        double warmUpMs = WarmUpMs,
        double recordedMs = RecordedMs)
    {
        using var simulation = Simulation.Create(network, new HostDevice(), recordSpikes: true);
        simulation.Run((int)Math.Round(warmUpMs / DtMs));
        simulation.Spikes!.Clear();
        simulation.Run((int)Math.Round(recordedMs / DtMs));
        ILookup<int, RecordedSpike> spikes = simulation.Spikes.Spikes.ToArray().ToLookup(spike => spike.Population);
        ILookup<string, Dictionary<string, string>> reference = rows.ToLookup(row => row["population"]);
        for (int p = 0; p < network.Populations.Count; p++)
        {
            PopulationDescription population = network.Populations[p];
            double rate = spikes[p].Count() / (population.Size * recordedMs / 1000);
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
