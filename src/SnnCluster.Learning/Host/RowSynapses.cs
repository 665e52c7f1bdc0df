using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SnnCluster.Engine.Memory;
using SnnCluster.Learning.Networks;

namespace SnnCluster.Learning.Host;

/// <summary>
/// The synapses of the rows of several sources, listed one behind the other. One loop passes them all, where a loop for each
/// row would end in a branch that a processor cannot foretell: dear where rows are short.
/// </summary>
internal sealed unsafe class RowSynapses : IDisposable
{
    // Room for more rows than the longest one.
    private const int MoreSynapses = 2048;

    // Copied together, as two vectors; what lies behind a row is overwritten by the next.
    private const int Copied = 16;
    private const int Half = Copied / 2;
    private readonly NativeArray<int> _places; // among the projection's synapses
    private readonly NativeArray<int> _targets;
    private readonly int _capacity;
    private int _count;

    /// <param name="longest">Synapses of the longest possible row: no more than there are targets, as a row has none twice.</param>
    public RowSynapses(int longest)
    {
        _capacity = longest + MoreSynapses;
        _places = new NativeArray<int>(_capacity + Copied);
        _targets = new NativeArray<int>(_capacity + Copied);
    }

    /// <summary>Lists the synapses of as many rows as fit, at least of one.</summary>
    /// <param name="topology">The wiring.</param>
    /// <param name="rows">The sources.</param>
    /// <param name="count">How many they are.</param>
    /// <param name="next">The first source to list; becomes the first that is left.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void List(SparseTopology topology, int* rows, int count, ref int next)
    {
        int* places = _places.Pointer;
        int* listed = _targets.Pointer;
        int found = 0;
        int total = topology.Count;
        fixed (int* ends = topology.RowEnds, targets = topology.Targets)
        {
            for (; next < count; next++)
            {
                int source = rows[next];
                int begin = source == 0 ? 0 : ends[source - 1];
                int length = ends[source] - begin;
                if (found + length > _capacity)
                {
                    break;
                }

                if (begin + length > total - Copied)
                {
                    for (int i = 0; i < length; i++)
                    {
                        places[found + i] = begin + i;
                        listed[found + i] = targets[begin + i];
                    }
                }
                else
                {
                    Vector256<int> place = Vector256.Create(begin) + Vector256<int>.Indices;
                    int i = 0;
                    do
                    {
                        place.Store(places + found + i);
                        (place + Vector256.Create(Half)).Store(places + found + i + Half);
                        Vector256.Load(targets + begin + i).Store(listed + found + i);
                        Vector256.Load(targets + begin + i + Half).Store(listed + found + i + Half);
                        place += Vector256.Create(Copied);
                        i += Copied;
                    }
                    while (i < length);
                }

                found += length;
            }
        }

        _count = found;
    }

    /// <summary>sums[target] += values[place] for each synapse listed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddToTargets(float* values, float* sums)
    {
        int* places = _places.Pointer;
        int* targets = _targets.Pointer;
        int count = _count;
        for (nint i = 0; i < count; i++)
        {
            sums[targets[i]] += values[places[i]];
        }
    }

    /// <summary>sums[place] += values[target] for each synapse listed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddFromTargets(float* values, float* sums)
    {
        int* places = _places.Pointer;
        int* targets = _targets.Pointer;
        int count = _count;
        for (nint i = 0; i < count; i++)
        {
            sums[places[i]] += values[targets[i]];
        }
    }

    public void Dispose()
    {
        _places.Dispose();
        _targets.Dispose();
    }
}
