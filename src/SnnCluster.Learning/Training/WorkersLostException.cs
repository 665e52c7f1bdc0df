namespace SnnCluster.Learning.Training;

/// <summary>
/// Workers are gone: killed, frozen, or cut off. Nothing is wrong with what they were given, so others would do; and these
/// can do nothing any more but be disposed of.
/// </summary>
public sealed class WorkersLostException : TrainingException
{
    /// <summary>With what was lost and how that was seen.</summary>
    /// <param name="message">For people.</param>
    /// <param name="node">Address of the node that was lost; null: it is none, or it is not known.</param>
    /// <param name="innerException">What it was seen by.</param>
    public WorkersLostException(string message, string? node = null, Exception? innerException = null)
        : base(message, innerException) => Node = node;

    /// <summary>Address of the node that was lost; null: it is none, or it is not known.</summary>
    public string? Node { get; }
}
