using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Snapshots;

/// <summary>A snapshot's synapses as rows are built from them.</summary>
internal sealed class SnapshotSynapses(SynapseColumns synapses, int sourceSize, int targetBegin) : ISynapseList
{
    public long Count => synapses.Count;

    public int[] CountBySource()
    {
        var counts = new int[sourceSize];
        foreach (int source in synapses.Sources)
        {
            counts[source]++;
        }

        return counts;
    }

    public void ForEach(AddSynapse add)
    {
        var state = new float[synapses.States.Count];
        for (int i = 0; i < synapses.Count; i++)
        {
            for (int field = 0; field < state.Length; field++)
            {
                state[field] = synapses.States[field][i];
            }

            var one = new NewSynapse(
                synapses.Sources[i],
                synapses.Targets[i] - targetBegin,
                synapses.Multiplicity is null ? 0 : synapses.Multiplicity[i],
                synapses.Weights[i],
                synapses.DendriticDelays is null ? 0 : synapses.DendriticDelays[i],
                synapses.LastEvents is null ? 0 : synapses.LastEvents[i]);
            add(in one, state);
        }
    }

    public void Dispose()
    {
    }
}

/// <summary>Where the synapses of a partition come from.</summary>
internal static class SynapseSources
{
    /// <summary>The synapses that rows are built from: those of the snapshot if there is one, else those at the start.</summary>
    public static ISynapseList SynapsesOf(
        this PartitionSnapshot? from, NetworkDescription network, ProjectionPlan plan, Slice targets) => from is null
        ? new InitialSynapses(plan, targets, network.Seed, network.DtMs)
        : new SnapshotSynapses(from.Projections[plan.Index].Synapses, plan.SourceSize, targets.Begin);
}
