using ILGPU;

namespace SnnCluster.Engine.Gpu;

/// <summary>
/// The spikes of a whole population in the last steps, kept on the device until their axonal delay is over: a ring
/// with one list of global ids per step, each with room for all neurons, so that no list can overflow unseen. The
/// order within a list has no meaning.
/// </summary>
internal sealed class GpuSpikeQueue : IDisposable
{
    private readonly int _steps;
    private readonly int _populationSize;
    private readonly GpuArray<int> _spikes;
    private readonly GpuArray<int> _counts;

    /// <param name="runtime">Where.</param>
    /// <param name="steps">Steps to keep: the largest delay, plus the one that is being computed.</param>
    /// <param name="populationSize">Size of the whole population: the most spikes of a step.</param>
    public GpuSpikeQueue(GpuRuntime runtime, int steps, int populationSize)
    {
        _steps = steps;
        _populationSize = populationSize;
        _spikes = runtime.Allocate<int>((long)steps * populationSize);
        _counts = runtime.Allocate<int>(steps);
    }

    /// <summary>The list of a step.</summary>
    public ArrayView<int> Spikes(int step) =>
        _spikes.View.SubView((long)(step % _steps) * _populationSize, _populationSize);

    /// <summary>The length of a step's list, as one element.</summary>
    public ArrayView<int> Count(int step) => _counts.View.SubView(step % _steps, 1);

    /// <summary>The list of a step, ascending. Waits for the device.</summary>
    public int[] Download(int step)
    {
        int count = _counts.Download(step % _steps, 1)[0];
        int[] spikes = _spikes.Download((long)(step % _steps) * _populationSize, count);
        spikes.AsSpan().Sort();
        return spikes;
    }

    /// <summary>Appends to the list of a step, whose length is known.</summary>
    public void Append(int step, int count, ReadOnlySpan<int> spikes)
    {
        int slot = step % _steps;
        _spikes.Upload(spikes, ((long)slot * _populationSize) + count);
        _counts.Upload([count + spikes.Length], slot);
    }

    public void Dispose()
    {
        _spikes.Dispose();
        _counts.Dispose();
    }
}
