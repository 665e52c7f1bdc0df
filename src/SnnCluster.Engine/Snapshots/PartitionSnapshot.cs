using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Snapshots;

/// <summary>
/// The whole state of a partition between two steps, by global ids: what <see cref="IPartition.Capture"/> gives, what a
/// file holds, and, cut to a partition's slices by <see cref="SnapshotCut"/>, what a partition is built from. Plain data
/// that nobody changes: another thread may write it to a file while the partition goes on.
/// </summary>
public sealed class PartitionSnapshot
{
    /// <summary>The kind of device whose bits these are: "host", "cuda", "opencl" or "ilgpu-cpu".</summary>
    public required string DeviceKind { get; init; }

    /// <summary>The step that comes next.</summary>
    public required int Step { get; init; }

    /// <summary>The partition's slices, by population.</summary>
    public required IReadOnlyList<Slice> Slices { get; init; }

    /// <summary>Its neurons, by population.</summary>
    public required IReadOnlyList<PopulationSnapshot> Populations { get; init; }

    /// <summary>The synapses onto its neurons, by projection.</summary>
    public required IReadOnlyList<ProjectionSnapshot> Projections { get; init; }

    /// <summary>The modulators, which are the same in all partitions.</summary>
    public required IReadOnlyList<ModulatorSnapshot> Modulators { get; init; }

    /// <summary>About how much memory it takes [bytes].</summary>
    public long Bytes => Populations.Sum(population => population.Bytes) + Projections.Sum(projection => projection.Bytes);

    /// <summary>The kind of a device by its name: that of "cuda:1" is "cuda".</summary>
    public static string KindOf(string device) => device.Split(':')[0];

    /// <summary>Checks that a partition with these slices can be built from it.</summary>
    /// <exception cref="ArgumentException">It is not for these slices.</exception>
    internal void Check(NetworkDescription network, IReadOnlyList<Slice> slices)
    {
        if (!Slices.SequenceEqual(slices)
            || Projections.Count != network.Projections.Count
            || Projections.Where((one, p) => one.Sources.Count != Populations[network.IndexOfPopulation(network.Projections[p].Source)].Size).Any())
        {
            throw new ArgumentException("the snapshot is not cut to these slices: SnapshotCut.For does that", nameof(slices));
        }
    }
}

/// <summary>A modulator. All synapses are brought up to date, so its last event is all that is needed.</summary>
/// <param name="LastStep">Step of its last event; -2^30 before the first.</param>
/// <param name="Level">Its level just after.</param>
/// <param name="Counted">Spikes that its reward has counted in the period that is on; none where it has no reward.</param>
public sealed record ModulatorSnapshot(int LastStep, float Level, IReadOnlyList<long> Counted)
{
    /// <summary>A modulator without an event.</summary>
    /// <param name="counted">How many counts its reward has.</param>
    public static ModulatorSnapshot None(int counted) => new(Host.SpikeHistory.Never, 0f, new long[counted]);

    /// <summary>Whether another partition has the same.</summary>
    public bool IsAs(ModulatorSnapshot other) =>
        LastStep == other.LastStep && Level.Equals(other.Level) && Counted.SequenceEqual(other.Counted);
}
