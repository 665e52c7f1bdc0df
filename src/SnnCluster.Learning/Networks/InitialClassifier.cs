using SnnCluster.Model.Random;

namespace SnnCluster.Learning.Networks;

/// <summary>The weights and the wiring that a classifier starts with: a function of its description and the seed.</summary>
public static class InitialClassifier
{
    /// <summary>Makes the state at the start of training.</summary>
    /// <param name="layout">Where parameters lie.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="signed">
    /// Whether the connections of sparse projections keep a sign (<see cref="ConnectionSigns"/>), as DEEP R needs it;
    /// readouts never do.
    /// </param>
    public static ClassifierState Create(ClassifierLayout layout, ulong seed, bool signed)
    {
        var state = new ClassifierState(layout);
        foreach (ProjectionShape projection in layout.Projections)
        {
            if (projection.IsSparse)
            {
                state.Topologies[projection.Index] = Wire(projection, seed, signed);
            }

            Fill(state, projection, seed);
        }

        return state;
    }

    // Each target draws its sources without repetition (Floyd's algorithm), from its own stream.
    private static SparseTopology Wire(ProjectionShape projection, ulong seed, bool signed)
    {
        RandomKey key = RandomKey.For(seed, RandomPurpose.Connectivity, projection.Index);
        var signs = new ConnectionSigns(seed, projection.Index);
        var rows = new List<int>[projection.Sources];
        for (int source = 0; source < rows.Length; source++)
        {
            rows[source] = [];
        }

        var chosen = new HashSet<int>();
        for (int target = 0; target < projection.Targets; target++)
        {
            RandomStream random = key.Stream((uint)target, 0);
            chosen.Clear();
            for (int last = projection.Sources - projection.InDegree; last < projection.Sources; last++)
            {
                int source = random.NextBelow(last + 1);
                if (!chosen.Add(source))
                {
                    source = last;
                    chosen.Add(last);
                }

                rows[source].Add(target);
            }
        }

        var ends = new int[projection.Sources];
        var targets = new int[projection.Synapses];
        var signOf = new float[projection.Synapses];
        int end = 0;
        for (int source = 0; source < rows.Length; source++)
        {
            foreach (int target in rows[source])
            {
                targets[end] = target;
                signOf[end] = signed ? signs.Of(source, target) : 0;
                end++;
            }

            ends[source] = end;
        }

        return new SparseTopology(ends, targets, signOf);
    }

    private static void Fill(ClassifierState state, ProjectionShape projection, ulong seed)
    {
        ClassifierDescription description = state.Layout.Description;
        double deviation = description.WeightScale / Math.Sqrt(projection.InDegree);
        if (projection.Kind == ProjectionKind.Recurrent)
        {
            deviation *= description.RecurrentWeightScale;
        }

        RandomKey key = RandomKey.For(seed, RandomPurpose.InitialSynapse, projection.Index);
        Span<float> weights = state.Parameters.Slice(projection.Offset, projection.Length);
        for (int source = 0; source < projection.Sources; source++)
        {
            if (state.Topologies[projection.Index] is SparseTopology topology)
            {
                for (int i = topology.RowBegin(source); i < topology.RowEnds[source]; i++)
                {
                    float weight = Weight(topology.Targets[i]);
                    weights[i] = topology.Signs[i] == 0 ? weight : Math.Abs(weight) * topology.Signs[i];
                }
            }
            else
            {
                for (int target = 0; target < projection.Targets; target++)
                {
                    weights[(source * projection.Stride) + target] = Weight(target);
                }
            }

            float Weight(int target)
            {
                Words words = key.Generate((uint)source, (uint)target, 0);
                return (float)(deviation * Draw.Normal(words.A, words.B));
            }
        }
    }
}
