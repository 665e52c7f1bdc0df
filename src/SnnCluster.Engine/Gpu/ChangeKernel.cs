// Kernels get these structs from the host, which sets all fields.
#pragma warning disable CS0649
using ILGPU;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Gpu;

/// <summary>A synapse that goes or is formed.</summary>
/// <param name="Source">Global id.</param>
/// <param name="Target">Local id.</param>
/// <param name="Delay">Dendritic delay of a new synapse [steps]; <see cref="Eliminates"/> for one that goes.</param>
/// <param name="Weight">Weight of a new synapse.</param>
internal readonly record struct RowChange(int Source, int Target, int Delay, float Weight)
{
    /// <summary>Stands in place of a delay for a synapse that goes.</summary>
    public const int Eliminates = -1;

    public bool Forms => Delay != Eliminates;
}

/// <summary>What changing the wiring needs.</summary>
internal struct ChangeArguments<TModel, TSynapse, TSource, TTarget>
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
{
    public SynapseView<TModel, TSynapse, TSource, TTarget> Synapses;

    /// <summary>Sorted by source, those that remove a synapse first.</summary>
    public ArrayView<RowChange> Changes;
    public int Count;

    /// <summary>State of each change's new synapse, all fields of one after another.</summary>
    public ArrayView<float> States;

    /// <summary>No target spike up to this step is replayed on a new synapse.</summary>
    public int Through;
}

/// <summary>Applies changes of the wiring: <see cref="RowThreads"/> per row that changes. Each row has room for what it gets.</summary>
internal static class ChangeKernel<TModel, TSynapse, TSource, TTarget>
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
{
    public static void Apply(ChangeArguments<TModel, TSynapse, TSource, TTarget> a)
    {
        for (int c = RowThreads.FirstRow; c < a.Count; c += RowThreads.RowStride)
        {
            int source = a.Changes[c].Source;
            if (c == 0 || a.Changes[c - 1].Source != source)
            {
                ApplyRow(a, source, c);
            }
        }
    }

    private static void ApplyRow(ChangeArguments<TModel, TSynapse, TSource, TTarget> a, int source, int first)
    {
        int end = first + 1;
        while (end < a.Count && a.Changes[end].Source == source)
        {
            end++;
        }

        GpuRow row = a.Synapses.Rows.Rows[source];
        if ((TModel.Traits & SynapseTraits.TargetSpikes) != 0 && a.Changes[end - 1].Delay != RowChange.Eliminates)
        {
            a.Synapses.BringUpToDate(in row, source, a.Through);
        }

        RowThreads.Synchronize();
        if (RowThreads.Index == 0)
        {
            for (int c = first; c < end; c++)
            {
                row = Apply(a, row, c);
            }

            a.Synapses.Rows.Rows[source] = row;
        }
    }

    private static GpuRow Apply(ChangeArguments<TModel, TSynapse, TSource, TTarget> a, GpuRow row, int number)
    {
        RowChange change = a.Changes[number];
        if (change.Delay == RowChange.Eliminates)
        {
            return a.Synapses.Rows.Remove(row, change.Target);
        }

        long at = row.First + row.Count;
        if (a.Synapses.Rows.HasDelays != 0)
        {
            a.Synapses.Rows.Delays[at] = (byte)change.Delay;
        }

        int fields = a.Synapses.Rows.Fields;
        for (int field = 0; field < fields; field++)
        {
            a.Synapses.Rows.States[(at * fields) + field] = a.States[((long)number * fields) + field];
        }

        return a.Synapses.Rows.Append(row, in change, a.Through);
    }
}
