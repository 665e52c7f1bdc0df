// Kernels get these structs from the host, which sets all fields.
#pragma warning disable CS0649
using ILGPU;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Gpu;

/// <summary>
/// Changes of wiring that a device has decided on: those of the updates since the host last took them, one after another, and those of
/// the update that is being made once more by row, as linked lists.
/// </summary>
internal struct ChangeLogView
{
    /// <summary>Place of the number of changes among the counters.</summary>
    public const int Count = 0;

    /// <summary>Place of the number of attempts on targets of other partitions, behind that of changes.</summary>
    public const int Foreign = 1;

    /// <summary>Place of the number of rows that change in this update.</summary>
    public const int TouchedRows = 2;

    /// <summary>Place of the number of blocks of synapses that are in use.</summary>
    public const int UsedBlocks = 3;

    /// <summary>Number of counters.</summary>
    public const int CounterCount = 4;

    public ArrayView<int> Counters;
    public ArrayView<RowChange> Changes;

    /// <summary>Of each row the last of its changes, counted from 1; 0 where it has none.</summary>
    public ArrayView<int> Heads;

    /// <summary>Of each change the one of the same row before it, counted from 1; 0 where there is none.</summary>
    public ArrayView<int> Before;

    /// <summary>Rows that change in this update.</summary>
    public ArrayView<int> Touched;

    /// <summary>Notes a change; the order of those of an update has no meaning.</summary>
    public readonly void Add(RowChange change)
    {
        int at = Atomic.Add(ref Counters[Count], 1);
        Changes[at] = change;
        int before = Atomic.Exchange(ref Heads[change.Source], at + 1);
        Before[at] = before;
        if (before == 0)
        {
            Touched[Atomic.Add(ref Counters[TouchedRows], 1)] = change.Source;
        }
    }
}

/// <summary>What making the changes of an update needs.</summary>
internal struct LogArguments<TModel, TSynapse, TSource, TTarget>
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
{
    public SynapseView<TModel, TSynapse, TSource, TTarget> Synapses;
    public ChangeLogView Log;

    /// <summary>The step at whose end wiring changes.</summary>
    public StepView Step;
}

/// <summary>
/// Makes the changes of an update: <see cref="RowThreads"/> per row that changes, and no more than there are. A row that gets too long moves to the end of
/// the arrays, where the host has seen to it that there is room.
/// </summary>
internal static class LogKernel<TModel, TSynapse, TSource, TTarget>
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
{
    public static void Apply(LogArguments<TModel, TSynapse, TSource, TTarget> a)
    {
        int rows = a.Log.Counters[ChangeLogView.TouchedRows];
        int through = a.Step.Number - 1;
        for (int i = RowThreads.FirstRow; i < rows; i += RowThreads.RowStride)
        {
            ApplyRow(a, a.Log.Touched[i], through);
        }
    }

    /// <summary>Comes after all rows have changed; one thread.</summary>
    public static void Finish(ChangeLogView log)
    {
        if (Grid.GlobalIndex.X == 0)
        {
            log.Counters[ChangeLogView.TouchedRows] = 0;
        }
    }

    private static void ApplyRow(LogArguments<TModel, TSynapse, TSource, TTarget> a, int source, int through)
    {
        GpuRow row = a.Synapses.Rows.Rows[source];
        int formed = 0;
        int eliminated = 0;
        for (int c = a.Log.Heads[source]; c != 0; c = a.Log.Before[c - 1])
        {
            if (a.Log.Changes[c - 1].Delay == RowChange.Eliminates)
            {
                eliminated++;
            }
            else
            {
                formed++;
            }
        }

        if ((TModel.Traits & SynapseTraits.TargetSpikes) != 0 && formed > 0)
        {
            a.Synapses.BringUpToDate(in row, source, through);
        }

        RowThreads.Synchronize();
        int length = row.Count - eliminated + formed;
        if (length > row.Blocks * GpuRows.Block)
        {
            row = Move(a, row, source, length);
        }

        if (RowThreads.Index == 0)
        {
            for (int c = a.Log.Heads[source]; c != 0; c = a.Log.Before[c - 1])
            {
                RowChange change = a.Log.Changes[c - 1];
                if (change.Delay == RowChange.Eliminates)
                {
                    row = a.Synapses.Rows.Remove(row, change.Target);
                }
            }

            for (int c = a.Log.Heads[source]; c != 0; c = a.Log.Before[c - 1])
            {
                RowChange change = a.Log.Changes[c - 1];
                if (change.Delay != RowChange.Eliminates)
                {
                    a.Synapses.CheckedWeight(change.Weight);
                    row = a.Synapses.Rows.Append(row, in change, through);
                }
            }

            a.Synapses.Rows.Rows[source] = row;
            a.Log.Heads[source] = 0;
        }
    }

    private static GpuRow Move(LogArguments<TModel, TSynapse, TSource, TTarget> a, GpuRow row, int source, int length)
    {
        if (RowThreads.Index == 0)
        {
            int blocks = Math.Max((length + GpuRows.Block - 1) / GpuRows.Block, 2 * row.Blocks);
            a.Synapses.Rows.Rows[source].Blocks = blocks;
            a.Synapses.Rows.Rows[source].FirstBlock = Atomic.Add(ref a.Log.Counters[ChangeLogView.UsedBlocks], blocks);
        }

        RowThreads.Synchronize();
        GpuRow moved = row;
        moved.FirstBlock = a.Synapses.Rows.Rows[source].FirstBlock;
        moved.Blocks = a.Synapses.Rows.Rows[source].Blocks;
        for (int i = RowThreads.Index; i < row.Count; i += RowThreads.Count)
        {
            a.Synapses.Rows.Copy(in a.Synapses.Rows, row.First + i, moved.First + i);
        }

        RowThreads.Synchronize();
        return moved;
    }
}
