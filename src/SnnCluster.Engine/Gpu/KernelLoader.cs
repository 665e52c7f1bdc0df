using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;

namespace SnnCluster.Engine.Gpu;

/// <summary>
/// Compiles kernels, names the memory that they use, and forbids GPU drivers to fuse a multiplication with an addition that follows it. They may do so
/// in one kernel and not in another, but the same weight change is part of several kernels (delivery, sweep, rewiring),
/// and which of them comes first depends on the cut: results would no longer be the same for every number of partitions.
/// </summary>
/// <remarks>
/// ILGPU 1.5.3 has no option for either, so the text of the compiled kernel is changed before the driver gets it. A test
/// compiles all kernels this way, so another version of ILGPU cannot break it unseen.
/// </remarks>
internal static partial class KernelLoader
{
    /// <summary>Compiles and loads a kernel for explicit groups.</summary>
    public static Action<AcceleratorStream, KernelConfig, TArguments> Load<TArguments>(
        Accelerator accelerator, Action<TArguments> kernel)
        where TArguments : struct
    {
        CompiledKernel compiled =
            accelerator.CompileKernel(EntryPointDescription.FromExplicitlyGroupedKernel(kernel.Method));
        Complete(compiled);
        return accelerator.LoadKernel(compiled)
            .CreateLauncherDelegate<Action<AcceleratorStream, KernelConfig, TArguments>>();
    }

    /// <summary>
    /// Changes a compiled kernel so that no driver fuses its operations, and so that a CUDA driver knows that they access global
    /// memory: of an address that may be any kind of memory it asks which it is, and waits for the result of an addition.
    /// </summary>
    public static void Complete(CompiledKernel compiled)
    {
        switch (compiled)
        {
            case PTXCompiledKernel ptx:
                // Operations that name a rounding mode are never fused (PTX ISA, "mul", "add", "sub").
                string text = Unrounded().Replace(ptx.PTXAssembly, "$1.rn.$2");

                // All but global memory is named by ILGPU itself, but where an address of it was made one of any kind.
                PtxOf(ptx) = text.Contains("cvta", StringComparison.Ordinal) ? text : Generic().Replace(text, "$1.global.");
                break;
            case CLCompiledKernel cl when !cl.Source.StartsWith(NoContraction, StringComparison.Ordinal):
                SourceOf(cl) = NoContraction + cl.Source;
                break;
        }
    }

    private const string NoContraction = "#pragma OPENCL FP_CONTRACT OFF\n";

    [GeneratedRegex(@"\b(add|sub|mul)\.(f32|f64)\b")]
    private static partial Regex Unrounded();

    /// <summary>Loads, stores and atomic operations on an address of no named kind of memory.</summary>
    [GeneratedRegex(@"\b((?:ld|st)(?:\.volatile)?|atom|red)\.(?!volatile\b|global\b|shared\b|local\b|param\b|const\b)")]
    internal static partial Regex Generic();

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<PTXAssembly>k__BackingField")]
    private static extern ref string PtxOf(PTXCompiledKernel kernel);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Source>k__BackingField")]
    private static extern ref string SourceOf(CLCompiledKernel kernel);
}
