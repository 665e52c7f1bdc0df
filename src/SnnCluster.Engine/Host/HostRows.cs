using SnnCluster.Engine.Snapshots;

namespace SnnCluster.Engine.Host;

/// <summary>The synapses of a projection within a partition, by source: a row for each source that may have some.</summary>
internal abstract unsafe class HostRows(int rowCount, SourceDirectory? directory) : IDisposable
{
    /// <summary>Number of rows, which have the numbers from 0 on: by their sources.</summary>
    public int RowCount { get; } = rowCount;

    /// <summary>Which sources have a row; null where all have, and a row's number is that of its source.</summary>
    public SourceDirectory? Directory { get; } = directory;

    /// <summary>Number of synapses.</summary>
    public abstract long Count { get; }

    /// <summary>Whether a pair may have several synapses.</summary>
    public abstract bool HasMultapses { get; }

    /// <summary>Number of synapses of a source.</summary>
    public int CountOf(int source) => RowOf(source) is >= 0 and int row ? LengthOf(row) : 0;

    /// <summary>The row of a source; -1 where it has none.</summary>
    public int RowOf(int source) => Directory is null ? source : Directory.RowOf(source);

    /// <summary>The source of a row.</summary>
    public int SourceOf(int row) => Directory is null ? row : Directory.SourceOf(row);

    /// <summary>Number of synapses of a row.</summary>
    public abstract int LengthOf(int row);

    /// <summary>The synapses of a row, until the next call.</summary>
    public abstract RowView View(int row);

    /// <summary>Copies all synapses to columns of their length, row by row.</summary>
    public void CopyTo(SynapseColumns columns, int targetBegin)
    {
        int n = 0;
        for (int row = 0; row < RowCount; row++)
        {
            RowView view = View(row);
            columns.Sources.AsSpan(n, view.Count).Fill(SourceOf(row));
            for (int i = 0; i < view.Count; i++)
            {
                columns.Targets[n + i] = targetBegin + view.Targets[i];
                columns.Weights[n + i] = view.WeightAt(i);
            }

            if (view.Delays != null)
            {
                new ReadOnlySpan<byte>(view.Delays, view.Count).CopyTo(columns.DendriticDelays.AsSpan(n));
            }

            if (view.Multiplicity != null)
            {
                new ReadOnlySpan<ushort>(view.Multiplicity, view.Count).CopyTo(columns.Multiplicity.AsSpan(n));
            }

            CopyStates(row, columns, n);
            n += view.Count;
        }
    }

    public abstract void Dispose();

    /// <summary>Copies what synapses of a row have beside weights and delays.</summary>
    /// <param name="row">The row.</param>
    /// <param name="columns">Where to.</param>
    /// <param name="at">Place of the row's first synapse there.</param>
    protected virtual void CopyStates(int row, SynapseColumns columns, int at)
    {
    }
}

/// <summary>The synapses of a row as they lie.</summary>
internal unsafe struct RowView
{
    /// <summary>How many.</summary>
    public int Count;

    /// <summary>Local ids of targets.</summary>
    public int* Targets;

    /// <summary>Weights; null where all have the <see cref="ConstantWeight"/>.</summary>
    public float* Weights;

    /// <summary>The weight of all synapses, where they have no weights of their own.</summary>
    public float ConstantWeight;

    /// <summary>Dendritic delays [steps]; null where there are none.</summary>
    public byte* Delays;

    /// <summary>Numbers among the synapses of a pair; null where all are 0.</summary>
    public ushort* Multiplicity;

    /// <summary>The weight of a synapse as it was stored last.</summary>
    public readonly float WeightAt(int place) => Weights == null ? ConstantWeight : Weights[place];

    /// <summary>A synapse.</summary>
    /// <param name="place">Its place in the row.</param>
    /// <param name="source">The row's source.</param>
    /// <param name="targetBegin">Global id of the partition's first target.</param>
    /// <param name="weight">Its weight.</param>
    /// <param name="delay">The axonal delay [steps].</param>
    public readonly Recording.Synapse At(int place, int source, int targetBegin, float weight, int delay) => new(
        source,
        targetBegin + Targets[place],
        Multiplicity == null ? 0 : Multiplicity[place],
        weight,
        delay + (Delays == null ? 0 : Delays[place]));
}
