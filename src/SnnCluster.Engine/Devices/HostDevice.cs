using SnnCluster.Engine.Host;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Snapshots;
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

    /// <summary>The host with a given lane, for tests: the answer is the same on all of <see cref="Lanes"/>.</summary>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public HostDevice(Type lane) => _lane = Lanes.Contains(lane)
        ? lane
        : throw new ArgumentException($"{lane.Name} is not a lane of the host", nameof(lane));

    /// <summary>The lanes, from narrow to wide. All work on any processor, some slowly.</summary>
    public static IReadOnlyList<Type> Lanes { get; } = [typeof(ScalarLane), typeof(Lane4), typeof(Lane8), typeof(Lane16)];

    /// <inheritdoc/>
    public string Name => "host";

    /// <summary>
    /// Lists in the pool of each population for spikes of fast neurons; null for as many as its size asks for. For tests:
    /// the answer is the same with any number.
    /// </summary>
    internal int? SpikePoolLists { get; init; }

    /// <summary>
    /// Whether what synapses deliver that never change is added in the step in which it arrives; null for where that is faster. For tests: the answer is the same.
    /// </summary>
    internal bool? AddsOnArrival { get; init; }

    /// <inheritdoc/>
    public IPartition CreatePartition(
        NetworkDescription network, IReadOnlyList<Slice> slices, PartitionSnapshot? from = null) =>
        new HostPartition(network, slices, _lane, SpikePoolLists, AddsOnArrival, from);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
