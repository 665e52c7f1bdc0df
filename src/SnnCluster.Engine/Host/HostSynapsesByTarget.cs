using System.Runtime.CompilerServices;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;

namespace SnnCluster.Engine.Host;

/// <summary>
/// Synapses by target where rows are by source: each range of targets is a pass over all rows, which reads what lies
/// there one after the other, and copies only what is asked for.
/// </summary>
internal sealed unsafe class HostSynapsesByTarget : ISynapsesByTarget
{
    private readonly HostProjection _projection;
    private readonly int _through;
    private readonly int[] _inDegrees;

    /// <param name="projection">The synapses.</param>
    /// <param name="targets">The partition's targets.</param>
    /// <param name="through">The step through which weights are brought up to date.</param>
    public HostSynapsesByTarget(HostProjection projection, int targets, int through)
    {
        _projection = projection;
        _through = through;
        _inDegrees = new int[targets];
        projection.Sweep(through);
        CountSynapses();
    }

    public ReadOnlySpan<int> InDegrees => _inDegrees;

    private HostRows Rows => _projection.Rows;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Read(int first, int count, Span<Synapse> synapses)
    {
        // Sources come in ascending order, so each target's synapses do too.
        var next = new int[count];
        for (int i = 1; i < count; i++)
        {
            next[i] = next[i - 1] + _inDegrees[first + i - 1];
        }

        int targetBegin = _projection.Parts.TargetBegin;
        int delay = _projection.Parts.Plan.DelaySteps;
        HostRows rows = Rows;
        for (int row = 0; row < rows.RowCount; row++)
        {
            RowView view = rows.View(row);
            for (int i = 0; i < view.Count; i++)
            {
                int target = view.Targets[i] - first;
                if ((uint)target < (uint)count)
                {
                    synapses[next[target]++] = view.At(i, rows.SourceOf(row), targetBegin, _projection.UpToDateWeight(row, view, i, _through), delay);
                }
            }
        }

        if (rows.HasMultapses)
        {
            for (int i = 0; i < count; i++)
            {
                int degree = _inDegrees[first + i];
                synapses.Slice(next[i] - degree, degree).Sort(static (a, b) => (a.Source, a.K).CompareTo((b.Source, b.K)));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountSynapses()
    {
        HostRows rows = Rows;
        for (int row = 0; row < rows.RowCount; row++)
        {
            RowView view = rows.View(row);
            for (int i = 0; i < view.Count; i++)
            {
                _inDegrees[view.Targets[i]]++;
            }
        }
    }
}
