namespace SnnCluster.Cluster.Checkpoints;

/// <summary>A folder of checkpoints, or one of them, cannot be used.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Says what is wrong with what.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What caused it.</param>
    public CheckpointException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Whether another coordinator has claimed the folder: this one must let the run go.</summary>
    public bool IsTakenOver { get; init; }
}
