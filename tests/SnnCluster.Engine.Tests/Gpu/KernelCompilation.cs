using System.Reflection;
using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using SnnCluster.Engine.Gpu;

namespace SnnCluster.Engine.Tests.Gpu;

/// <summary>
/// A machine without a GPU cannot run PTX or OpenCL, but ILGPU's compilers for both need none: kernels must come out of
/// them, without what changes rounding. The tests of other layers compile this file, too.
/// </summary>
internal static partial class KernelCompilation
{
    public static void CheckPtx(IReadOnlyCollection<MethodInfo> kernels)
    {
        using Context context = GpuContexts.Create(_ => { });

        // An architecture, and the first version of PTX that has it.
        foreach ((CudaArchitecture architecture, CudaInstructionSet version) in new[]
        {
            (CudaArchitecture.SM_60, CudaInstructionSet.ISA_50),
            (CudaArchitecture.SM_80, CudaInstructionSet.ISA_70),
            (CudaArchitecture.SM_90, CudaInstructionSet.ISA_78),
        })
        {
            using var backend = new PTXBackend(context, new CudaCapabilityContext(architecture), architecture, version, nvvmAPI: null!);
            foreach (MethodInfo kernel in kernels)
            {
                var compiled = (PTXCompiledKernel)Compile(backend, kernel);
                Assert.Contains(".entry", compiled.PTXAssembly, StringComparison.Ordinal);
                Assert.DoesNotMatch(Fusable(), compiled.PTXAssembly);

                // Consumer GPUs are slow in double precision, and OpenCL devices need not have it.
                Assert.DoesNotContain(".f64", compiled.PTXAssembly, StringComparison.Ordinal);

                // Where a driver does not know which memory an address is in, it looks, and adds up in a loop that waits. Neuron
                // models with functions that are not to be inlined, as the host wants it, pass addresses to them.
                if (compiled.PTXAssembly.Contains("cvta", StringComparison.Ordinal))
                {
                    Assert.Equal("NeuronKernel`4", kernel.DeclaringType!.Name);
                }
                else
                {
                    Assert.DoesNotMatch(KernelLoader.Generic(), compiled.PTXAssembly);
                }

                // Threads of a group part company at almost every branch of these kernels.
                Assert.DoesNotMatch(UniformBranch(), compiled.PTXAssembly);
            }
        }
    }

    public static void CheckOpenCl(IReadOnlyCollection<MethodInfo> kernels)
    {
        using Context context = GpuContexts.Create(_ => { });
        var capabilities = new CLCapabilityContext(
            float16: false, float64: false, genericAddressSpace: true, int64_Atomics: true, subGroups: false);
        using var backend = new CLBackend(context, capabilities, CLDeviceVendor.AMD, CLCVersion.CL20);
        foreach (MethodInfo kernel in kernels)
        {
            var compiled = (CLCompiledKernel)Compile(backend, kernel);
            Assert.Contains("kernel void", compiled.Source, StringComparison.Ordinal);
            Assert.Contains("FP_CONTRACT OFF", compiled.Source, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"\b(add|sub|mul)\.f(32|64)|\b(fma|mad)\.[a-z.]*f(32|64)")]
    private static partial Regex Fusable();

    [GeneratedRegex(@"@!?%p\d+\s+bra\.uni")]
    private static partial Regex UniformBranch();

    private static CompiledKernel Compile(Backend backend, MethodInfo kernel)
    {
        try
        {
            CompiledKernel compiled = backend.Compile(
                EntryPointDescription.FromExplicitlyGroupedKernel(kernel), KernelSpecialization.Empty);
            KernelLoader.Complete(compiled);
            return compiled;
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{kernel.DeclaringType}.{kernel.Name}: {failure.Message}", failure);
        }
    }
}
