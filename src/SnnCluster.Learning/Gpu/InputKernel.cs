// Kernels get these structs from the host, which sets all fields.
#pragma warning disable CS0649
using ILGPU;

namespace SnnCluster.Learning.Gpu;

/// <summary>What setting the input's spikes needs.</summary>
internal struct InputArguments
{
    /// <summary>The spikes of all examples that pass together: step in the upper 16 bits, channel in the lower.</summary>
    public ArrayView<uint> Words;

    /// <summary>The example of each.</summary>
    public ArrayView<int> Examples;
    public SpikeView Spikes;
    public int Count;
}

/// <summary>Sets the bits of the input's spikes: one thread per spike.</summary>
internal static class InputKernel
{
    public static void Set(InputArguments a)
    {
        int threads = Grid.DimX * Group.DimX;
        for (int i = Grid.GlobalIndex.X; i < a.Count; i += threads)
        {
            uint word = a.Words[i];
            a.Spikes.Set(a.Examples[i], (int)(word >> 16), (int)(word & 0xFFFFu));
        }
    }
}
