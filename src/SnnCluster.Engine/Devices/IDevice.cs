using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Devices;

/// <summary>What executes partitions: a CPU core with SIMD, or an ILGPU accelerator.</summary>
public interface IDevice : IDisposable
{
    /// <summary>Name, such as "host" or "cuda:0".</summary>
    string Name { get; }

    /// <summary>Builds a partition: its connectivity is generated where it lives.</summary>
    /// <param name="network">A valid network.</param>
    /// <param name="slices">The partition's slice of each population.</param>
    IPartition CreatePartition(NetworkDescription network, IReadOnlyList<Slice> slices);
}
