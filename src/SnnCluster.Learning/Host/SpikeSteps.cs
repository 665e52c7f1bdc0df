using System.Runtime.CompilerServices;
using SnnCluster.Engine.Memory;

namespace SnnCluster.Learning.Host;

/// <summary>
/// A raster by neuron: the steps in which each one spikes, the latest first. The last step is left out, as what spikes then
/// arrives no more.
/// </summary>
internal sealed unsafe class SpikeSteps(int neurons) : IDisposable
{
    private readonly NativeArray<int> _steps = new(0);
    private readonly NativeArray<int> _ends = new(neurons);

    /// <summary>Where the steps of each neuron end among all; they begin where those of the neuron before end.</summary>
    public int* Ends => _ends.Pointer;

    /// <summary>The steps of all neurons, neuron by neuron.</summary>
    public int* Steps => _steps.Pointer;

    /// <summary>Takes the spikes of a raster over so many steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Take(SpikeRaster spikes, int steps)
    {
        _ends.Span.Clear();
        _steps.EnsureCapacity(spikes.Count);
        int* ends = Ends;
        int* ordered = Steps;
        for (int step = 0; step < steps - 1; step++)
        {
            int* ids = spikes.At(step);
            int count = spikes.CountAt(step);
            for (int i = 0; i < count; i++)
            {
                ends[ids[i]]++;
            }
        }

        int begin = 0;
        for (int neuron = 0; neuron < neurons; neuron++)
        {
            int count = ends[neuron];
            ends[neuron] = begin;
            begin += count;
        }

        for (int step = steps - 2; step >= 0; step--)
        {
            int* ids = spikes.At(step);
            int count = spikes.CountAt(step);
            for (int i = 0; i < count; i++)
            {
                ordered[ends[ids[i]]++] = step;
            }
        }
    }

    public void Dispose()
    {
        _steps.Dispose();
        _ends.Dispose();
    }
}
