using System.Reflection;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Gpu;
using SnnCluster.Engine.Tests.Gpu;
using SnnCluster.Learning.Losses;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Tests.Support;

namespace SnnCluster.Learning.Tests.Gpu;

/// <summary>Every kernel of a classifier comes out of the compilers for GPUs.</summary>
public sealed class KernelCompilationTests
{
    [Fact]
    public void Every_kernel_compiles_to_ptx() => KernelCompilation.CheckPtx(Kernels());

    [Fact]
    public void Every_kernel_compiles_to_opencl() => KernelCompilation.CheckOpenCl(Kernels());

    // A classifier loads all its kernels when it is made.
    private static IReadOnlyCollection<MethodInfo> Kernels()
    {
        using GpuDevice device = GpuDevice.OpenCpuAccelerator(new LaunchShape(1, 1, 1, 1));
        using ClassifierState state = InitialClassifier.Create(
            new ClassifierLayout(RandomClassifiers.All["three layers"]), 1, signed: false);
        foreach (Loss loss in Enum.GetValues<Loss>())
        {
            GpuClassifiers.Create(device, state, loss).Dispose();
        }

        Assert.Equal(14, device.Runtime.Kernels.Count);
        return device.Runtime.Kernels;
    }
}
