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

    /// <summary>State of each source just after its last event: the fields of the synapse model's, one array each.</summary>
    public required IReadOnlyList<float[]> SourceStates { get; init; }

    /// <summary>The synapses onto its neurons.</summary>
    public required SynapseColumns Synapses { get; init; }

    /// <summary>Spikes delivered so far, once per synapse.</summary>
    public required long SynapticEvents { get; init; }

    /// <summary>What rewiring did so far; null where there is none.</summary>
    public required RewiringSample? Rewiring { get; init; }

    /// <summary>About how much memory it takes [bytes].</summary>
    public long Bytes => (4L * LastEvents.Length * (1 + SourceStates.Count)) + Synapses.Bytes;
}

/// <summary>
/// Synapses as one array per property; their order has no meaning. All events through the last step are in them.
/// </summary>
/// <param name="Sources">Global ids.</param>
/// <param name="Targets">Global ids.</param>
/// <param name="Weights">Weights.</param>
/// <param name="DendriticDelays">Dendritic delays [steps]; null where there are none.</param>
/// <param name="Multiplicity">Numbers k among the synapses of a pair; null where all are 0.</param>
/// <param name="States">State beside the weights: the fields of the synapse model's, one array each.</param>
/// <param name="LastEvents">Step of each synapse's last event, -1 before the first; null where none changes between events.</param>
public sealed record SynapseColumns(
    int[] Sources,
    int[] Targets,
    float[] Weights,
    byte[]? DendriticDelays,
    ushort[]? Multiplicity,
    IReadOnlyList<float[]> States,
    int[]? LastEvents)
{
    /// <summary>Number of synapses.</summary>
    public int Count => Sources.Length;

    /// <summary>About how much memory they take [bytes].</summary>
    public long Bytes => ((12L + (4L * States.Count)) * Count)
        + (DendriticDelays?.Length ?? 0) + (2L * (Multiplicity?.Length ?? 0)) + (4L * (LastEvents?.Length ?? 0));

    /// <summary>Empty columns for so many synapses.</summary>
    internal static SynapseColumns Of(ProjectionPlan plan, long count) => new(
        new int[count],
        new int[count],
        new float[count],
        plan.LargestDendriticSteps > 0 ? new byte[count] : null,
        plan.Description.MakesMultapses ? new ushort[count] : null,
        [.. plan.Layout.SynapseFields.Select(_ => new float[count])],
        plan.Layout.Advances ? new int[count] : null);

    /// <summary>The first columns' entries.</summary>
    internal SynapseColumns First(int count) => new(
        Sources[..count],
        Targets[..count],
        Weights[..count],
        DendriticDelays?[..count],
        Multiplicity?[..count],
        [.. States.Select(state => state[..count])],
        LastEvents?[..count]);

    /// <summary>Copies one entry of other columns with the same properties.</summary>
    internal void Take(int at, SynapseColumns from, int i)
    {
        Sources[at] = from.Sources[i];
        Targets[at] = from.Targets[i];
        Weights[at] = from.Weights[i];
        if (DendriticDelays is not null)
        {
            DendriticDelays[at] = from.DendriticDelays![i];
        }

        if (Multiplicity is not null)
        {
            Multiplicity[at] = from.Multiplicity![i];
        }

        for (int field = 0; field < States.Count; field++)
        {
            States[field][at] = from.States[field][i];
        }

        if (LastEvents is not null)
        {
            LastEvents[at] = from.LastEvents![i];
        }
    }
}
