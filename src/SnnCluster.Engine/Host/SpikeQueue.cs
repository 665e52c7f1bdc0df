using SnnCluster.Engine.Memory;

namespace SnnCluster.Engine.Host;

/// <summary>
/// The spikes of a whole population in the last steps, kept until their axonal delay is over: a ring with one list of
/// global ids per step.
/// </summary>
internal sealed unsafe class SpikeQueue : IDisposable
{
    private readonly NativeArray<int>[] _spikes;
    private readonly int[] _counts;

    /// <param name="steps">Steps to keep: the largest delay, plus the one that is being computed.</param>
    /// <param name="populationSize">Size of the whole population: the most spikes of a step.</param>
    public SpikeQueue(int steps, int populationSize)
    {
        _spikes = [.. Enumerable.Range(0, steps).Select(_ => new NativeArray<int>(Math.Min(populationSize, 1024)))];
        _counts = new int[steps];
    }

    /// <summary>The spikes of a step; none where it lies before the start.</summary>
    public ReadOnlySpan<int> At(int step) =>
        step < 0 ? [] : new ReadOnlySpan<int>(_spikes[step % _spikes.Length].Pointer, _counts[step % _spikes.Length]);

    /// <summary>Starts the list of a step and makes room for so many spikes; returns where to write them.</summary>
    public int* Begin(int step, int room)
    {
        int slot = step % _spikes.Length;
        _counts[slot] = 0;
        _spikes[slot].EnsureCapacity(room);
        return _spikes[slot].Pointer;
    }

    /// <summary>Sets how many spikes were written since <see cref="Begin"/>.</summary>
    public void End(int step, int count) => _counts[step % _spikes.Length] = count;

    /// <summary>Appends spikes to the list of a step.</summary>
    public void Append(int step, ReadOnlySpan<int> spikes)
    {
        int slot = step % _spikes.Length;
        int count = _counts[slot];
        _spikes[slot].EnsureCapacity(count + spikes.Length);
        spikes.CopyTo(new Span<int>(_spikes[slot].Pointer + count, spikes.Length));
        _counts[slot] = count + spikes.Length;
    }

    public void Dispose()
    {
        foreach (NativeArray<int> spikes in _spikes)
        {
            spikes.Dispose();
        }
    }
}
