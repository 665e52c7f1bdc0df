using ILGPU;
using ILGPU.Runtime;

namespace SnnCluster.Engine.Gpu;

/// <summary>An array in a device's memory, zeroed. Copies wait for the device: they are kept out of the step loop.</summary>
internal sealed class GpuArray<T> : IDisposable
    where T : unmanaged
{
    private readonly AcceleratorStream _stream;
    private readonly MemoryBuffer1D<T, Stride1D.Dense> _buffer;

    public GpuArray(GpuRuntime runtime, long length)
    {
        Length = length;
        _stream = runtime.Stream;

        // Devices have no empty buffers.
        _buffer = runtime.Accelerator.Allocate1D<T>(Math.Max(1, length));
        Clear();
    }

    public long Length { get; }

    public ArrayView<T> View => _buffer.View.BaseView;

    public void Clear() => _buffer.MemSetToZero(_stream);

    public void Clear(long first, long count) => View.SubView(first, count).MemSetToZero(_stream);

    public void Upload(ReadOnlySpan<T> values, long first = 0)
    {
        if (values.Length > 0)
        {
            View.SubView(first, values.Length).CopyFromCPU(_stream, values);
        }
    }

    public void Download(Span<T> values, long first = 0)
    {
        if (values.Length > 0)
        {
            View.SubView(first, values.Length).CopyToCPU(_stream, values);
        }
    }

    public T[] Download(long first, long count)
    {
        var values = new T[count];
        Download(values, first);
        return values;
    }

    public void Dispose() => _buffer.Dispose();
}
