// Kernels get these structs from the host, which sets all fields.
#pragma warning disable CS0649
using ILGPU;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Gpu;

/// <summary>A projection's synapses and what their plasticity needs: the part of the arguments that kernels share.</summary>
internal struct SynapseView<TRule>
    where TRule : unmanaged, IWeightUpdateRule
{
    public RowsView Rows;
    public TRule Rule;
    public HistoryView History;

    /// <summary>Traces of the targets' spikes, by local id, and their decay table.</summary>
    public ArrayView<float> TargetTraces;
    public ArrayView<float> TargetDecay;
    public ArrayView<float> SourceDecay;
    public float WeightBound;

    /// <summary>The largest weight beyond the bound as bits, 0 where there is none.</summary>
    public ArrayView<int> WorstWeight;

    /// <summary>The decay from a step to a later one. As unsigned numbers, "never" is long ago, too.</summary>
    public static float DecayOver(ArrayView<float> table, int step, int since) =>
        table[(int)Math.Min((uint)(step - since), (uint)(table.IntLength - 1))];

    /// <summary>The trace of a target's spikes at a step.</summary>
    public readonly float TargetTrace(int target, int step) =>
        TargetTraces[target] * DecayOver(TargetDecay, step, History.Last[target]);

    /// <summary>The weight at an index of the arrays, with target spikes through a step applied; stores nothing.</summary>
    public readonly float UpToDateWeight(in GpuRow row, long index, int through)
    {
        float weight = Rows.Weights[index];
        if (TRule.IsPlastic)
        {
            int target = Rows.Targets[index];
            if (History.Last[target] > row.ReplayedThrough)
            {
                weight = Checked(Replay(in row, target, weight, through));
            }
        }

        return weight;
    }

    /// <summary>Brings a row up to date through a step: the threads of a group share the synapses.</summary>
    public readonly void BringUpToDate(in GpuRow row, int through)
    {
        for (int i = Group.IdxX; i < row.Count; i += Group.DimX)
        {
            long at = row.First + i;
            if (History.Last[Rows.Targets[at]] > row.ReplayedThrough)
            {
                Rows.Weights[at] = UpToDateWeight(in row, at, through);
            }
        }
    }

    /// <summary>Notes a weight that is out of bounds; the host looks for it now and then.</summary>
    public readonly float Checked(float weight)
    {
        float size = MathF.Abs(weight);
        if (!(size <= WeightBound))
        {
            // Among positive numbers, that which is not a number included, bits are in the order of the values.
            Atomic.Max(ref WorstWeight[0], BitConverter.SingleToInt32Bits(size));
        }

        return weight;
    }

    // The same operations in the same order as on the host: the target's spikes after the row was last brought up to
    // date and through a step, oldest first.
    private readonly float Replay(in GpuRow row, int target, float weight, int through)
    {
        int newest = History.NewestOf(target);
        int count = History.Counts[target];
        int list = newest;
        int i = count;
        while (true)
        {
            long first = (long)list * GpuHistory.Capacity;
            while (i > 0 && History.Steps[first + i - 1] > row.ReplayedThrough)
            {
                i--;
            }

            if (i > 0 || list == target)
            {
                break;
            }

            list = History.Before(list);
            i = GpuHistory.Capacity;
        }

        while (true)
        {
            long first = (long)list * GpuHistory.Capacity;
            int end = list == newest ? count : GpuHistory.Capacity;
            for (; i < end; i++)
            {
                int spike = History.Steps[first + i];
                if (spike > through)
                {
                    return weight;
                }

                weight = Rule.AfterTargetSpike(weight, row.SourceTrace * DecayOver(SourceDecay, spike, row.LastEvent));
            }

            if (list == newest)
            {
                return weight;
            }

            list = History.Next[list];
            i = 0;
        }
    }
}

/// <summary>What delivery needs.</summary>
internal struct DeliverArguments<TRule>
    where TRule : unmanaged, IWeightUpdateRule
{
    public SynapseView<TRule> Synapses;

    /// <summary>Spikes that reach their synapses, and how many.</summary>
    public ArrayView<int> Sources;
    public ArrayView<int> SourceCount;

    /// <summary>The receptor's sums in all slots.</summary>
    public ArrayView<long> Sums;
    public int Slots;
    public int SlotStride;
    public float Scale;
    public int EventStep;

    /// <summary>Spikes delivered so far, once per synapse.</summary>
    public ArrayView<long> Events;
}

/// <summary>
/// Delivery: one group per spiking row, its threads over the synapses. The number of spikes is known to the device
/// alone, so a fixed number of groups shares them out; the host never waits for it.
/// </summary>
internal static class DeliverKernel<TRule>
    where TRule : unmanaged, IWeightUpdateRule
{
    public static void Deliver(DeliverArguments<TRule> a)
    {
        int spikes = a.SourceCount[0];
        long events = 0;
        for (int s = Grid.IdxX; s < spikes; s += Grid.DimX)
        {
            int source = a.Sources[s];
            GpuRow row = a.Synapses.Rows.Rows[source];
            events += row.Count;
            for (int i = Group.IdxX; i < row.Count; i += Group.DimX)
            {
                DeliverOne(a, in row, row.First + i);
            }

            if (TRule.IsPlastic)
            {
                // All threads have read the row. A source spikes once a step at most: no other group has this row.
                Group.Barrier();
                if (Group.IdxX == 0)
                {
                    row.SourceTrace = (row.SourceTrace
                        * SynapseView<TRule>.DecayOver(a.Synapses.SourceDecay, a.EventStep, row.LastEvent)) + 1f;
                    row.LastEvent = a.EventStep;
                    row.ReplayedThrough = a.EventStep - 1;
                    a.Synapses.Rows.Rows[source] = row;
                }
            }
        }

        if (Group.IdxX == 0 && events > 0)
        {
            Atomic.Add(ref a.Events[0], events);
        }
    }

    private static void DeliverOne(DeliverArguments<TRule> a, in GpuRow row, long at)
    {
        int target = a.Synapses.Rows.Targets[at];
        float weight = a.Synapses.UpToDateWeight(in row, at, a.EventStep - 1);
        if (TRule.IsPlastic)
        {
            float trace = a.Synapses.TargetTrace(target, a.EventStep);
            a.Synapses.Rows.Weights[at] = a.Synapses.Checked(a.Synapses.Rule.AfterSourceSpike(weight, trace));
        }

        int step = a.EventStep + 1;
        if (a.Synapses.Rows.HasDelays != 0)
        {
            step += a.Synapses.Rows.Delays[at];
        }

        long slot = (long)(step % a.Slots) * a.SlotStride;
        Atomic.Add(ref a.Sums[slot + target], FixedPoint.FromWeight(weight, a.Scale));
    }
}

/// <summary>What a sweep needs.</summary>
internal struct SweepArguments<TRule>
    where TRule : unmanaged, IWeightUpdateRule
{
    public SynapseView<TRule> Synapses;
    public int Through;
}

/// <summary>Brings all rows of a projection up to date through a step: one group per row. Changes no bit of a result.</summary>
internal static class SweepKernel<TRule>
    where TRule : unmanaged, IWeightUpdateRule
{
    public static void Sweep(SweepArguments<TRule> a)
    {
        for (int source = Grid.IdxX; source < a.Synapses.Rows.RowCount; source += Grid.DimX)
        {
            GpuRow row = a.Synapses.Rows.Rows[source];
            a.Synapses.BringUpToDate(in row, a.Through);
            Group.Barrier();
            if (Group.IdxX == 0)
            {
                a.Synapses.Rows.Rows[source].ReplayedThrough = a.Through;
            }
        }
    }
}
