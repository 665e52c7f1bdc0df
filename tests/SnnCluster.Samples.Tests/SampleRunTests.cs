using System.Text.Json.Nodes;
using OwnRules;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Experiments;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Samples.Tests;

/// <summary>The sample runs like a built-in experiment: one answer on every lane, for every cut, and on a GPU's kernels.</summary>
public class SampleRunTests
{
    private const double DurationMs = 100;

    private static readonly Dictionary<string, string> Small = new() { ["width"] = "10", ["rate-hz"] = "60" };

    // Of the lane that fits this processor, through the runner that the command uses.
    private static readonly Lazy<RunResult> Reference = new(() => Run(partitions: 1, "host", Small, DurationMs));

    public static TheoryData<string, int> LanesAndCuts
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (Type lane in HostDevice.Lanes)
            {
                data.Add(lane.Name, 1);
                data.Add(lane.Name, 3);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(LanesAndCuts))]
    public void Every_lane_and_every_cut_gives_the_same_digest(string lane, int partitions)
    {
        var experiment = new OwnExperiment();
        NetworkDescription network = experiment.Describe(ExperimentSettings.Of(experiment, Small));
        using var device = new HostDevice(HostDevice.Lanes.Single(type => type.Name == lane));
        using Simulation simulation = Simulation.Create(network, device, partitions);
        simulation.Run((int)Math.Round(DurationMs / network.DtMs));
        Assert.Equal(Reference.Value.Summary.Digest, simulation.Digest());
    }

    [Fact]
    public void The_runner_gives_the_same_digest_for_every_cut() =>
        Assert.Equal(Reference.Value.Summary.Digest, Run(partitions: 3, "host", Small, DurationMs).Summary.Digest);

    [Fact]
    public void Another_seed_gives_another_digest()
    {
        var experiment = new OwnExperiment();
        using var device = new HostDevice();
        using Simulation simulation = Simulation.Create(
            experiment.Describe(ExperimentSettings.Of(experiment, Small, seed: 2)), device);
        simulation.Run((int)Math.Round(DurationMs / simulation.Network.DtMs));
        Assert.NotEqual(Reference.Value.Summary.Digest, simulation.Digest());
    }

    [Fact]
    public void Wires_get_shorter_while_neurons_spike()
    {
        RunResult result = Run(partitions: 1, "host", new Dictionary<string, string>(), durationMs: 1000);
        JsonNode length = result.Summary.Additional["meanWireLength"];

        // At the start sources are uniform over the grid: a wire is 6.1 long on average, and the mean over 3,072 of them
        // has a standard error of 2.2/sqrt(3072) = 0.04. Wires that form are e^(-d/2) as likely: 3.3 long on average.
        Assert.InRange((double)length["initial"]!, 5.9, 6.3);
        Assert.InRange((double)length["final"]!, 3, 5);
        Assert.InRange(result.Summary.MeanRateHz["target"], 1, 100);
        Assert.True(result.Summary.Rewiring["wires"] is { Formed: > 0, Eliminated: > 0 });
    }

    // ILGPU's accelerator on the processor runs the very kernels of a GPU, slowly: on a tiny network only. Its arithmetic
    // is the processor's, so even the bits are the host's.
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(3)]
    public void Gpu_kernels_give_the_same_digest_for_every_cut(int partitions)
    {
        DeviceInfo? device = DeviceCatalog.List().FirstOrDefault(info => info.Kind == "ilgpu-cpu");
        Skip.If(device is null, "DeviceCatalog lists no ilgpu-cpu device");

        var tiny = new Dictionary<string, string> { ["width"] = "4", ["in-degree"] = "6", ["rate-hz"] = "200" };
        RunResult host = Run(partitions: 1, "host", tiny, durationMs: 25);
        RunResult kernels = Run(partitions, device!.Name, tiny, durationMs: 25);
        Assert.True(host.Summary.Rewiring["wires"].Formed > 0);
        Assert.Equal(host.Summary.Digest, kernels.Summary.Digest);
    }

    private static RunResult Run(
        int partitions, string device, IReadOnlyDictionary<string, string> set, double durationMs) => ExperimentRunner.Run(
        new OwnExperiment(),
        new RunOptions { DurationMs = durationMs, Partitions = partitions, Device = device, Set = set },
        progress: null,
        CancellationToken.None);
}
