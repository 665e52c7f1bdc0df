using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Rewiring;

/// <summary>
/// After how many steps partitions exchange what rewiring by free elements needs to know of all of them: a property of the network, never of the cut. Such an
/// exchange is <see cref="Rounds"/> rounds, in each of which every partition makes an offer and then takes those of all.
/// </summary>
public sealed class WiringSchedule
{
    /// <summary>Rounds of an exchange.</summary>
    public const int Rounds = 4;

    private readonly int[] _intervals;

    private WiringSchedule(int[] intervals) => _intervals = intervals;

    /// <summary>Whether there is ever an exchange.</summary>
    public bool IsEmpty => _intervals.Length == 0;

    /// <summary>The schedule of a network.</summary>
    public static WiringSchedule Of(NetworkDescription network) =>
        Every([.. ElementPool.Of(network).Select(pool => StepCount.Of(pool.IntervalMs, network.DtMs))]);

    /// <summary>A schedule with an exchange at the ends of intervals of each of these lengths.</summary>
    /// <param name="intervalSteps">Their lengths [steps], at least 1.</param>
    public static WiringSchedule Every(params int[] intervalSteps) => new([.. intervalSteps.Distinct()]);

    /// <summary>Rounds once so many steps are done: all of an exchange or none.</summary>
    public int RoundsAfter(int steps) => IsDue(steps) ? Rounds : 0;

    /// <summary>Whether an interval ends after so many steps.</summary>
    public static bool IsDue(int steps, int intervalSteps) => steps > 0 && steps % intervalSteps == 0;

    private bool IsDue(int steps)
    {
        foreach (int interval in _intervals)
        {
            if (IsDue(steps, interval))
            {
                return true;
            }
        }

        return false;
    }
}
