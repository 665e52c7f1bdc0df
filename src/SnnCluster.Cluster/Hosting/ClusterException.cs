namespace SnnCluster.Cluster.Hosting;

/// <summary>
/// A node or a run of a cluster cannot start or go on, through no fault of the program: a machine, a network or another
/// process is in the way. The message is complete: it needs no stack trace.
/// </summary>
public sealed class ClusterException : Exception
{
    /// <summary>Says what is in the way, and where.</summary>
    public ClusterException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
