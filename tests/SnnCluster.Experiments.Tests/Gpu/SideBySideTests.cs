using SnnCluster.Engine.Devices;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.Sweeps;
using SnnCluster.Experiments.TopographicMap;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Experiments.Tests.Gpu;

/// <summary>Several networks that are on one GPU at once, each in a stream of its own, and partitions that share one.</summary>
[Collection(GpuCollection.Name)]
public sealed class SideBySideTests(OpenDevices devices) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Kinds => [.. OpenDevices.AllKinds.Where(DeviceCatalog.IsGpu)];

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Networks_of_a_sweep_have_the_digests_that_they_have_alone(string kind)
    {
        _ = devices.Get(kind);
        var experiment = new TopographicMapExperiment();
        var options = new SweepOptions
        {
            Run = new RunOptions { Device = kind + ":0", DurationMs = 20, OutputDirectory = _folder["sweep"] },
            Values = new Dictionary<string, string>(),
            Seeds = "1:6",
            Parallel = 3,
        };
        SweepResult result = SweepRunner.Run(SweepPlan.Create(experiment, options), null, CancellationToken.None);
        Assert.True(result.Complete);
        for (int row = 0; row < result.Table.Rows; row++)
        {
            RunOptions alone = result.Plan.Cases[row].Options with { Device = DeviceCatalog.Host };
            Assert.Equal(ExperimentRunner.Run(experiment, alone, null, CancellationToken.None).Summary.Digest, result.Table[row, "digest"]);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Partitions_that_share_a_GPU_have_the_digest_of_the_host(string kind)
    {
        _ = devices.Get(kind);
        var experiment = new TopographicMapExperiment();
        var options = new RunOptions { Device = DeviceCatalog.Host, DurationMs = 20 };
        RunSummary host = ExperimentRunner.Run(experiment, options, null, CancellationToken.None).Summary;
        RunSummary shared = ExperimentRunner.Run(experiment, options with { Device = kind + ":0", Partitions = 3 }, null, CancellationToken.None).Summary;
        Assert.Equal(host.Digest, shared.Digest);
        Assert.All(shared.Partitions, partition => Assert.Equal(kind + ":0", partition.Device));
    }
}
