namespace SnnCluster.Learning.Networks;

/// <summary>Which synapses of a sparse projection exist: row by row, a row for each source, targets ascending.</summary>
public sealed class SparseTopology
{
    /// <summary>With the ends of the rows and the target and sign of each synapse.</summary>
    /// <param name="rowEnds">End of each source's row.</param>
    /// <param name="targets">Target of each synapse.</param>
    /// <param name="signs">+1 or -1 for each synapse where the projection is rewired by DEEP R, else 0.</param>
    public SparseTopology(int[] rowEnds, int[] targets, float[] signs)
    {
        RowEnds = rowEnds;
        Targets = targets;
        Signs = signs;
    }

    /// <summary>End of each source's row among the synapses.</summary>
    public int[] RowEnds { get; }

    /// <summary>Target of each synapse.</summary>
    public int[] Targets { get; }

    /// <summary>+1 or -1 for each synapse where the projection is rewired by DEEP R, else 0.</summary>
    public float[] Signs { get; }

    /// <summary>Number of synapses.</summary>
    public int Count => Targets.Length;

    /// <summary>Where a source's row begins.</summary>
    public int RowBegin(int source) => source == 0 ? 0 : RowEnds[source - 1];
}
