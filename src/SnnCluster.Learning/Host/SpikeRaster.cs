using SnnCluster.Engine.Memory;
using SnnCluster.Learning.Examples;

namespace SnnCluster.Learning.Host;

/// <summary>The spikes of a layer or of the input over one example: for each step the neurons that spike, ascending.</summary>
internal sealed unsafe class SpikeRaster : IDisposable
{
    private readonly NativeArray<int> _ids;
    private readonly int[] _ends;
    private int _step;

    /// <param name="steps">Steps of an example.</param>
    /// <param name="capacity">Spikes that fit; more make room for themselves.</param>
    public SpikeRaster(int steps, int capacity)
    {
        _ids = new NativeArray<int>(capacity);
        _ends = new int[steps + 1];
    }

    /// <summary>Spikes of all steps so far.</summary>
    public int Count => _ends[_step];

    /// <summary>Number of spikes in a step.</summary>
    public int CountAt(int step) => _ends[step + 1] - _ends[step];

    /// <summary>The neurons that spike in a step.</summary>
    public int* At(int step) => _ids.Pointer + _ends[step];

    /// <summary>Forgets all spikes.</summary>
    public void Clear() => _step = 0;

    /// <summary>Where the spikes of the next step go, with room for <paramref name="most"/>.</summary>
    public int* Open(int most)
    {
        _ids.EnsureCapacity(_ends[_step] + (long)most);
        return _ids.Pointer + _ends[_step];
    }

    /// <summary>Ends the step that was opened.</summary>
    public void Close(int count)
    {
        _ends[_step + 1] = _ends[_step] + count;
        _step++;
    }

    /// <summary>Takes the spikes of an example.</summary>
    public void Load(ReadOnlySpan<Spike> spikes)
    {
        Clear();
        _ids.EnsureCapacity(spikes.Length);
        int steps = _ends.Length - 1;
        int next = 0;
        for (int step = 0; step < steps; step++)
        {
            for (; next < spikes.Length && spikes[next].Step == step; next++)
            {
                _ids[next] = spikes[next].Channel;
            }

            _ends[step + 1] = next;
        }

        _step = steps;
    }

    public void Dispose() => _ids.Dispose();
}
