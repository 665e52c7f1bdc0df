using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Engine.Tests.Gpu;

/// <summary>What probes say of a device does not depend on the cut or on snapshots between, and ILGPU's accelerator says what the host says.</summary>
[Collection(GpuCollection.Name)]
public sealed class GpuProbeTests(OpenDevices devices)
{
    private const int Steps = 150;

    private static readonly string[] Everything =
    [
        "spikes", "rates", "rewiring", "synapses:every-ms=3", "target.V:neurons=first-20:every-steps=7", "source.rate-histogram:bin-ms=0.7",
        "source.cv-isi", "target.cv-isi:from-ms=2", "target.correlation:bin-ms=1:at=samples", "target.V:reduce=statistics:every-ms=4",
    ];

    [SkippableTheory]
    [MemberData(nameof(OpenDevices.Kinds), MemberType = typeof(OpenDevices))]
    public void Probes_say_the_same_for_all_cuts(string kind)
    {
        GpuDevice device = devices.Get(kind);
        List<string[]> one = Run(device, partitions: 1, captures: false);
        Assert.Contains(one, lines => lines.Any(line => line.StartsWith("correlation of", StringComparison.Ordinal)));
        Assert.Equal(one, Run(device, partitions: 3, captures: true));
        if (kind == DeviceCatalog.CpuAccelerator)
        {
            using var host = new HostDevice();
            Assert.Equal(Run(host, partitions: 2, captures: false), one);
        }
    }

    private static List<string[]> Run(IDevice device, int partitions, bool captures)
    {
        NetworkDescription network = TinyNetworks.Plasticity;
        ObservationPlan plan = ObservationLog.Plan(network, Steps, SampleTimes.Evenly(Steps), Everything);
        Simulation simulation = Simulation.Create(network, device, partitions, observation: plan);
        var samples = new List<NetworkSample> { simulation.Sample(Steps) };
        while (simulation.Step < Steps)
        {
            simulation.Run(plan.NextStop(simulation.Step, Steps) - simulation.Step);
            samples.Add(simulation.Sample(Steps));
            if (captures && simulation.Step is > 60 and < 90)
            {
                // It goes on from a snapshot, in another cut.
                using Simulation before = simulation;
                simulation = Simulation.Create(network, device, partitions - 1, from: before.Capture(), observation: plan);
                captures = false;
            }
        }

        simulation.Dispose();
        return ObservationLog.Of(plan, samples);
    }
}
