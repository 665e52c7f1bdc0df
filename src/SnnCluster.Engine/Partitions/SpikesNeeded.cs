namespace SnnCluster.Engine.Partitions;

/// <summary>Which neurons' spikes a partition may ever need.</summary>
internal static class SpikesNeeded
{
    /// <summary>Whether those of any of some neurons; see <see cref="IPartition.Takes"/>.</summary>
    /// <param name="projections">All projections.</param>
    /// <param name="modulators">All modulators.</param>
    /// <param name="own">The partition's slices.</param>
    /// <param name="population">The neurons' population.</param>
    /// <param name="sources">The neurons.</param>
    /// <param name="hasSynapses">Whether the partition has a synapse of a projection from a source.</param>
    public static bool Any(
        IReadOnlyList<ProjectionPlan> projections,
        IReadOnlyList<ModulatorPlan> modulators,
        IReadOnlyList<Slice> own,
        int population,
        Slice sources,
        Func<int, int, bool> hasSynapses)
    {
        if (sources.Count == 0)
        {
            return false;
        }

        // Every partition derives the same level from all spikes that count.
        if (modulators.Any(modulator => modulator.Counts(population)))
        {
            return true;
        }

        foreach (ProjectionPlan plan in projections)
        {
            if (plan.Source != population || own[plan.Target].Count == 0)
            {
                continue;
            }

            // Candidates of every rule are all sources. A new synapse finds its source's state, which earlier spikes have changed.
            if (plan.Description.Rewiring is not null)
            {
                return true;
            }

            for (int source = sources.Begin; source < sources.End; source++)
            {
                if (hasSynapses(plan.Index, source))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
