using SnnCluster.Engine.Host;
using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Devices;

/// <summary>One CPU core; neurons are computed on the widest vector lane that the processor accelerates.</summary>
public sealed class HostDevice : IDevice
{
    private readonly Type _lane;

    /// <summary>The host with the lane that fits the processor.</summary>
    public HostDevice()
        : this(HostPartition.BestLane)
    {
    }

    /// <summary>The host with a given lane: <see cref="ScalarLane"/>, <see cref="Lane4"/>, <see cref="Lane8"/> or <see cref="Lane16"/>.</summary>
    public HostDevice(Type lane) => _lane = lane;

    /// <inheritdoc/>
    public string Name => "host";

    /// <inheritdoc/>
    public IPartition CreatePartition(NetworkDescription network, IReadOnlyList<Slice> slices) =>
        new HostPartition(network, slices, _lane);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
