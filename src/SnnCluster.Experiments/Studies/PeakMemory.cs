namespace SnnCluster.Experiments.Studies;

/// <summary>The most memory that this process held.</summary>
internal static class PeakMemory
{
    /// <summary>
    /// Starts to count anew, so that a small network after a large one does not get the large one's peak. Linux alone can;
    /// elsewhere the peak stays that of all runs so far.
    /// </summary>
    public static void Reset()
    {
        GC.Collect();
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            // proc(5): "5" resets the peak resident set size to the present one.
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A container may forbid it; the column is then what it is elsewhere.
        }
    }
}
