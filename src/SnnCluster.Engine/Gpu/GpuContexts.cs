using System.Runtime.InteropServices;
using System.Runtime.Loader;
using ILGPU;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace SnnCluster.Engine.Gpu;

/// <summary>
/// ILGPU's contexts: one for each kind of device, made when it is first asked for and kept for as long as the process runs. On
/// WSL, ILGPU sets a resolver when a context for CUDA is made, which a process may do once only.
/// </summary>
internal static class GpuContexts
{
    private static readonly Lazy<Context> CudaContext = new(() => Create(static builder => builder.Cuda()));
    private static readonly Lazy<Context> OpenClContext = new(() => Create(static builder => builder.OpenCL(IsUsable)));

    // A launch on ILGPU's CPU accelerator costs about 40 microseconds with the fewest threads that it can have, two, and ten
    // times that with its default of 16.
    private static readonly Lazy<Context> CpuContext = new(() => Create(static builder =>
        builder.CPU(new CPUDevice(numThreadsPerWarp: 2, numWarpsPerMultiprocessor: 1, numMultiprocessors: 1))));

    public static Context Cuda => CudaContext.Value;

    public static Context OpenCl => OpenClContext.Value;

    /// <summary>That of ILGPU's CPU accelerator.</summary>
    public static Context Cpu => CpuContext.Value;

    /// <summary>A context that compiles kernels as this project wants them.</summary>
    /// <param name="devices">Adds the devices.</param>
    public static Context Create(Action<Context.Builder> devices)
    {
        FindVersionedDrivers();
        return Context.Create(builder =>
        {
            devices(builder);

            // A function that is called gets the addresses of its arguments, which then lie in memory.
            builder.EnableAlgorithms().Inlining(InliningMode.Aggressive);
        });
    }

    // Kernels pass views around (generic address space) and sum input in 64 bits.
    private static bool IsUsable(CLDevice device) =>
        device.Capabilities.GenericAddressSpace && device.Capabilities.Int64_Atomics;

    // Libraries without a number come with packages for developers, and ILGPU knows no others.
    private static void FindVersionedDrivers()
    {
        if (OperatingSystem.IsLinux())
        {
            AssemblyLoadContext ilgpu = AssemblyLoadContext.GetLoadContext(typeof(Context).Assembly) ?? AssemblyLoadContext.Default;
            ilgpu.ResolvingUnmanagedDll -= LoadVersioned;
            ilgpu.ResolvingUnmanagedDll += LoadVersioned;
        }
    }

    private static nint LoadVersioned(System.Reflection.Assembly assembly, string name) =>
        name.Contains("cuda", StringComparison.Ordinal) && NativeLibrary.TryLoad("libcuda.so.1", out nint cuda) ? cuda
        : name.Contains("OpenCL", StringComparison.Ordinal) && NativeLibrary.TryLoad("libOpenCL.so.1", out nint openCl) ? openCl
        : 0;
}
