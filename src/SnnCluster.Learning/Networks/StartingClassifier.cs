namespace SnnCluster.Learning.Networks;

/// <summary>The weights and the wiring that a training begins with where they are those of another classifier.</summary>
public static class StartingClassifier
{
    /// <summary>Takes over weights and wiring, for an optimiser that has made no step.</summary>
    /// <param name="other">The other classifier.</param>
    /// <param name="description">The classifier that is trained: layers and projections of the same sizes.</param>
    /// <returns>A state of its own, without signs of DEEP R, which are those of another training's seed.</returns>
    public static ClassifierState Of(ClassifierState other, ClassifierDescription description)
    {
        var state = new ClassifierState(new ClassifierLayout(description));
        other.Parameters.CopyTo(state.Parameters);
        for (int i = 0; i < other.Topologies.Length; i++)
        {
            if (other.Topologies[i] is SparseTopology topology)
            {
                state.Topologies[i] = new SparseTopology([.. topology.RowEnds], [.. topology.Targets], new float[topology.Count]);
            }
        }

        return state;
    }
}
