using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace SnnCluster.Engine.Gpu;

/// <summary>
/// Memory of the host that a device reads by itself, for values that are sent while a network runs: the host goes on at once, and waits only
/// when it comes to memory again that may not have been read yet.
/// </summary>
internal sealed class GpuStage<T>(GpuRuntime runtime, int length) : IDisposable
    where T : unmanaged
{
    // Of large arrays fewer are kept: to wait for one takes little next to what is sent.
    private const int Most = 16;
    private const int MostBytes = 4 << 20;

    private readonly PageLockedArray1D<T>?[] _arrays =
        new PageLockedArray1D<T>?[Math.Clamp(MostBytes / Math.Max(1L, (long)length * Unsafe.SizeOf<T>()), 2, Most)];

    private int _next;

    /// <summary>Sends values to the begin of an array on the device.</summary>
    /// <param name="values">As many as fit.</param>
    /// <param name="to">The array.</param>
    public void Send(ReadOnlySpan<T> values, GpuArray<T> to)
    {
        if (values.Length == 0)
        {
            return;
        }

        if (_next == _arrays.Length)
        {
            runtime.Synchronize();
            _next = 0;
        }

        PageLockedArray1D<T> array = _arrays[_next] ??= runtime.AllocatePageLocked<T>(Math.Max(1, length));
        _next++;
        values.CopyTo(array.Span);
        ArrayView<T> target = to.View.SubView(0, values.Length);
        try
        {
            if (runtime.Stream is CudaStream stream)
            {
                // ILGPU's own copy waits for the stream.
                CudaMemoryBuffer.CudaCopy(stream, array.ArrayView.SubView(0, values.Length), target);
            }
            else
            {
                target.CopyFromCPU(runtime.Stream, values);
            }
        }
        catch (AcceleratorException failure)
        {
            throw runtime.Failed(failure);
        }
    }

    public void Dispose()
    {
        foreach (PageLockedArray1D<T>? array in _arrays)
        {
            if (array is not null)
            {
                runtime.Free(array);
            }
        }
    }
}
