using System.Runtime.InteropServices;

namespace SnnCluster.Engine.Memory;

/// <summary>
/// Asks Linux for pages of 2 MiB where arrays are large: rows and sums are read at random places, each of which needs its page's address looked up.
/// Elsewhere, and where the system has none, nothing changes.
/// </summary>
internal static unsafe partial class HugePages
{
    private const nuint Page = 2 << 20;
    private const nuint LeastBytes = 2 * Page;
    private const int Advice = 14; // MADV_HUGEPAGE

    private static readonly bool IsThere = OperatingSystem.IsLinux();

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

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MemoryAdvise(void* memory, nuint length, int advice);
}
