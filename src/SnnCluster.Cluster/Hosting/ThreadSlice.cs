using System.Runtime.InteropServices;

namespace SnnCluster.Cluster.Hosting;

/// <summary>
/// Asks Linux (6.12 and later) to let the calling thread run soon after a wait, and for a short time at once. Where more threads are ready than there are cores, a partition
/// that waits for another one's spikes would else wait in each step until others have had a whole slice, some milliseconds. Its share of the cores stays the same.
/// Elsewhere nothing changes.
/// </summary>
public static unsafe partial class ThreadSlice
{
    // The shortest that Linux grants.
    private const ulong SliceNanoseconds = 100_000;
    private const int UsualPolicy = 0; // SCHED_OTHER

    // Of sched_setattr(2) and sched_getattr(2), which not every C library has functions for.
    private static readonly (nint Set, nint Get) Numbers = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => (314, 315),
        Architecture.Arm64 => (274, 275),
        _ => default,
    };

    /// <summary>Asks for it; it is of no matter if it is refused.</summary>
    public static void Shorten()
    {
        if (!OperatingSystem.IsLinux() || Numbers == default)
        {
            return;
        }

        Attributes attributes;
        if (SystemCall(Numbers.Get, 0, &attributes, sizeof(Attributes), 0) == 0 && attributes.Policy == UsualPolicy)
        {
            attributes.Runtime = SliceNanoseconds;
            _ = SystemCall(Numbers.Set, 0, &attributes, 0, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint call, nint thread, Attributes* attributes, nint third, nint fourth);

    // struct sched_attr of sched_setattr(2), in its first form.
    private struct Attributes
    {
        public uint Size;
        public uint Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong Runtime;
        public ulong Deadline;
        public ulong Period;
    }
}
