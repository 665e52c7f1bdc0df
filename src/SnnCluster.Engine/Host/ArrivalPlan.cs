using SnnCluster.Engine.Partitions;

namespace SnnCluster.Engine.Host;

/// <summary>
/// Which projections add what they deliver in the step in which it arrives (<see cref="HostArrivals{TId}"/>): known before anything is built. Weights that never change are
/// read from one end to the other so, and ids take less room, which is faster also where there are no dendritic delays.
/// </summary>
internal static class ArrivalPlan
{
    // Where the sums of all delays stay in the second cache, or fewer synapses of a row than these have one delay, adding at the time of the spike costs less.
    private const double LeastRun = 4;

    // Where more synapses than these are further ones of a pair, their numbers take far more room than ids and delays save.
    private const double MostNumbered = 0.75;

    // Sums of so many bytes stay in the second cache, while one row after the other is added to them.
    private const long MostSums = 1 << 20;

    /// <summary>Says it of each projection.</summary>
    /// <param name="plans">The projections.</param>
    /// <param name="slices">The partition's slice of each population.</param>
    /// <param name="asked">What is asked for of those that can; null for where it is faster.</param>
    public static bool[] Of(IReadOnlyList<ProjectionPlan> plans, IReadOnlyList<Slice> slices, bool? asked = null)
    {
        bool[] arrivals = [.. plans.Select(plan => IsFixed(plan) && plan.LargestDendriticSteps == 0 && (asked ?? NumberedShare(plan) <= MostNumbered))];

        // Input of later steps is summed in one way for all that reaches a receptor.
        foreach (ProjectionPlan[] onto in plans.Where(plan => plan.LargestDendriticSteps > 0)
            .GroupBy(plan => (plan.Target, plan.Receptor)).Select(group => group.ToArray()))
        {
            if (Array.TrueForAll(onto, IsFixed) && (asked ?? IsFaster(onto, slices)))
            {
                Array.ForEach(onto, plan => arrivals[plan.Index] = true);
            }
        }

        return arrivals;
    }

    /// <summary>
    /// Which of them share rows (<see cref="JointRows"/>), by number: those whose spikes come from one population in the same step, as far as the sums that they add to stay together in
    /// the second cache.
    /// </summary>
    /// <param name="plans">The projections.</param>
    /// <param name="slices">The partition's slice of each population.</param>
    /// <param name="arrivals">What <see cref="Of"/> says.</param>
    public static IReadOnlyList<int[]> Groups(IReadOnlyList<ProjectionPlan> plans, IReadOnlyList<Slice> slices, bool[] arrivals)
    {
        var groups = new List<int[]>();
        foreach (var alike in plans.Where(plan => arrivals[plan.Index])
            .GroupBy(plan => (plan.Source, plan.DelaySteps, JointRows.HasNarrowIds(slices[plan.Target].Count))))
        {
            var group = new List<int>();
            var receptors = new HashSet<(int, int)>();
            long bytes = 0;
            foreach (ProjectionPlan plan in alike)
            {
                // Projections onto one receptor add to the same sums.
                var receptor = (plan.Target, plan.Receptor);
                long sums = (long)slices[plan.Target].Count * sizeof(long);
                if (group.Count > 0 && !receptors.Contains(receptor) && bytes + sums > MostSums)
                {
                    groups.Add([.. group]);
                    group.Clear();
                    receptors.Clear();
                    bytes = 0;
                }

                bytes += receptors.Add(receptor) ? sums : 0;
                group.Add(plan.Index);
            }

            groups.Add([.. group]);
        }

        return groups;
    }

    /// <summary>The share of synapses that are not the first of their pair, where sources are drawn one by one; at most.</summary>
    public static double NumberedShare(ProjectionPlan plan) =>
        plan.Description.MakesMultapses ? Math.Min(1, plan.Connector.ExpectedInDegree / (2.0 * plan.SourceSize)) : 0;

    private static bool IsFixed(ProjectionPlan plan) => plan.Layout.IsStatic && plan.Description.Rewiring is null;

    private static bool IsFaster(ProjectionPlan[] onto, IReadOnlyList<Slice> slices)
    {
        int targets = slices[onto[0].Target].Count;
        long sums = (1L + onto.Max(plan => plan.LargestDendriticSteps)) * targets * sizeof(long);
        double synapses = onto.Sum(plan => targets * plan.Connector.ExpectedInDegree);

        // Delays spread over about half of the steps that they may have.
        double runs = onto.Sum(plan => plan.SourceSize * (1 + (plan.LargestDendriticSteps / 2.0)));
        double numbered = onto.Sum(plan => targets * plan.Connector.ExpectedInDegree * NumberedShare(plan));
        return sums > HostReceptor.CachedBytes && synapses >= LeastRun * runs && numbered <= MostNumbered * synapses;
    }
}
