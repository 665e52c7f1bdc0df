using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Snapshots.Files;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Snapshots;

/// <summary>Snapshots in files; docs/snapshot-format.md says what lies where.</summary>
public static class SnapshotFile
{
    /// <summary>The version of the format that is written, and the only one that is read.</summary>
    public const int Version = 4;

    /// <summary>Writes a snapshot to a stream.</summary>
    /// <param name="stream">Where to; need not be seekable, is not flushed to a disk and stays open.</param>
    /// <param name="snapshot">What a partition's <see cref="IPartition.Capture"/> gave.</param>
    public static void Write(Stream stream, PartitionSnapshot snapshot)
    {
        using var writer = new SnapshotWriter(stream, snapshot);
        writer.Write();
    }

    /// <summary>Compares all hashes of a file, without the network that it is of: damage to it is seen.</summary>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="file">The file, which can seek and stays open.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="SnapshotFormatException">It is damaged, or no snapshot of this version.</exception>
    public static void Check(string name, Stream file) => SnapshotScan.Check(name, file);

    /// <summary>
    /// What a partition with these slices is built from, as <see cref="SnapshotCut.For"/> makes it, out of the files of all
    /// partitions of a cut, in any order. Reads only what it needs of each.
    /// </summary>
    /// <param name="network">The network that the snapshots were taken of.</param>
    /// <param name="slices">The slices of the new partition.</param>
    /// <param name="isFirst">Whether it is the first of its cut and takes over all counts.</param>
    /// <param name="files">The files of all partitions.</param>
    /// <param name="open">Opens a file as a stream that can seek; null: files of this machine, by their paths.</param>
    /// <param name="observedColumns">How many columns probes keep, by population; null to leave out what they kept.</param>
    /// <exception cref="IOException">A file is not there or cannot be read.</exception>
    /// <exception cref="SnapshotFormatException">A file is not what it should be, or all are not a cut of the network.</exception>
    public static PartitionSnapshot Load(
        NetworkDescription network,
        IReadOnlyList<Slice> slices,
        bool isFirst,
        IReadOnlyList<string> files,
        Func<string, Stream>? open = null,
        IReadOnlyList<int>? observedColumns = null)
    {
        open ??= File.OpenRead;
        var assembly = new SnapshotAssembly(network, slices, isFirst, observedColumns);
        var reader = new SnapshotReader(assembly, slices, isFirst);
        var scans = new List<SnapshotScan>();
        try
        {
            foreach (string file in files)
            {
                var scan = new SnapshotScan(file, open(file), assembly);
                scans.Add(scan);
                int[] sizes = [.. scan.Outline.Populations.Select(population => population.Size)];
                assembly.AddPart(scan.Outline.DeviceKind, scan.Outline.Step, scan.Outline.Slices, sizes, scan.Outline.Modulators);
            }

            assembly.CheckCover();
            for (int p = 0; p < assembly.Projections.Length; p++)
            {
                assembly.Projections[p].Reserve(scans.Sum(scan => reader.CountSynapses(scan, p)));
            }

            foreach (SnapshotScan scan in scans)
            {
                // One file's buffers at a time.
                reader.Read(scan);
                scan.Dispose();
            }

            return assembly.Finish();
        }
        finally
        {
            scans.ForEach(scan => scan.Dispose());
        }
    }
}
