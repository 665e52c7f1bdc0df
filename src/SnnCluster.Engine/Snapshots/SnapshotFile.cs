using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Snapshots;

/// <summary>Snapshots in files.</summary>
public static class SnapshotFile
{
    /// <summary>Writes a snapshot to a stream.</summary>
    /// <param name="stream">Where to; need not be seekable, is not flushed to a disk and stays open.</param>
    /// <param name="snapshot">What a partition's <see cref="IPartition.Capture"/> gave.</param>
    public static void Write(Stream stream, PartitionSnapshot snapshot) => throw new NotImplementedException();

    /// <summary>
    /// What a partition with these slices is built from, as <see cref="SnapshotCut.For"/> makes it, out of the files of all
    /// partitions of a cut, in any order. Reads only what it needs of each.
    /// </summary>
    /// <param name="network">The network that the snapshots were taken of.</param>
    /// <param name="slices">The slices of the new partition.</param>
    /// <param name="isFirst">Whether it is the first of its cut and takes over all counts.</param>
    /// <param name="files">The files of all partitions.</param>
    /// <param name="open">Opens one.</param>
    /// <exception cref="SnapshotFormatException">A file is not what it should be, or all are not a cut of the network.</exception>
    public static PartitionSnapshot Load(
        NetworkDescription network, IReadOnlyList<Slice> slices, bool isFirst, IReadOnlyList<string> files, Func<string, Stream>? open = null) =>
        throw new NotImplementedException();
}
