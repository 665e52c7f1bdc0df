using SnnCluster.Learning.Networks;

namespace SnnCluster.Learning.Rewiring;

/// <summary>Applies what was decided to a sparse projection: its rows are written anew, with what their synapses carry.</summary>
internal static class SparseRewiring
{
    /// <summary>Takes synapses out and puts others in, with weight 0 and no memory in the optimiser.</summary>
    /// <param name="state">The state that the projection belongs to.</param>
    /// <param name="projection">The projection.</param>
    /// <param name="removed">Which synapses go, by place.</param>
    /// <param name="formed">The new ones, none of which exists; as many as go.</param>
    /// <param name="signs">The sign of every potential connection.</param>
    public static void Apply(
        ClassifierState state,
        ProjectionShape projection,
        bool[] removed,
        List<(int Source, int Target)> formed,
        ConnectionSigns signs)
    {
        SparseTopology topology = state.Topologies[projection.Index]!;
        formed.Sort();
        int count = topology.Count;
        var ends = new int[projection.Sources];
        var targets = new int[count];
        var newSigns = new float[count];
        var origins = new int[count];
        int end = 0;
        int next = 0;
        for (int source = 0; source < projection.Sources; source++)
        {
            for (int i = topology.RowBegin(source); i < topology.RowEnds[source]; i++)
            {
                if (!removed[i])
                {
                    FormBelow(source, topology.Targets[i]);
                    targets[end] = topology.Targets[i];
                    newSigns[end] = topology.Signs[i];
                    origins[end++] = i;
                }
            }

            FormBelow(source, projection.Targets);
            ends[source] = end;
        }

        if (end != count || next != formed.Count)
        {
            throw new InvalidOperationException($"rewiring of {projection.Name} gives {end} synapses instead of {count}");
        }

        state.Topologies[projection.Index] = new SparseTopology(ends, targets, newSigns);
        var before = new float[count];
        Move(state.Parameters);
        Move(state.Momentum);
        Move(state.Variance);

        void FormBelow(int source, int target)
        {
            for (; next < formed.Count && formed[next].Source == source && formed[next].Target < target; next++)
            {
                targets[end] = formed[next].Target;
                newSigns[end] = signs.Of(source, formed[next].Target);
                origins[end++] = -1;
            }
        }

        void Move(Span<float> all)
        {
            Span<float> values = all.Slice(projection.Offset, count);
            values.CopyTo(before);
            for (int i = 0; i < count; i++)
            {
                values[i] = origins[i] < 0 ? 0f : before[origins[i]];
            }
        }
    }
}
