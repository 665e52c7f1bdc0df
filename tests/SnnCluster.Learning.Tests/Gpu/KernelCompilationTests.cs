using System.Reflection;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Gpu;
using SnnCluster.Learning.Losses;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Tests.Support;

namespace SnnCluster.Learning.Tests.Gpu;

/// <summary>
/// A machine without a GPU cannot run PTX or OpenCL, but ILGPU's compilers for both need none: every kernel of a
/// classifier must come out of them.
/// </summary>
public sealed class KernelCompilationTests
{
    [Fact]
    public void Every_kernel_compiles_to_ptx()
    {
        using Context context = Context.Create(builder => builder.EnableAlgorithms());
        foreach (CudaArchitecture architecture in new[] { CudaArchitecture.SM_60, CudaArchitecture.SM_80 })
        {
            using var backend = new PTXBackend(
                context, new CudaCapabilityContext(architecture), architecture, CudaInstructionSet.ISA_60, nvvmAPI: null!);
            foreach (MethodInfo kernel in Kernels())
            {
                var compiled = (PTXCompiledKernel)Compile(backend, kernel);
                Assert.Contains(".entry", compiled.PTXAssembly, StringComparison.Ordinal);

                // None fused, so that sums have the host's roundings; none in double precision, in which GPUs are slow.
                Assert.DoesNotMatch(@"\b(add|sub|mul)\.f32|\b(fma|mad)\.[a-z.]*f32|\.f64", compiled.PTXAssembly);

                // Threads of a group part company at almost every branch of these kernels.
                Assert.DoesNotMatch(@"@!?%p\d+\s+bra\.uni", compiled.PTXAssembly);
            }
        }
    }

    [Fact]
    public void Every_kernel_compiles_to_opencl()
    {
        using Context context = Context.Create(builder => builder.EnableAlgorithms());
        var capabilities = new CLCapabilityContext(
            float16: false, float64: false, genericAddressSpace: true, int64_Atomics: true, subGroups: false);
        using var backend = new CLBackend(context, capabilities, CLDeviceVendor.AMD, CLCVersion.CL20);
        foreach (MethodInfo kernel in Kernels())
        {
            var compiled = (CLCompiledKernel)Compile(backend, kernel);
            Assert.Contains("kernel void", compiled.Source, StringComparison.Ordinal);
            Assert.Contains("FP_CONTRACT OFF", compiled.Source, StringComparison.Ordinal);
        }
    }

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

    private static CompiledKernel Compile(Backend backend, MethodInfo kernel)
    {
        try
        {
            CompiledKernel compiled = backend.Compile(
                EntryPointDescription.FromExplicitlyGroupedKernel(kernel), KernelSpecialization.Empty);
            KernelLoader.ForbidFusing(compiled);
            return compiled;
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{kernel.DeclaringType}.{kernel.Name}: {failure.Message}", failure);
        }
    }
}
