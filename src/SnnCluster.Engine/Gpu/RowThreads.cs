using ILGPU;
using ILGPU.Runtime;

namespace SnnCluster.Engine.Gpu;

/// <summary>
/// The threads that share a row, as a kernel over rows sees them: on CUDA a warp, several of which are a group, since a multiprocessor holds fewer
/// groups than warps; elsewhere a whole group, since not every device says which of its threads run in step. A compiler of kernels knows the
/// device, and leaves one of both ways.
/// </summary>
internal static class RowThreads
{
    /// <summary>The first row that these threads take.</summary>
    public static int FirstRow => IsWarp ? (Grid.IdxX * WarpsOfGroup) + (int)((uint)Group.IdxX / (uint)Warp.WarpSize) : Grid.IdxX;

    /// <summary>Rows from one that they take to the next.</summary>
    public static int RowStride => IsWarp ? Grid.DimX * WarpsOfGroup : Grid.DimX;

    /// <summary>Number of this thread among them.</summary>
    public static int Index => IsWarp ? (int)((uint)Group.IdxX % (uint)Warp.WarpSize) : Group.IdxX;

    /// <summary>How many they are.</summary>
    public static int Count => IsWarp ? Warp.WarpSize : Group.DimX;

    // Of numbers without a sign a division by a warp's size is a shift.
    private static int WarpsOfGroup => (int)((uint)Group.DimX / (uint)Warp.WarpSize);

    private static bool IsWarp => Accelerator.CurrentType == AcceleratorType.Cuda;

    /// <summary>Waits for all of them; what they wrote before is then seen by all.</summary>
    public static void Synchronize()
    {
        if (IsWarp)
        {
            Warp.Barrier();
        }
        else
        {
            Group.Barrier();
        }
    }
}
