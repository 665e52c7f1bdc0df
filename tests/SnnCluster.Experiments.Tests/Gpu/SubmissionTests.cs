using System.Runtime.InteropServices;
using SnnCluster.Engine;
using SnnCluster.Experiments.TopographicMap;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Experiments.Tests.Gpu;

/// <summary>What the host asks of a CUDA driver while the map runs, as the stand-in for the driver counts it.</summary>
[Collection(GpuCollection.Name)]
public sealed class SubmissionTests(OpenDevices devices)
{
    private const int StepsPerSecond = 10_000;

    /// <summary>With rewiring on and nothing recorded. Before intervals were submitted as graphs, these were 42,422 and 8,474.</summary>
    [SkippableFact]
    public void A_second_of_the_map_on_cuda_takes_few_submissions_and_waits()
    {
        Driver driver = Driver.Find();
        var experiment = new TopographicMapExperiment();
        using Simulation simulation = Simulation.Create(
            experiment.Describe(ExperimentSettings.Of(experiment, new Dictionary<string, string>())), devices.Get("cuda"));

        // The first second makes room for rows, and captures intervals.
        simulation.Run(StepsPerSecond);
        Dictionary<string, long> before = driver.Counts();
        simulation.Run(StepsPerSecond);
        Dictionary<string, long> counts = driver.Counts().ToDictionary(one => one.Key, one => one.Value - before[one.Key]);
        Assert.InRange(counts["launches"] + counts["graph-launches"], 1000, 1500);
        Assert.InRange(counts["waits"], counts["downloads"], 20);
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
