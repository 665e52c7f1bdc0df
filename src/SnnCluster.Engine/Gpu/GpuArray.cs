using ILGPU;
using ILGPU.Runtime;

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
        _buffer = runtime.AllocateBuffer<T>(length);
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

    public void Dispose() => _runtime.Free(_buffer);
}
