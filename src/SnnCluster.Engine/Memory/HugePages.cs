using System.Runtime.InteropServices;

namespace SnnCluster.Engine.Memory;

/// <summary>
/// Asks Linux for pages of 2 MiB where arrays are large: rows and sums are read at random places, each of which needs its page's address looked up.
/// Elsewhere, and where the system has none, nothing changes. Such arrays also go back to the system as soon as they are freed: left alone, the C library soon keeps
/// those of less than 32 MB, in pieces that the next network may not fit into.
/// </summary>
internal static unsafe partial class HugePages
{
    private const nuint Page = 2 << 20;
    private const nuint LeastBytes = 2 * Page;
    private const int Advice = 14; // MADV_HUGEPAGE
    private const int MapThreshold = -3; // M_MMAP_THRESHOLD

    private static readonly bool IsThere = OperatingSystem.IsLinux();

    static HugePages()
    {
        try
        {
            _ = IsThere ? SetAllocation(MapThreshold, (int)LeastBytes) : 0;
        }
        catch (EntryPointNotFoundException)
        {
            // A C library that has no such option, and no such habit.
        }
    }

    /// <summary>How an array of so many bytes is aligned.</summary>
    public static nuint AlignmentOf(nuint bytes, nuint usual) => IsThere && bytes >= LeastBytes ? Page : usual;

    /// <summary>Asks for them; it is of no matter if they are refused.</summary>
    public static void Advise(void* memory, nuint bytes)
    {
        if (IsThere && bytes >= LeastBytes)
        {
            _ = MemoryAdvise(memory, bytes / Page * Page, Advice);
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetAllocation(int option, int value);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MemoryAdvise(void* memory, nuint length, int advice);
}
