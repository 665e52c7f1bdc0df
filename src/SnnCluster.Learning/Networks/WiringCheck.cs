namespace SnnCluster.Learning.Networks;

/// <summary>
/// Checks wiring that comes from elsewhere, a file or another process: whoever computes follows these numbers without
/// looking.
/// </summary>
internal static class WiringCheck
{
    /// <summary>A projection's rows must be within its synapses, and targets in range and ascending within a row.</summary>
    /// <param name="projection">A sparse projection.</param>
    /// <param name="topology">Its wiring.</param>
    /// <exception cref="InvalidDataException">They are not.</exception>
    public static void Range(ProjectionShape projection, SparseTopology topology)
    {
        int[] ends = topology.RowEnds;
        int[] targets = topology.Targets;
        bool good = targets.Length == projection.Synapses
            && topology.Signs.Length == targets.Length
            && ends.Length == projection.Sources
            && ends[^1] == targets.Length;
        for (int source = 0, begin = 0; good && source < ends.Length; begin = ends[source++])
        {
            good = ends[source] >= begin && ends[source] <= targets.Length;
            for (int i = begin; good && i < ends[source]; i++)
            {
                good = targets[i] < projection.Targets && targets[i] > (i == begin ? -1 : targets[i - 1])
                    && topology.Signs[i] is -1f or 0f or 1f;
            }
        }

        if (!good)
        {
            throw new InvalidDataException($"the wiring of {projection.Name} is out of range or order");
        }
    }

    /// <summary>Either all synapses of sparse projections have a sign, for DEEP R, or none has.</summary>
    /// <returns>Whether they have signs; false where all projections are dense.</returns>
    /// <exception cref="InvalidDataException">Some have and some have not.</exception>
    public static bool HasSigns(IReadOnlyList<SparseTopology?> topologies)
    {
        bool? signed = null;
        foreach (float sign in topologies.OfType<SparseTopology>().SelectMany(topology => topology.Signs))
        {
            if ((signed ??= sign != 0) != (sign != 0))
            {
                throw new InvalidDataException("some connections have a sign and others have none");
            }
        }

        return signed ?? false;
    }

    /// <summary>Signs must be those of a seed: new connections get theirs from it, and DEEP R needs both to agree.</summary>
    /// <exception cref="InvalidDataException">They are not.</exception>
    public static void Signs(ClassifierState state, ulong seed)
    {
        foreach (ProjectionShape projection in state.Layout.Projections)
        {
            if (state.Topologies[projection.Index] is not SparseTopology topology)
            {
                continue;
            }

            var signs = new ConnectionSigns(seed, projection.Index);
            for (int source = 0; source < projection.Sources; source++)
            {
                for (int i = topology.RowBegin(source); i < topology.RowEnds[source]; i++)
                {
                    if (topology.Signs[i] != signs.Of(source, topology.Targets[i]))
                    {
                        throw new InvalidDataException($"the signs of {projection.Name} are not those of seed {seed}");
                    }
                }
            }
        }
    }
}
