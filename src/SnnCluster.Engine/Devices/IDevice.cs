using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Devices;

/// <summary>What executes partitions: a CPU core with SIMD, or an ILGPU accelerator.</summary>
public interface IDevice : IDisposable
{
    /// <summary>Name, such as "host" or "cuda:0".</summary>
    string Name { get; }

    /// <summary>Builds a partition: its connectivity is generated where it lives, or taken from a snapshot.</summary>
    /// <param name="network">A valid network.</param>
    /// <param name="slices">The partition's slice of each population.</param>
    /// <param name="from">
    /// What <see cref="SnapshotCut.For"/> or <see cref="SnapshotFile.Load"/> gave for these slices: the partition then goes
    /// on from there, instead of from the start.
    /// </param>
    /// <exception cref="ArgumentException">The snapshot is not for these slices.</exception>
    IPartition CreatePartition(NetworkDescription network, IReadOnlyList<Slice> slices, PartitionSnapshot? from = null);
}
