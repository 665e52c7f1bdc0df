namespace SnnCluster.Faults.Scheduling;

/// <summary>
/// One thread, one seed, and a clock that jumps from event to event. Everything that happens in a simulated cluster is an
/// event here, and everything that is drawn comes from one generator: the same seed goes the same way.
/// </summary>
internal sealed class Scheduler(int seed, int keptEvents) : TimeProvider
{
    /// <summary>The date of time 0.</summary>
    public static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Action, (long Time, long Number)> _events = new();
    private long _number;

    /// <summary>Decides everything.</summary>
    public Random Random { get; } = new(seed);

    /// <summary>Time since the start [us].</summary>
    public long Now { get; private set; }

    /// <summary>What happened.</summary>
    public Trace Trace { get; } = new(keptEvents);

    /// <summary>Time since the start.</summary>
    public TimeSpan Elapsed => TimeSpan.FromMicroseconds(Now);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Epoch + Elapsed;

    /// <summary>Something happens after so long [us].</summary>
    public void After(long delay, Action action) => _events.Enqueue(action, (Now + Math.Max(0, delay), _number++));

    /// <summary>A time between two [us], the shorter the more often.</summary>
    public long Skewed(long least, long most)
    {
        double x = Random.NextDouble();
        return least + (long)((most - least) * x * x * x);
    }

    /// <summary>A time between two [us].</summary>
    public long Even(long least, long most) => Random.NextInt64(least, most + 1);

    /// <summary>Whether something that has a chance comes to pass.</summary>
    public bool Chance(double chance) => Random.NextDouble() < chance;

    /// <summary>Lets time pass until something is so, or nothing is left to happen.</summary>
    /// <param name="until">Where to stop.</param>
    /// <param name="limit">A limit in virtual time [us].</param>
    /// <returns>Whether it stopped there.</returns>
    public bool Run(Func<bool> until, long limit)
    {
        while (!until())
        {
            if (!_events.TryDequeue(out Action? action, out (long Time, long Number) due) || due.Time > limit)
            {
                return false;
            }

            Now = due.Time;
            action();
        }

        return true;
    }
}
