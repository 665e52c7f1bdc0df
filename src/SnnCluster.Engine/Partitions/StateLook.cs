namespace SnnCluster.Engine.Partitions;

/// <summary>When partitions look whether all state is numbers, besides whenever it is recorded or captured.</summary>
internal static class StateLook
{
    // A look reads all state once, which costs about as much as a step: a thousandth of the time.
    private const int IntervalSteps = 1024;

    /// <summary>Whether to look after so many steps.</summary>
    public static bool IsDue(int steps) => steps % IntervalSteps == 0;

    /// <summary>Steps after so many until the next look.</summary>
    public static int StepsToNext(int steps) => IntervalSteps - (steps % IntervalSteps);
}
