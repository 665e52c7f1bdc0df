namespace SnnCluster.Cluster.Checkpoints;

/// <summary>A folder of checkpoints on a node's own disk, which can hold copies of files that grow elsewhere.</summary>
internal interface ICheckpointDisk : ICheckpointStorage
{
    /// <summary>Lets a file grow, and brings what was added to the disk. One that is not there is begun.</summary>
    /// <param name="name">The file.</param>
    /// <param name="offset">The size that it has [bytes].</param>
    /// <param name="write">Writes what is added.</param>
    /// <exception cref="IOException">It cannot be written, or has another size; what was added before it failed stays.</exception>
    void Append(string name, long offset, Action<Stream> write);
}
