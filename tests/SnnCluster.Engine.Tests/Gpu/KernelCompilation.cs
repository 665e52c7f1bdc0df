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
        using Context context = Context.Create(builder => builder.EnableAlgorithms());
        foreach (CudaArchitecture architecture in new[] { CudaArchitecture.SM_60, CudaArchitecture.SM_80 })
        {
            using var backend = new PTXBackend(
                context, new CudaCapabilityContext(architecture), architecture, CudaInstructionSet.ISA_60, nvvmAPI: null!);
            foreach (MethodInfo kernel in kernels)
            {
                var compiled = (PTXCompiledKernel)Compile(backend, kernel);
                Assert.Contains(".entry", compiled.PTXAssembly, StringComparison.Ordinal);
                Assert.DoesNotMatch(Fusable(), compiled.PTXAssembly);

                // Consumer GPUs are slow in double precision, and OpenCL devices need not have it.
                Assert.DoesNotContain(".f64", compiled.PTXAssembly, StringComparison.Ordinal);

                // Threads of a group part company at almost every branch of these kernels.
                Assert.DoesNotMatch(UniformBranch(), compiled.PTXAssembly);
            }
        }
    }

    public static void CheckOpenCl(IReadOnlyCollection<MethodInfo> kernels)
    {
        using Context context = Context.Create(builder => builder.EnableAlgorithms());
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
            KernelLoader.ForbidFusing(compiled);
            return compiled;
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{kernel.DeclaringType}.{kernel.Name}: {failure.Message}", failure);
        }
    }
}
