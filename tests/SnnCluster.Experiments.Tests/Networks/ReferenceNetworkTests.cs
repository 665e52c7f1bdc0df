using System.Globalization;
using SnnCluster.Experiments.Networks;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using Xunit.Abstractions;

namespace SnnCluster.Experiments.Tests.Networks;

/// <summary>
/// The field's networks against an independent simulator: rate, irregularity and synchrony of one run of ours must lie where one more run of that simulator
/// would, by the spread of its own seeds.
/// </summary>
public sealed class ReferenceNetworkTests(ITestOutputHelper output)
{
    // With n - 1 degrees of freedom, a value lies outside so many standard errors once in a thousand times.
    private static readonly Dictionary<int, double> Quantiles = new() { [8] = 5.41, [5] = 8.61, [4] = 12.92, [3] = 31.6 };

    private static readonly Dictionary<string, Experiment> ByName = new Experiment[]
    {
        new BrunelExperiment(), new VogelsAbbottExperiment(), new IzhikevichExperiment(), new InhibitoryPlasticityExperiment(), new MicrocircuitExperiment(),
    }.ToDictionary(experiment => experiment.Name);

    [Fact]
    public void Brunels_balanced_network_agrees() => Compare(
        new BrunelExperiment(),
        new() { ["neurons"] = "5000", ["warm-up-ms"] = "500" },
        2500,
        [.. Rows("brunel_order1000_g5_eta2.csv").DistinctBy(row => (row["seed"], row["population"]))]);

    [Fact]
    public void The_cortical_microcircuit_agrees() => Compare(
        new MicrocircuitExperiment(),
        new() { ["n-scaling"] = "0.1", ["k-scaling"] = "0.1" },
        2500,
        Rows("pd14_n0.1_k0.1.csv"));

    [Fact]
    public void Vogels_and_Abbotts_network_with_currents_agrees() => Compare(
        new VogelsAbbottExperiment(),
        new() { ["synapses"] = "cuba" },
        1300,
        [.. Rows("vogels_abbott_nest.csv").Where(row => row["model"] == "CUBA")]);

    [Fact]
    public void Izhikevichs_network_agrees()
    {
        // Its irregularity is that of excitatory neurons. Rates differ more between seeds than these five say: see those of Brian.
        IEnumerable<Dictionary<string, string>> rows = Rows("izhikevich2003_1000.csv").SelectMany(row => new[]
        {
            new Dictionary<string, string> { ["population"] = "e", ["rate_hz"] = row["rate_e_hz"], ["mean_cv_isi"] = row["mean_cv_isi_e"] },
            new Dictionary<string, string> { ["population"] = "i", ["rate_hz"] = row["rate_i_hz"] },
        });
        Compare(new IzhikevichExperiment(), [], 3000, [.. rows]);
    }

    /// <summary>Networks that NEST was not run for, or with too few seeds, against Brian 2.</summary>
    [Theory]
    [InlineData("brunel", "neurons=5000;regime=sr;in_degree=0", "neurons=5000 regime=sr warm-up-ms=100", 300)]
    [InlineData("brunel", "neurons=5000;regime=si-fast;in_degree=0", "neurons=5000 regime=si-fast", 800)]
    [InlineData("brunel", "neurons=5000;regime=si-slow;in_degree=0", "neurons=5000 regime=si-slow", 1300)]
    [InlineData("vogels_abbott", "neurons=4000;synapses=coba", "synapses=coba", 1300)]
    [InlineData("izhikevich", "neurons=1000", "", 3000)]
    [InlineData("inhibitory_plasticity", "neurons=10000", "", 10000)]
    [InlineData("microcircuit", "n_scaling=0.1;k_scaling=0.1;input=poisson", "n-scaling=0.1 k-scaling=0.1", 2500)]
    [InlineData("microcircuit", "n_scaling=0.05;k_scaling=0.5;input=dc", "n-scaling=0.05 k-scaling=0.5 input=dc", 2500)]
    public void Networks_agree_with_Brian(string file, string parameters, string set, double durationMs) => Compare(
        ByName[file.Replace('_', '-')],
        set.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]),
        durationMs,
        OfBrian(file, parameters));

    [Fact]
    public void References_are_those_of_the_files()
    {
        AssertReferences(new MicrocircuitExperiment(), new() { ["n-scaling"] = "0.1", ["k-scaling"] = "0.1" }, Rows("pd14_n0.1_k0.1.csv"));
        AssertReferences(
            new BrunelExperiment(),
            new() { ["neurons"] = "5000" },
            [.. Rows("brunel_order1000_g5_eta2.csv").DistinctBy(row => (row["seed"], row["population"]))]);
        AssertReferences(
            new VogelsAbbottExperiment(),
            new() { ["synapses"] = "cuba" },
            [.. Rows("vogels_abbott_nest.csv").Where(row => row["model"] == "CUBA")]);
        AssertReferences(new VogelsAbbottExperiment(), [], OfBrian("vogels_abbott", "neurons=4000;synapses=coba"));
        AssertReferences(new IzhikevichExperiment(), [], OfBrian("izhikevich", "neurons=1000"));
        AssertReferences(new InhibitoryPlasticityExperiment(), [], OfBrian("inhibitory_plasticity", "neurons=10000"));
        AssertReferences(new DopamineExperiment(), [], OfBrian("dopamine", "neurons=1000"));
        AssertReferences(new BrunelStdpExperiment(), new() { ["in-degree"] = "1125" }, OfBrian("brunel_stdp", "neurons=11250;in_degree=1125"));
        foreach (string regime in new[] { "sr", "si-fast", "si-slow" })
        {
            AssertReferences(
                new BrunelExperiment(),
                new() { ["neurons"] = "5000", ["regime"] = regime },
                OfBrian("brunel", $"neurons=5000;regime={regime};in_degree=0"));
        }
    }

    // The correlation of a population of 295 with itself is a hundredth of its standard error: its tolerance is what counts.
    private static void AssertReferences(Experiment experiment, Dictionary<string, string> set, Dictionary<string, string>[] rows)
    {
        IReadOnlyList<ReferenceValue> references = experiment.References(ExperimentSettings.Of(experiment, set));
        Assert.NotEmpty(references);
        Assert.All(references, reference =>
        {
            double mean = Values(rows, reference.Population, Column(reference.Quantity)).Average();
            Assert.InRange(reference.Value, mean - (0.02 * reference.Tolerance), mean + (0.02 * reference.Tolerance));
        });
    }

    private void Compare(Experiment experiment, Dictionary<string, string> set, double durationMs, Dictionary<string, string>[] rows)
    {
        RunSummary summary = Run(experiment, set, durationMs);
        foreach (string population in rows.Select(row => row["population"].ToLowerInvariant()).Distinct())
        {
            foreach (string quantity in new[] { ReferenceValue.MeanRate, ReferenceValue.Cv, ReferenceValue.Correlation })
            {
                double[] theirs = Values(rows, population, Column(quantity));
                if (theirs.Length > 1)
                {
                    Agrees($"{population} {quantity}", theirs, Value(summary, quantity, population));
                }
            }
        }
    }

    private void Agrees(string what, double[] theirs, double ours)
    {
        double mean = theirs.Average();
        double variance = theirs.Sum(value => (value - mean) * (value - mean)) / (theirs.Length - 1);
        double standardError = Math.Sqrt(variance * (1 + (1.0 / theirs.Length)));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what}: {ours:G5}, reference {mean:G5}, {(ours - mean) / standardError:F1} standard errors"));
        double quantile = Quantiles[theirs.Length];
        Assert.InRange(ours, mean - (quantile * standardError), mean + (quantile * standardError));
    }

    private static RunSummary Run(Experiment experiment, Dictionary<string, string> set, double durationMs) => ExperimentRunner.Run(
        experiment, new RunOptions { Device = "host", DurationMs = durationMs, Set = set }, null, CancellationToken.None).Summary;

    private static double Value(RunSummary summary, string quantity, string population) => quantity switch
    {
        ReferenceValue.Cv => summary.Activity!.CvIsi[population],
        ReferenceValue.Correlation => summary.Activity!.PairwiseCorrelation[population],
        _ => summary.MeanRateHz[population],
    };

    private static string Column(string quantity) => quantity switch
    {
        ReferenceValue.Cv => "mean_cv_isi",
        ReferenceValue.Correlation => "mean_pairwise_corr_5ms",
        _ => "rate_hz",
    };

    private static double[] Values(Dictionary<string, string>[] rows, string population, string column) =>
    [
        .. rows.Where(row => row["population"].Equals(population, StringComparison.OrdinalIgnoreCase) && row.ContainsKey(column))
            .Select(row => double.Parse(row[column], CultureInfo.InvariantCulture)),
    ];

    // One row a value there; seeds in which activity died have no irregularity, and are left out.
    private static Dictionary<string, string>[] OfBrian(string file, string parameters)
    {
        var runs = new List<Dictionary<string, string>>();
        foreach (var one in Rows($"{file}.csv", "Brian").Where(row => row["parameters"] == parameters).GroupBy(row => (Seed: row["seed"], Population: row["population"])))
        {
            Dictionary<string, string> values = one.ToDictionary(row => row["quantity"], row => row["value"]);
            if (values.GetValueOrDefault("cvIsi", "") != "")
            {
                runs.Add(new()
                {
                    ["population"] = one.Key.Population,
                    [Column(ReferenceValue.MeanRate)] = values["rateHz"],
                    [Column(ReferenceValue.Cv)] = values["cvIsi"],
                    [Column(ReferenceValue.Correlation)] = values["pairwiseCorrelation"],
                });
            }
        }

        return [.. runs];
    }

    private static Dictionary<string, string>[] Rows(string file, string folder = "Reference")
    {
        string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Networks", folder, file));
        string[] names = lines[0].Split(',');
        return [.. lines.Skip(1).Select(line => names.Zip(line.Split(',')).ToDictionary(field => field.First, field => field.Second))];
    }
}
