using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace SnnCluster.Engine.Gpu;

/// <summary>An array in a device's memory, zeroed. Copies wait for the device: they are kept out of the step loop.</summary>
internal sealed class GpuArray<T> : IDisposable
    where T : unmanaged
{
    private readonly GpuRuntime _runtime;
    private readonly MemoryBuffer1D<T, Stride1D.Dense> _buffer;

    public GpuArray(GpuRuntime runtime, long length)
    {
        Length = length;
        _runtime = runtime;

        // Devices have no empty buffers.
        length = Math.Max(1, length);
        try
        {
            _buffer = runtime.Accelerator.Allocate1D<T>(length);
        }
        catch (AcceleratorException failure)
        {
            throw IsTooLittleMemory(failure) ? runtime.TooLittleMemory(length * Unsafe.SizeOf<T>()) : runtime.Failed(failure);
        }

        Clear();
    }

    public long Length { get; }

    public ArrayView<T> View => _buffer.View.BaseView;

    public void Clear() => Clear(0, View.Length);

    public void Clear(long first, long count)
    {
        try
        {
            View.SubView(first, count).MemSetToZero(_runtime.Stream);
        }
        catch (AcceleratorException failure)
        {
            throw _runtime.Failed(failure);
        }
    }

    public void Upload(ReadOnlySpan<T> values, long first = 0)
    {
        if (values.Length == 0)
        {
            return;
        }

        try
        {
            View.SubView(first, values.Length).CopyFromCPU(_runtime.Stream, values);
        }
        catch (AcceleratorException failure)
        {
            throw _runtime.Failed(failure);
        }
    }

    public void Download(Span<T> values, long first = 0)
    {
        if (values.Length == 0)
        {
            return;
        }

        try
        {
            View.SubView(first, values.Length).CopyToCPU(_runtime.Stream, values);
        }
        catch (AcceleratorException failure)
        {
            throw _runtime.Failed(failure);
        }
    }

    public T[] Download(long first, long count)
    {
        var values = new T[count];
        Download(values, first);
        return values;
    }

    public void Dispose() => GpuRuntime.Release(_buffer);

    private static bool IsTooLittleMemory(AcceleratorException failure) => failure switch
    {
        CudaException cuda => cuda.Error == nameof(CudaError.CUDA_ERROR_OUT_OF_MEMORY),
        CLException cl => cl.Error is CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE or CLError.CL_INVALID_BUFFER_SIZE
            or CLError.CL_OUT_OF_RESOURCES or CLError.CL_OUT_OF_HOST_MEMORY,
        _ => false,
    };
}
