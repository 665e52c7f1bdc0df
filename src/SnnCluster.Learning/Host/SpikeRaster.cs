using System.Numerics;
using System.Runtime.CompilerServices;
using SnnCluster.Engine.Memory;
using SnnCluster.Learning.Examples;

namespace SnnCluster.Learning.Host;

/// <summary>The spikes of a layer or of the input over one example: for each step the neurons that spike, ascending.</summary>
internal sealed unsafe class SpikeRaster : IDisposable
{
    /// <summary>Neurons whose spikes one word of bits holds.</summary>
    public const int WordSize = 64;

    // Written at once, whether there are as many spikes or not.
    private const int Burst = 4;

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
        _ids.EnsureCapacity(_ends[_step] + (long)most + Burst);
        return _ids.Pointer + _ends[_step];
    }

    /// <summary>
    /// Writes the neurons whose bits are set. Several are written before anything is asked: whether there is one more spike is
    /// what a processor cannot foretell.
    /// </summary>
    /// <param name="word">The bits, of neurons from <paramref name="first"/> on.</param>
    /// <param name="first">The neuron of the lowest bit.</param>
    /// <param name="ids">Spikes of the step, with room for a burst more than there are neurons.</param>
    /// <param name="count">Spikes so far.</param>
    /// <returns>Spikes with these.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(ulong word, int first, int* ids, int count)
    {
        int all = count + BitOperations.PopCount(word);
        while (true)
        {
            ids[count] = first + BitOperations.TrailingZeroCount(word);
            word &= word - 1;
            ids[count + 1] = first + BitOperations.TrailingZeroCount(word);
            word &= word - 1;
            ids[count + 2] = first + BitOperations.TrailingZeroCount(word);
            word &= word - 1;
            ids[count + 3] = first + BitOperations.TrailingZeroCount(word);
            word &= word - 1;
            count += Burst;
            if (count >= all)
            {
                return all;
            }
        }
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
