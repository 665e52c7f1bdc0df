// Kernels get these structs from the host, which sets all fields.
#pragma warning disable CS0649
using ILGPU;

namespace SnnCluster.Engine.Gpu;

/// <summary>A row's place, and what plasticity keeps per source neuron beside its state.</summary>
internal struct GpuRow
{
    /// <summary>First entry, in blocks of <see cref="GpuRows.Block"/>.</summary>
    public int FirstBlock;

    /// <summary>Number of synapses.</summary>
    public int Count;

    /// <summary>Step of the last source event; <see cref="GpuHistory.Never"/> before the first.</summary>
    public int LastEvent;

    /// <summary>Target spikes up to this step are in the weights.</summary>
    public int ReplayedThrough;

    /// <summary>Room, in blocks.</summary>
    public int Blocks;

    public readonly long First => (long)FirstBlock * GpuRows.Block;
}

/// <summary>What kernels see of a <see cref="GpuRows"/>.</summary>
internal struct RowsView
{
    public ArrayView<GpuRow> Rows;

    /// <summary>Local ids of targets.</summary>
    public ArrayView<int> Targets;
    public ArrayView<float> Weights;

    /// <summary>Dendritic delays [steps]; one element where there are none.</summary>
    public ArrayView<byte> Delays;

    /// <summary>1 where synapses have dendritic delays, else 0.</summary>
    public int HasDelays;

    /// <summary>State of synapses beside their weights, all fields of one after another; one element where there is none.</summary>
    public ArrayView<float> States;

    /// <summary>Number of these fields.</summary>
    public int Fields;

    /// <summary>Step of each synapse's last event; one element where none changes between events.</summary>
    public ArrayView<int> LastEvents;

    /// <summary>1 where synapses change between events, else 0.</summary>
    public int HasLastEvents;

    /// <summary>Number of rows.</summary>
    public int RowCount;

    /// <summary>Index of a synapse in the arrays, -1 where the pair is not connected.</summary>
    public readonly long Find(in GpuRow row, int target)
    {
        long end = row.First + row.Count;
        for (long i = row.First; i < end; i++)
        {
            if (Targets[i] == target)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Takes the synapse with a target out of a row; returns what the row is then.</summary>
    public readonly GpuRow Remove(GpuRow row, int target)
    {
        long gap = Find(in row, target);
        row.Count--;
        Copy(in this, row.First + row.Count, gap);
        return row;
    }

    /// <summary>
    /// Appends a synapse to a row that has room and is up to date, all but its delay and state; returns what the row is then.
    /// </summary>
    public readonly GpuRow Append(GpuRow row, in RowChange change, int through)
    {
        long at = row.First + row.Count;
        Targets[at] = change.Target;
        Weights[at] = change.Weight;
        if (HasLastEvents != 0)
        {
            LastEvents[at] = through;
        }

        row.Count++;
        row.ReplayedThrough = through;
        return row;
    }

    /// <summary>Puts one entry of other rows, or of these, in the place of one of these.</summary>
    public readonly void Copy(in RowsView other, long from, long to)
    {
        Targets[to] = other.Targets[from];
        Weights[to] = other.Weights[from];
        if (HasDelays != 0)
        {
            Delays[to] = other.Delays[from];
        }

        for (int field = 0; field < Fields; field++)
        {
            States[(to * Fields) + field] = other.States[(from * Fields) + field];
        }

        if (HasLastEvents != 0)
        {
            LastEvents[to] = other.LastEvents[from];
        }
    }
}

/// <summary>A row's new place.</summary>
/// <param name="Source">Which row.</param>
/// <param name="FirstBlock">Where to, in blocks.</param>
internal readonly record struct RowMove(int Source, int FirstBlock);

/// <summary>What moving rows needs.</summary>
internal struct MoveArguments
{
    public RowsView From;
    public RowsView To;
    public ArrayView<RowMove> Moves;
    public int Count;
}

/// <summary>Moves rows to where there is more room: <see cref="RowThreads"/> per row.</summary>
internal static class MoveKernel
{
    public static void Move(MoveArguments a)
    {
        for (int m = RowThreads.FirstRow; m < a.Count; m += RowThreads.RowStride)
        {
            RowMove move = a.Moves[m];
            GpuRow row = a.From.Rows[move.Source];
            long to = (long)move.FirstBlock * GpuRows.Block;
            for (int i = RowThreads.Index; i < row.Count; i += RowThreads.Count)
            {
                a.To.Copy(in a.From, row.First + i, to + i);
            }

            RowThreads.Synchronize();
            if (RowThreads.Index == 0)
            {
                a.To.Rows[move.Source].FirstBlock = move.FirstBlock;
            }
        }
    }
}
