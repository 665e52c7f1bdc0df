using System.Runtime.InteropServices;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace SnnCluster.Engine.Gpu;

/// <summary>
/// Launches that were captured from a CUDA stream and are submitted again with one call. ILGPU knows no graphs, but its launches are
/// plain calls of the driver, which the driver captures.
/// </summary>
internal sealed unsafe class CudaGraph : IDisposable
{
    // CU_STREAM_CAPTURE_MODE_THREAD_LOCAL: what other threads ask of the driver does not disturb a capture.
    private const int ThreadLocal = 1;

    private static readonly Lazy<Calls?> Driver = new(Calls.Find);

    private readonly CudaStream _stream;
    private readonly nint _executable;

    private CudaGraph(CudaStream stream, nint executable)
    {
        _stream = stream;
        _executable = executable;
    }

    /// <summary>Whether a stream can be captured: it is one of CUDA, not the default one, and the driver is of CUDA 11.4 or later.</summary>
    public static bool IsSupported(AcceleratorStream stream) =>
        stream is CudaStream { StreamPtr: not 0 } && Driver.Value is not null;

    /// <summary>Captures launches, which are not carried out.</summary>
    /// <param name="stream">A stream for which <see cref="IsSupported"/> holds.</param>
    /// <param name="launch">Starts kernels in it. It may not wait, copy from or to memory of the host, or allocate.</param>
    /// <exception cref="CudaException">The driver refuses.</exception>
    public static CudaGraph Capture(AcceleratorStream stream, Action launch)
    {
        Calls driver = Driver.Value ?? throw new InvalidOperationException("the driver has no graphs");
        var cuda = (CudaStream)stream;
        stream.Accelerator.Bind();
        Check(driver.BeginCapture(cuda.StreamPtr, ThreadLocal));
        nint graph = 0;
        nint executable = 0;
        int code = 0;
        try
        {
            launch();
        }
        finally
        {
            // A capture that is left open would refuse all that comes after.
            code = driver.EndCapture(cuda.StreamPtr, &graph);
            if (code == 0)
            {
                code = driver.Instantiate(&executable, graph, 0);
                _ = driver.Destroy(graph);
            }
        }

        Check(code);
        return new CudaGraph(cuda, executable);
    }

    /// <summary>Submits all launches.</summary>
    public void Launch()
    {
        _stream.Accelerator.Bind();
        Check(Driver.Value!.Launch(_executable, _stream.StreamPtr));
    }

    /// <inheritdoc/>
    public void Dispose() => _ = Driver.Value!.DestroyExecutable(_executable);

    private static void Check(int code)
    {
        if (code != 0)
        {
            throw new CudaException((CudaError)code);
        }
    }

    /// <summary>The driver's functions.</summary>
    private sealed class Calls(nint library)
    {
        public readonly delegate* unmanaged<nint, int, int> BeginCapture =
            (delegate* unmanaged<nint, int, int>)NativeLibrary.GetExport(library, "cuStreamBeginCapture_v2");

        public readonly delegate* unmanaged<nint, nint*, int> EndCapture =
            (delegate* unmanaged<nint, nint*, int>)NativeLibrary.GetExport(library, "cuStreamEndCapture");

        public readonly delegate* unmanaged<nint*, nint, ulong, int> Instantiate =
            (delegate* unmanaged<nint*, nint, ulong, int>)NativeLibrary.GetExport(library, "cuGraphInstantiateWithFlags");

        public readonly delegate* unmanaged<nint, nint, int> Launch =
            (delegate* unmanaged<nint, nint, int>)NativeLibrary.GetExport(library, "cuGraphLaunch");

        public readonly delegate* unmanaged<nint, int> Destroy =
            (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(library, "cuGraphDestroy");

        public readonly delegate* unmanaged<nint, int> DestroyExecutable =
            (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(library, "cuGraphExecDestroy");

        public static Calls? Find()
        {
            try
            {
                return new Calls(NativeLibrary.Load(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1"));
            }
            catch (Exception failure) when (failure is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
            {
                return null;
            }
        }
    }
}
