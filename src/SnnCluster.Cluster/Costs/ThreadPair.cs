using System.Diagnostics;
using System.Runtime.InteropServices;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Engine.Partitions;

namespace SnnCluster.Cluster.Costs;

/// <summary>Two threads of one process in lockstep, as two partitions with a delay of one step are.</summary>
internal static class ThreadPair
{
    // A thread that comes late to one interval finds the next one published: single intervals take next to nothing or
    // twice their share, so that so many are timed together.
    private const int IntervalsPerTime = 16;

    // With fewer cores than threads whoever spins keeps the other from running.
    private const int SpinsPerYield = 4096;

    /// <summary>Times of intervals [us] in which each thread sets its number and waits for the other's.</summary>
    public static double[] Spin(int repetitions)
    {
        var numbers = new Numbers();
        return Play(repetitions, (side, interval) =>
        {
            Volatile.Write(ref side == 0 ? ref numbers.First : ref numbers.Second, interval + 1);
            ref long other = ref side == 0 ? ref numbers.Second : ref numbers.First;
            for (int spins = 1; Volatile.Read(ref other) <= interval; spins++)
            {
                if (spins % SpinsPerYield == 0)
                {
                    Thread.Yield();
                }
            }
        });
    }

    /// <summary>
    /// Times of intervals [us] in which each partition writes its spikes, publishes them, waits for the other's and copies
    /// them, as it does to queue them.
    /// </summary>
    /// <param name="bytes">Size of a partition's ids in an interval [bytes], four for each.</param>
    /// <param name="repetitions">Times to take, each the mean of a few intervals.</param>
    public static double[] Exchange(int bytes, int repetitions)
    {
        int[] ids = [.. Enumerable.Range(0, bytes / sizeof(int))];
        int[][] taken = [new int[ids.Length], new int[ids.Length]];
        Slice[] slices = [new(0, ids.Length), new(ids.Length, 2 * ids.Length)];
        using var exchange = new FrameExchange(
            new ExchangeLayout(0, new ExchangeSchedule(1, 1), [0, 0], [[slices[0]], [slices[1]]]), 0);
        return Play(repetitions, (side, interval) =>
        {
            SpikeBoard board = exchange.Boards[side];
            board.Begin(interval);
            board.Append(ids);
            exchange.Publish(side, interval);
            if (!exchange.Wait(side, interval + 1, CostLimits.Answer))
            {
                throw new TimeoutException($"interval {interval} did not come");
            }

            exchange.Boards[1 - side].Frame(interval)[1..].CopyTo(taken[side]);
        });
    }

    private static double[] Play(int repetitions, Action<int, long> interval)
    {
        var times = new double[repetitions];
        Task other = Task.Factory.StartNew(
            () => PlaySide(1, new double[repetitions], interval),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        PlaySide(0, times, interval);
        other.GetAwaiter().GetResult();
        return times;
    }

    private static void PlaySide(int side, double[] times, Action<int, long> interval)
    {
        long number = 0;
        for (int i = -CostLimits.LeadIn; i < times.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int each = 0; each < IntervalsPerTime; each++)
            {
                interval(side, number++);
            }

            if (i >= 0)
            {
                times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / IntervalsPerTime;
            }
        }
    }

    // Each number has cache lines of its own.
    [StructLayout(LayoutKind.Explicit, Size = 384)]
    private sealed class Numbers
    {
        [FieldOffset(128)]
        public long First;

        [FieldOffset(256)]
        public long Second;
    }
}
