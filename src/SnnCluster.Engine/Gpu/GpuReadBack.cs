using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace SnnCluster.Engine.Gpu;

/// <summary>Memory of the host that a device writes to by itself, for values that come back while a network runs.</summary>
internal sealed class GpuReadBack<T>(GpuRuntime runtime, int length) : IDisposable
    where T : unmanaged
{
    private readonly PageLockedArray1D<T> _array = runtime.AllocatePageLocked<T>(length);

    /// <summary>What was read last.</summary>
    public Span<T> Values => _array.Span;

    /// <summary>Reads a whole array of the same length. Waits for the device.</summary>
    public void Read(GpuArray<T> from)
    {
        try
        {
            if (runtime.Stream is CudaStream stream)
            {
                // The driver copies by itself between memory of its own and memory that is locked.
                CudaMemoryBuffer.CudaCopy(stream, from.View.SubView(0, length), _array.ArrayView);
                stream.Synchronize();
            }
            else
            {
                from.Download(_array.Span);
            }
        }
        catch (AcceleratorException failure)
        {
            throw runtime.Failed(failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => runtime.Free(_array);
}
