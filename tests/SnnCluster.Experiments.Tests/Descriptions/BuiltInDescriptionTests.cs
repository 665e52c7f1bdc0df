using System.Text;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Experiments.Networks;
using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.TopographicMap;

namespace SnnCluster.Experiments.Tests.Descriptions;

/// <summary>Built-in experiments as description files.</summary>
public class BuiltInDescriptionTests
{
    private static readonly Experiment[] All =
    [
        new TopographicMapExperiment(), new BrunelExperiment(), new BrunelStdpExperiment(), new MicrocircuitExperiment(), new VogelsAbbottExperiment(),
        new HomeostasisExperiment(), new DopamineExperiment(), new IzhikevichExperiment(), new InhibitoryPlasticityExperiment(),
    ];

    [Theory]
    [InlineData("topographic-map", "", 20)]
    [InlineData("topographic-map", "reference-quirks=true delay-ms=1", 20)]
    [InlineData("topographic-map", "uncorrelated-input=true stdp=false rewiring=false", 10)]
    [InlineData("brunel", "neurons=500", 20)]
    [InlineData("brunel-stdp", "neurons=250 in-degree=25", 20)]
    [InlineData("microcircuit", "n-scaling=0.01 k-scaling=0.01", 10)]
    [InlineData("microcircuit", "n-scaling=0.01 k-scaling=0.01 input=dc", 10)]
    [InlineData("vogels-abbott", "neurons=400 synapses=coba", 20)]
    [InlineData("vogels-abbott", "neurons=400 synapses=cuba", 20)]
    [InlineData("homeostasis", "neurons=100 update-interval-ms=20", 100)]
    [InlineData("homeostasis", "neurons=100 update-interval-ms=20 partner=gaussian", 100)]
    [InlineData("dopamine", "neurons=200 stimuli=5 stimulus-neurons=10 training-ms=1000", 500)]
    [InlineData("izhikevich", "neurons=200", 100)]
    [InlineData("inhibitory-plasticity", "neurons=400", 20)]
    public void A_description_has_the_digest_of_its_experiment_for_any_cut(string name, string set, int durationMs)
    {
        Experiment experiment = All.Single(one => one.Name == name);
        var parameters = set.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('=')).ToDictionary(one => one[0], one => one[1]);
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "network.json");
        DescriptionFolder.Write(path, NetworkFile.Of(experiment, ExperimentSettings.Of(experiment, parameters, seed: 7), durationMs));
        var described = DescribedExperiment.Read(path);
        string digest = Digest(experiment, new RunOptions { Set = parameters, DurationMs = durationMs, Seed = 7 });
        Assert.Equal(digest, Digest(described, described.Run.ToOptions(described.DefaultSeed, writes: false)));
        Assert.Equal(digest, Digest(described, new RunOptions { Seed = described.DefaultSeed, Partitions = 3 }));
    }

    [Fact]
    public void What_is_read_is_written_again_to_the_letter() =>
        Assert.All(Texts(), text => Assert.Equal(text, NetworkFile.Parse(Encoding.UTF8.GetBytes(text), "net").ToJson()));

    /// <summary>Built-in experiments as texts.</summary>
    internal static IEnumerable<string> Texts() =>
        All.Select(experiment => NetworkFile.Of(experiment, ExperimentSettings.Of(experiment, Small(experiment.Name))).ToJson());

    private static Dictionary<string, string> Small(string name) => name switch
    {
        "dopamine" => new() { ["training-ms"] = "1000" },
        "microcircuit" => new() { ["n-scaling"] = "0.01", ["k-scaling"] = "0.01" },
        "brunel" or "brunel-stdp" => new() { ["in-degree"] = "100" },
        _ => [],
    };

    private static string Digest(Experiment experiment, RunOptions options)
    {
        RunResult result = ExperimentRunner.Run(experiment, options with { Device = "host", HasFullDigest = true }, null, CancellationToken.None);
        Assert.True(result.Summary.Spikes > 0, "nothing has happened");
        return result.Summary.FullDigest!;
    }
}
