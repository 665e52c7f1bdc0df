using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Snapshots;

/// <summary>Cuts a network's state anew.</summary>
public static class SnapshotCut
{
    /// <summary>
    /// What a partition with these slices is built from: the state of its neurons and the synapses onto them, and of the
    /// whole network the spikes that are under way and the events of all sources, as if the partition had received them.
    /// </summary>
    /// <param name="network">The network that the snapshots were taken of.</param>
    /// <param name="slices">The slices of the new partition.</param>
    /// <param name="isFirst">
    /// Whether it is the first of its cut: it then takes over all counts that are sums over partitions, and the others
    /// begin at 0.
    /// </param>
    /// <param name="parts">Snapshots of all partitions of a cut at the same step, in any order.</param>
    /// <param name="observedColumns">How many columns probes keep, by population; null to leave out what they kept.</param>
    /// <exception cref="SnapshotFormatException">The snapshots are not such a cut of such a network.</exception>
    public static PartitionSnapshot For(
        NetworkDescription network,
        IReadOnlyList<Slice> slices,
        bool isFirst,
        IReadOnlyList<PartitionSnapshot> parts,
        IReadOnlyList<int>? observedColumns = null)
    {
        var assembly = new SnapshotAssembly(network, slices, isFirst, observedColumns);
        foreach (PartitionSnapshot part in parts)
        {
            assembly.AddPart(
                part.DeviceKind, part.Step, part.Slices, [.. part.Populations.Select(one => one.Size)], part.Modulators);
            Require(part.Projections.Count == network.Projections.Count, "a snapshot has another number of projections");
        }

        assembly.CheckCover();
        for (int p = 0; p < network.Projections.Count; p++)
        {
            assembly.Projections[p].Reserve(parts.Sum(part => assembly.CountOf(p, part)));
        }

        foreach (PartitionSnapshot part in parts)
        {
            for (int p = 0; p < part.Populations.Count; p++)
            {
                Add(assembly.Populations[p], part.Populations[p], part.Slices[p]);
            }

            for (int p = 0; p < part.Projections.Count; p++)
            {
                Add(assembly.Projections[p], part.Projections[p], part.Slices);
            }
        }

        return assembly.Finish();
    }

    private static void Add(PopulationAssembly to, PopulationSnapshot part, Slice slice)
    {
        Require(part.States.Count == to.Variables, "a population has another number of state variables");
        Require(part.Histories.Count == to.Plan.Histories.Length, "a population has other spike histories");
        Require(part.Inputs.Count == to.Plan.InputSlots.Length, "a population has another number of receptors");
        for (int v = 0; v < part.States.Count; v++)
        {
            Require(part.States[v].Length == slice.Count, "a state variable does not fit its slice");
            to.AddState(v, slice.Begin, part.States[v]);
        }

        Require(part.SpikeCounts.Length == slice.Count, "spike counts do not fit their slice");
        to.AddSpikeCounts(slice.Begin, part.SpikeCounts);
        Require(part.Observed.Count == (to.ObservedColumns ?? part.Observed.Count), "a population has other columns of probes");
        for (int column = 0; column < part.Observed.Count; column++)
        {
            Require(part.Observed[column].Length == slice.Count, "a column of a probe does not fit its slice");
            to.AddObserved(column, slice.Begin, part.Observed[column]);
        }

        for (int h = 0; h < part.Histories.Count; h++)
        {
            (int[] last, IReadOnlyList<float[]> state) = part.Histories[h];
            Require(
                last.Length == slice.Count
                    && state.Count == to.Plan.Histories[h].Layout.TargetFields.Count
                    && state.All(field => field.Length == slice.Count),
                "a spike history does not fit its slice");
            to.AddHistory(h, slice.Begin, last, state);
        }

        for (int r = 0; r < part.Inputs.Count; r++)
        {
            to.AddInput(r, part.Inputs[r], slice);
        }

        to.AddSpikes(part.Spikes, slice);
    }

    private static void Add(ProjectionAssembly to, ProjectionSnapshot part, IReadOnlyList<Slice> slices)
    {
        int sources = to.Plan.KeepsEvents ? slices[to.Plan.Source].Count : 0;
        Require(
            part.Sources == slices[to.Plan.Source]
                && part.LastEvents.Length == sources
                && part.SourceStates.Count == to.Plan.Layout.SourceFields.Count
                && part.SourceStates.All(field => field.Length == sources),
            "the events of a projection's sources are not those of its slice");
        to.AddEvents(part.Sources.Begin, part.LastEvents, part.SourceStates);
        to.AddSynapses(part.Synapses, slices[to.Plan.Target]);
        to.AddCounts(part.SynapticEvents, part.Rewiring);
    }

    private static void Require(bool condition, string reason)
    {
        if (!condition)
        {
            throw new SnapshotFormatException(reason);
        }
    }
}
