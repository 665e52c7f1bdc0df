namespace SnnCluster.Learning.Networks;

/// <summary>What a projection of a classifier does.</summary>
public enum ProjectionKind
{
    /// <summary>From the input, or from the hidden layer before.</summary>
    FeedForward,

    /// <summary>Within a hidden layer.</summary>
    Recurrent,

    /// <summary>From a hidden layer to the outputs.</summary>
    Readout,
}

/// <summary>
/// A projection of a classifier and where its weights lie among all parameters: dense ones row by row, a row for each
/// source, padded to whole lanes; sparse ones in the order of <see cref="SparseTopology"/>.
/// </summary>
/// <param name="Name">Its name, as input-hidden1, hidden1-hidden1, hidden1-output.</param>
/// <param name="Index">Its number, which random streams are keyed by.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Layer">The hidden layer that it leads to, or from where it is a readout; from 0.</param>
/// <param name="Sources">Source neurons.</param>
/// <param name="Targets">Target neurons.</param>
/// <param name="InDegree">Synapses of each target.</param>
/// <param name="Offset">Where its first weight lies.</param>
public sealed record ProjectionShape(
    string Name, int Index, ProjectionKind Kind, int Layer, int Sources, int Targets, int InDegree, int Offset)
{
    /// <summary>Whether some possible connections do not exist.</summary>
    public bool IsSparse => InDegree < Sources;

    /// <summary>Synapses.</summary>
    public long Synapses => (long)InDegree * Targets;

    /// <summary>Weights from one source to the next where it is dense: its targets, padded to an odd number of cache lines.</summary>
    public int Stride => Padding.OfRow(Targets);

    /// <summary>Places that it takes among the parameters.</summary>
    public int Length => checked((int)LengthOf(Sources, Targets, InDegree));

    /// <summary>Synapses of each target: density times sources, rounded, at least one.</summary>
    internal static int InDegreeOf(double density, int sources) => Math.Max(1, (int)Math.Round(density * sources));

    /// <summary>Places among the parameters, also where they are too many for a layout.</summary>
    internal static long LengthOf(int sources, int targets, int inDegree) => inDegree < sources
        ? (((long)inDegree * targets) + Padding.Width - 1) / Padding.Width * Padding.Width
        : (long)sources * Padding.OfRow(targets);
}
