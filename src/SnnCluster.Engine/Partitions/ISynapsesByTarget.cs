using SnnCluster.Engine.Recording;

namespace SnnCluster.Engine.Partitions;

/// <summary>
/// A partition's synapses of one projection by target, as they are between two steps: for whoever goes through all of
/// them, some targets at a time, and needs no copy of all.
/// </summary>
public interface ISynapsesByTarget
{
    /// <summary>Number of synapses onto each target of the partition's slice.</summary>
    ReadOnlySpan<int> InDegrees { get; }

    /// <summary>Reads the synapses onto some targets, in the order of (target, source, k), with weights up to date.</summary>
    /// <param name="first">The first target, by its place in the slice.</param>
    /// <param name="count">How many targets.</param>
    /// <param name="synapses">Takes as many as these targets have.</param>
    void Read(int first, int count, Span<Synapse> synapses);
}

/// <summary>Synapses by target out of a copy of all, for devices that give no less.</summary>
internal sealed class CopiedSynapsesByTarget : ISynapsesByTarget
{
    private readonly int[] _inDegrees;
    private readonly int[] _begins;
    private readonly Synapse[] _synapses;

    /// <param name="synapses">All synapses, in the order of (source, target, k).</param>
    /// <param name="targets">The partition's slice of the target population.</param>
    public CopiedSynapsesByTarget(Synapse[] synapses, Slice targets)
    {
        _inDegrees = new int[targets.Count];
        foreach (Synapse synapse in synapses)
        {
            _inDegrees[synapse.Target - targets.Begin]++;
        }

        _begins = new int[targets.Count + 1];
        for (int i = 0; i < targets.Count; i++)
        {
            _begins[i + 1] = _begins[i] + _inDegrees[i];
        }

        // What is sorted by (source, target, k) stays by (source, k) within a target when its order is kept.
        _synapses = new Synapse[synapses.Length];
        int[] next = _begins[..^1];
        foreach (Synapse synapse in synapses)
        {
            _synapses[next[synapse.Target - targets.Begin]++] = synapse;
        }
    }

    public ReadOnlySpan<int> InDegrees => _inDegrees;

    public void Read(int first, int count, Span<Synapse> synapses) =>
        _synapses.AsSpan(_begins[first], _begins[first + count] - _begins[first]).CopyTo(synapses);
}
