using System.Reflection;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Gpu;

namespace SnnCluster.Engine.Tests.Gpu;

/// <summary>Every kernel that the tiny networks and that of all neuron models use comes out of the compilers for GPUs.</summary>
public sealed class KernelCompilationTests
{
    private static readonly IReadOnlyCollection<MethodInfo> Kernels = KernelsOfAll();

    [Fact]
    public void Every_kernel_compiles_to_ptx() => KernelCompilation.CheckPtx(Kernels);

    [Fact]
    public void Every_kernel_compiles_to_opencl() => KernelCompilation.CheckOpenCl(Kernels);

    // Building a partition loads all its kernels.
    private static IReadOnlyCollection<MethodInfo> KernelsOfAll()
    {
        using GpuDevice device = GpuDevice.OpenCpuAccelerator(new LaunchShape(1, 1, 1, 1));
        foreach (var network in TinyNetworks.All.Values.Append(NeuronModelTests.Network))
        {
            Simulation.Create(network, device).Dispose();
        }

        Assert.True(device.Runtime.Kernels.Count >= 20, $"only {device.Runtime.Kernels.Count} kernels");
        return device.Runtime.Kernels;
    }
}
