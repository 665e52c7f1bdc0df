using SnnCluster.Engine.Snapshots;

namespace SnnCluster.Engine.Host;

/// <summary>A partition's synapses of one projection, which may change, come and go.</summary>
internal abstract unsafe class HostRowProjection(HostProjectionParts parts) : HostProjection(parts)
{
    public new SynapseRows Rows { get; } = (SynapseRows)parts.Rows;

    /// <inheritdoc/>
    public sealed override float UpToDateWeight(int row, in RowView view, int place, int through) =>
        UpToDateWeight(row, Rows.First(row) + place, through);

    /// <summary>The weight at an index of the arrays, in the row of a number, as it is at the end of a step; stores nothing.</summary>
    public abstract float UpToDateWeight(int number, long index, int through);

    /// <inheritdoc/>
    public abstract override void BringUpToDate(int number, int through);

    /// <inheritdoc/>
    public override void Restore(ProjectionSnapshot from, int step)
    {
        base.Restore(from, step);
        for (int number = 0; number < Rows.RowCount && from.LastEvents.Length > 0; number++)
        {
            RowHeader* row = Rows.Header(number);
            int source = Rows.SourceOf(number);
            row->LastEvent = from.LastEvents[source];
            row->ReplayedThrough = step - 1;
            for (int field = 0; field < from.SourceStates.Count; field++)
            {
                SynapseRows.SourceState(row)[field] = from.SourceStates[field][source];
            }
        }
    }

    /// <inheritdoc/>
    protected override void CaptureSources(ProjectionSnapshot snapshot)
    {
        for (int i = 0; i < snapshot.LastEvents.Length; i++)
        {
            RowHeader* row = Rows.Header(Rows.RowOf(snapshot.Sources.Begin + i));
            snapshot.LastEvents[i] = row->LastEvent;
            for (int field = 0; field < snapshot.SourceStates.Count; field++)
            {
                snapshot.SourceStates[field][i] = SynapseRows.SourceState(row)[field];
            }
        }
    }
}
