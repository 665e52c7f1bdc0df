using ILGPU;

namespace SnnCluster.Engine.Gpu;

/// <summary>What kernels see of a <see cref="GpuSpikeQueue"/>.</summary>
internal struct SpikeQueueView
{
    public ArrayView<int> Lists;
    public ArrayView<int> Counts;

    /// <summary>Lists in the ring.</summary>
    public int Steps;

    /// <summary>Elements of a list.</summary>
    public int Room;

    public readonly int SlotOf(int step) => step % Steps;

    /// <summary>The first element of a step's list.</summary>
    public readonly long First(int step) => (long)SlotOf(step) * Room;

    /// <summary>Spikes in a step; none before the first.</summary>
    public readonly int Count(int step) => step < 0 ? 0 : Counts[SlotOf(step)];
}

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
    private readonly int[] _known;

    /// <param name="runtime">Where.</param>
    /// <param name="steps">Steps to keep: the largest delay, plus the one that is being computed.</param>
    /// <param name="populationSize">Size of the whole population: the most spikes of a step.</param>
    public GpuSpikeQueue(GpuRuntime runtime, int steps, int populationSize)
    {
        _steps = steps;
        _populationSize = populationSize;
        _spikes = runtime.Allocate<int>((long)steps * populationSize);
        _counts = runtime.Allocate<int>(steps);
        _known = new int[steps];
    }

    public SpikeQueueView View => new() { Lists = _spikes.View, Counts = _counts.View, Steps = _steps, Room = _populationSize };

    /// <summary>Says that the device writes the list of a step: its length is unknown until it is asked for.</summary>
    public void Begin(int step) => _known[step % _steps] = -1;

    /// <summary>The list of a step, ascending. Waits for the device.</summary>
    public int[] Download(int step)
    {
        int[] spikes = _spikes.Download((long)(step % _steps) * _populationSize, Length(step));
        spikes.AsSpan().Sort();
        return spikes;
    }

    /// <summary>Appends to the list of a step. Waits for the device where its length is not known yet.</summary>
    public void Append(int step, ReadOnlySpan<int> spikes)
    {
        int slot = step % _steps;
        int count = Length(step);
        _spikes.Upload(spikes, ((long)slot * _populationSize) + count);
        _known[slot] = count + spikes.Length;
        _counts.Upload([_known[slot]], slot);
    }

    private int Length(int step)
    {
        int slot = step % _steps;
        if (_known[slot] < 0)
        {
            _known[slot] = _counts.Download(slot, 1)[0];
        }

        return _known[slot];
    }

    public void Dispose()
    {
        _spikes.Dispose();
        _counts.Dispose();
    }
}
