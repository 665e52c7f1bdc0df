using SnnCluster.Engine.Rewiring;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Exchange;

/// <summary>
/// When spikes go from partition to partition: a property of the network, never of the cut. A frame holds the spikes of
/// one partition for one interval of I steps; interval n is steps n·I to (n + 1)·I - 1. With a smallest delay of D steps, axonal or
/// of a modulator, a spike of step s is first needed before step s + D is computed, so frame n is needed before step n·I + D.
/// I = 1 where D = 1, else floor(D / 2): the D - I steps between the end of an interval and the need for it hide
/// communication. Frames of offers for rewiring come between those of intervals, when the steps before them are done, and all partitions wait for them.
/// </summary>
/// <param name="DelaySteps">D, the smallest delay of a projection or modulator of the network [steps], at least 1.</param>
/// <param name="IntervalSteps">I, the steps of an interval, at least 1.</param>
public readonly record struct ExchangeSchedule(int DelaySteps, int IntervalSteps)
{
    /// <summary>
    /// Frames of one partition that may be in flight at most, and so the number of slots that each needs. Partition A
    /// completes interval n + 8 only with frames up to n + 5 of all that take its spikes (D / I is at most 3), and whoever published
    /// n + 5 has used frame n. Of offers the first comes on top, as nobody needs it to complete an interval; whoever has taken it from all has at most
    /// three frames of its own that others have not used. This mutual need is the credit of the exchange: no partition can run further ahead, and
    /// memory cannot grow.
    /// </summary>
    public const int FramesInFlight = 8;

    /// <summary>When partitions exchange offers for rewiring; null where the network has no such rewiring.</summary>
    public WiringSchedule? Wiring { get; init; }

    /// <summary>The schedule of a network.</summary>
    public static ExchangeSchedule Of(NetworkDescription network)
    {
        int delay = network.SmallestDelaySteps();
        WiringSchedule wiring = WiringSchedule.Of(network);
        return new ExchangeSchedule(delay, delay == 1 ? 1 : delay / 2) { Wiring = wiring.IsEmpty ? null : wiring };
    }

    /// <summary>Rounds of offers once so many steps are done, in each of which every partition publishes a frame.</summary>
    public int RoundsAfter(int steps) => Wiring?.RoundsAfter(steps) ?? 0;

    /// <summary>How many intervals' frames must have come before a step can be computed.</summary>
    public long IntervalsBefore(int step) => step < DelaySteps ? 0 : ((step - DelaySteps) / IntervalSteps) + 1;

    /// <summary>How many steps can be computed with the frames of so many intervals.</summary>
    public long StepsWith(long intervals) => DelaySteps + (intervals * IntervalSteps);

    /// <summary>How many intervals are complete after so many steps.</summary>
    public long IntervalsAfter(int steps) => steps / IntervalSteps;

    /// <summary>The first step of an interval.</summary>
    public int FirstStep(long interval) => (int)(interval * IntervalSteps);
}
