using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;

namespace SnnCluster.Engine.Snapshots;

/// <summary>A partition's part of one projection.</summary>
public sealed class ProjectionSnapshot
{
    /// <summary>
    /// The sources whose events are here: the partition's own neurons of the source population, and in a snapshot that a
    /// partition is built from, the whole population. Every partition knows the events of all sources alike.
    /// </summary>
    public required Slice Sources { get; init; }

    /// <summary>Step of each source's last event, -2^30 before the first; empty where weights never change.</summary>
    public required int[] LastEvents { get; init; }

    /// <summary>Trace of each source's events just after the last one; empty where weights never change.</summary>
    public required float[] SourceTraces { get; init; }

    /// <summary>The synapses onto its neurons.</summary>
    public required SynapseColumns Synapses { get; init; }

    /// <summary>Spikes delivered so far, once per synapse.</summary>
    public required long SynapticEvents { get; init; }

    /// <summary>What rewiring did so far; null where there is none.</summary>
    public required RewiringSample? Rewiring { get; init; }

    /// <summary>About how much memory it takes [bytes].</summary>
    public long Bytes => (8L * LastEvents.Length) + Synapses.Bytes;
}

/// <summary>
/// Synapses as one array per property; their order has no meaning. Weights are brought up to date through the last step.
/// </summary>
/// <param name="Sources">Global ids.</param>
/// <param name="Targets">Global ids.</param>
/// <param name="Weights">Weights.</param>
/// <param name="DendriticDelays">Dendritic delays [steps]; null where there are none.</param>
/// <param name="Multiplicity">Numbers k among the synapses of a pair; null where all are 0.</param>
public sealed record SynapseColumns(
    int[] Sources, int[] Targets, float[] Weights, byte[]? DendriticDelays, ushort[]? Multiplicity)
{
    /// <summary>Number of synapses.</summary>
    public int Count => Sources.Length;

    /// <summary>About how much memory they take [bytes].</summary>
    public long Bytes => (12L * Count) + (DendriticDelays?.Length ?? 0) + (2L * (Multiplicity?.Length ?? 0));

    /// <summary>Empty columns for so many synapses.</summary>
    internal static SynapseColumns OfLength(long count, bool hasDelays, bool hasMultapses) => new(
        new int[count],
        new int[count],
        new float[count],
        hasDelays ? new byte[count] : null,
        hasMultapses ? new ushort[count] : null);
}
