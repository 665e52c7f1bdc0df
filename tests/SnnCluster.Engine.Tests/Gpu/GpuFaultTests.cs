using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Engine.Tests.Gpu;

/// <summary>A GPU cannot throw: what its kernels note of neurons that cannot go on ends the run when the host looks.</summary>
[Collection(GpuCollection.Name)]
public sealed class GpuFaultTests(OpenDevices devices)
{
    [SkippableTheory]
    [MemberData(nameof(OpenDevices.Kinds), MemberType = typeof(OpenDevices))]
    public void Too_much_conductance_ends_the_run_as_on_the_host(string kind)
    {
        GpuDevice device = devices.Get(kind);
        using Simulation simulation = Simulation.Create(FaultyNetworks.Inhibited(0.2), device, partitions: 2);
        var error = Assert.Throws<SimulationException>(() => simulation.Run(8));
        Assert.Equal(FaultyNetworks.TooMuchConductance, error.Message);
    }

    [SkippableTheory]
    [MemberData(nameof(OpenDevices.Kinds), MemberType = typeof(OpenDevices))]
    public void State_that_is_no_number_ends_the_run_as_on_the_host(string kind)
    {
        GpuDevice device = devices.Get(kind);
        using Simulation simulation = Simulation.Create(FaultyNetworks.Diverging(), device);
        simulation.Run(240);
        var error = Assert.Throws<SimulationException>(() => simulation.Digest());
        Assert.Equal(FaultyNetworks.NoNumber(steps: 240), error.Message);
    }
}
