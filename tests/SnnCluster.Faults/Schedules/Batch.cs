namespace SnnCluster.Faults.Schedules;

/// <summary>Many schedules, on all cores: each is a world of its own.</summary>
internal static class Batch
{
    /// <summary>Runs the schedules of seeds.</summary>
    /// <param name="first">The first seed.</param>
    /// <param name="last">The last seed.</param>
    /// <param name="keptEvents">How many of the last events of each are kept.</param>
    /// <param name="take">Takes the results, one at a time, in any order.</param>
    public static void Run(int first, int last, int keptEvents, Action<ScheduleResult> take)
    {
        var gate = new Lock();
        Parallel.For((long)first, (long)last + 1, seed =>
        {
            ScheduleResult result = ScheduleRunner.Run(Schedule.Of((int)seed), keptEvents);
            lock (gate)
            {
                take(result);
            }
        });
    }
}
