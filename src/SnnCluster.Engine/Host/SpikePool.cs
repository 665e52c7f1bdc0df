using System.Runtime.InteropServices;
using SnnCluster.Engine.Memory;
using SnnCluster.Engine.Partitions;

namespace SnnCluster.Engine.Host;

/// <summary>Steps of some successive spikes of one neuron, ascending, in one cache line.</summary>
[StructLayout(LayoutKind.Sequential, Size = SpikePoolSize.BytesPerList)]
internal unsafe struct SpikeList
{
    /// <summary>Spikes that a list holds.</summary>
    public const int Capacity = 13;

    /// <summary>Number of the list with the spikes before these; 0 where there is none.</summary>
    public int Previous;

    /// <summary>Number of the list with the spikes after these; 0 where there is none.</summary>
    public int Next;

    /// <summary>Number of spikes.</summary>
    public int Count;

    public fixed int Steps[Capacity];
}

/// <summary>
/// Spikes since the last sweep that a <see cref="SpikeHistory"/> no longer holds, for the few neurons that are faster than
/// the rest: in lists from a pool that the neurons of a population share, as many lists as a neuron needs.
/// </summary>
/// <param name="neurons">Number of neurons.</param>
/// <param name="lists">Lists in the pool, 0 or more.</param>
internal sealed unsafe class SpikePool(int neurons, int lists) : IDisposable
{
    // Lists are numbered from 1, so that memory that was set to zero says "none".
    private readonly NativeArray<SpikeList> _lists = new(1L + lists);
    private readonly NativeArray<int> _newest = new(neurons);
    private int _taken;

    /// <summary>All lists by number.</summary>
    public SpikeList* Lists => _lists.Pointer;

    /// <summary>Number of a neuron's newest list; 0 where it has none.</summary>
    public int Newest(int neuron) => _newest[neuron];

    /// <summary>Takes one more list for a neuron; says whether there was one.</summary>
    public bool TryExtend(int neuron)
    {
        if (_taken == _lists.Length - 1)
        {
            return false;
        }

        int list = ++_taken;
        int previous = _newest[neuron];
        _lists[list] = new SpikeList { Previous = previous };
        _lists[previous].Next = list;
        _newest[neuron] = list;
        return true;
    }

    /// <summary>
    /// Adds a spike to a neuron's newest list, which must have room; takes one more when that was its last room, and says
    /// whether there is room for the next spike.
    /// </summary>
    public bool TryAdd(int neuron, int step)
    {
        int newest = _newest[neuron];
        ref SpikeList list = ref _lists[newest];
        if (newest == 0 || list.Count == SpikeList.Capacity)
        {
            throw new InvalidOperationException("a neuron spiked before the sweep that makes room for its spike");
        }

        list.Steps[list.Count++] = step;
        return list.Count < SpikeList.Capacity || TryExtend(neuron);
    }

    /// <summary>Gives all lists back.</summary>
    public void Clear()
    {
        _newest.Span.Clear();
        _taken = 0;
    }

    public void Dispose()
    {
        _lists.Dispose();
        _newest.Dispose();
    }
}
