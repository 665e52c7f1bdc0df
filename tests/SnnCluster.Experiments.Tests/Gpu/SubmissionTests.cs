using System.Runtime.InteropServices;
using SnnCluster.Engine;
using SnnCluster.Experiments.Tests.Networks;
using SnnCluster.Experiments.TopographicMap;
using SnnCluster.Model.Networks;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Experiments.Tests.Gpu;

/// <summary>What the host asks of a CUDA driver while the map runs, as the stand-in for the driver counts it.</summary>
[Collection(GpuCollection.Name)]
public sealed class SubmissionTests(OpenDevices devices)
{
    private const int StepsPerSecond = 10_000;

    private static NetworkDescription Map => Describe(new TopographicMapExperiment(), []);

    private static NetworkDescription Brunel => Describe(SmallNetworks.All["brunel"].Experiment, SmallNetworks.All["brunel"].Set);

    /// <summary>With rewiring on and nothing recorded. Before intervals were submitted as graphs, these were 42,422 and 8,474.</summary>
    [SkippableFact]
    public void A_second_of_the_map_on_cuda_takes_few_submissions_and_waits()
    {
        Dictionary<string, long> counts = CountsOf(Map, StepsPerSecond);
        Assert.InRange(counts["launches"] + counts["graph-launches"], 1000, 1500);
        Assert.InRange(counts["waits"], counts["downloads"], 20);
    }

    /// <summary>Spikes come to the host packed: one more kernel, and one copy that is waited for, in an interval of ten steps.</summary>
    [SkippableFact]
    public void A_second_of_the_map_whose_spikes_are_recorded_takes_one_copy_an_interval()
    {
        Dictionary<string, long> counts = CountsOf(Map, StepsPerSecond / 5, recordSpikes: true);
        Assert.InRange(counts["launches"] + counts["graph-launches"], 400, 600);
        Assert.InRange(counts["downloads"], 200, 250);
        Assert.InRange(counts["waits"], counts["downloads"], 255);
    }

    /// <summary>Partitions exchange once in an interval, where the smallest delay allows; each packs its spikes, and puts those of the other into their lists.</summary>
    [SkippableFact]
    public void Partitions_on_GPUs_exchange_intervals()
    {
        Dictionary<string, long> counts = CountsOf(Brunel, StepsPerSecond / 5, partitions: 2);
        Assert.InRange(counts["graph-launches"], 400, 460);
        Assert.InRange(counts["launches"], 800, 1100);
        Assert.InRange(counts["downloads"], 400, 500);
        Assert.InRange(counts["waits"], counts["downloads"], 550);
    }

    private static NetworkDescription Describe(Experiment experiment, Dictionary<string, string> set) =>
        experiment.Describe(ExperimentSettings.Of(experiment, set));

    private Dictionary<string, long> CountsOf(NetworkDescription network, int steps, int partitions = 1, bool recordSpikes = false)
    {
        Driver driver = Driver.Find();
        using Simulation simulation = Simulation.Create(network, devices.Get("cuda"), partitions, recordSpikes);

        // The first steps make room for rows, and capture intervals.
        simulation.Run(steps);
        Dictionary<string, long> before = driver.Counts();
        simulation.Run(steps);
        return driver.Counts().ToDictionary(one => one.Key, one => one.Value - before[one.Key]);
    }

    private sealed unsafe class Driver(delegate* unmanaged<byte*, long> count)
    {
        private static readonly string[] Names = ["launches", "graph-launches", "memsets", "uploads", "downloads", "waits"];

        public static Driver Find()
        {
            Skip.IfNot(
                OperatingSystem.IsLinux()
                && NativeLibrary.TryLoad("libcuda.so.1", out nint library)
                && NativeLibrary.TryGetExport(library, "stand_in_count", out _),
                "the driver of this machine does not count: only the stand-in of tests/cuda-stand-in does");
            nint loaded = NativeLibrary.Load("libcuda.so.1");
            return new Driver((delegate* unmanaged<byte*, long>)NativeLibrary.GetExport(loaded, "stand_in_count"));
        }

        public Dictionary<string, long> Counts() => Names.ToDictionary(name => name, Count);

        private long Count(string name)
        {
            fixed (byte* text = System.Text.Encoding.UTF8.GetBytes(name + '\0'))
            {
                return count(text);
            }
        }
    }
}
