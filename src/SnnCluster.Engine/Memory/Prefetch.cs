using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SnnCluster.Engine.Memory;

/// <summary>Asks the processor to fetch a cache line that will be needed soon; does nothing where it cannot.</summary>
internal static unsafe class Prefetch
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }
}
